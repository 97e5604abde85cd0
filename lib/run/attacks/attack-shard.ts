import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dataIdentity } from '../../data/data-spec.js';
import { DomainError } from '../../numerics/index.js';
import { locatedData } from '../moved-data.js';
import { readAttackPlan } from './attack-plan-schema.js';
import { type AttackTask, requirePlain } from './attack-task.js';
import { packFiles } from './packed-files.js';
import { prepareRun } from './prepare-run.js';
import { runPlanned } from './run-attacks.js';
import { bundlesOfShard } from './tasks.js';

export interface AttackShardOptions {
  /** of dpih: a plan of another one is refused */
  readonly version: string;
  /** folder that holds the data files, the only one that is read; default: where the plan says */
  readonly dataRoot?: string | undefined;
  readonly workers?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  report(share: number): void;
}

/** The work of a queue's worker: from a task to the files of its cells. */
export async function computeAttackShard(
  { attacks, shard, of }: AttackTask,
  { version, dataRoot, workers, signal, report }: AttackShardOptions,
): Promise<Buffer> {
  const value: unknown = JSON.parse(attacks);
  requirePlain(value);
  const { plan: asked, registry } = await readAttackPlan(value);
  if (asked.version !== version)
    throw new DomainError('the version of dpih', `${asked.version}, as that of the plan`, version);
  for (const { spec } of asked.attacks) {
    const files = registry.attacks[spec.kind]?.files?.(spec) ?? [];
    if (files.length > 0)
      throw new DomainError('an attack', 'one that reads no file where a queue is used', spec.kind);
  }
  const plan = { ...asked, data: locatedData(asked.data, dataRoot) };
  // a file is read only by who knows its hash: see shardWorker
  dataIdentity(plan.data);
  const folder = mkdtempSync(join(tmpdir(), 'dpih-shard-'));
  try {
    await runPlanned(plan, folder, {
      ...(workers === undefined ? {} : { workers }),
      ...(signal === undefined ? {} : { signal }),
      shard: { shard, of },
      onProgress: (done, total) => report(total === 0 ? 1 : done / total),
    });
    const { bundles } = await prepareRun(plan, folder);
    return packFiles(folder, bundlesOfShard(bundles, { shard, of }));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
