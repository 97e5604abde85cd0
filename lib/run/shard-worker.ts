import { hostname } from 'node:os';
import { DataError } from '../data/data-error.js';
import type { DataSpec } from '../data/data-spec.js';
import { type LoadedData, loadData } from '../data/load.js';
import { DomainError } from '../numerics/index.js';
import { isAttackTask } from './attacks/attack-task.js';
import { SCORES } from './audit-folder.js';
import type { Numbers } from './codec.js';
import type { FolderKind } from './folder.js';
import { locatedData } from './moved-data.js';
import { type AnyPlan, fingerprint, PLAN_SCHEMA } from './plan.js';
import { playUnits } from './play-units.js';
import { MODELS } from './run-folder.js';
import { readShardTask, type Shard } from './shard-task.js';
import { indicesOf, sizeOf, sliceOf } from './slice.js';
import { encodeStore } from './store.js';
import { testSetOf } from './test-set.js';
import { runModels } from './train-models.js';

export interface ShardWorkerOptions {
  /** version of dpih: a plan of another one is refused */
  readonly version: string;
  /** folder that holds the data files, the only one that is read; default: where the plan says */
  readonly dataRoot?: string;
  /** worker threads */
  readonly workers?: number;
  readonly signal?: AbortSignal;
}

type Report = (share: number) => void;

/**
 * The work of a queue's worker, for serveTasks: from a task's data to its models or units as a store.
 * The data is read again only where the next task is of another plan.
 */
export function shardWorker({ version, dataRoot, workers, signal }: ShardWorkerOptions) {
  let kept: { readonly of: string; readonly data: LoadedData } | undefined;
  const load = async (plan: AnyPlan, spec: DataSpec): Promise<LoadedData> => {
    const key = fingerprint(plan);
    if (kept?.of !== key) kept = { of: key, data: await loadData(locatedData(spec, dataRoot)) };
    return kept.data;
  };
  const compute = async (task: unknown, report: Report): Promise<Buffer> => {
    if (isAttackTask(task)) {
      // attacks and defences are much to load: only for who is sent some
      const { computeAttackShard } = await import('./attacks/attack-shard.js');
      return computeAttackShard(task, { version, dataRoot, workers, signal, report });
    }
    const shard = readShardTask(task);
    const { plan } = shard;
    if (plan.version !== version)
      throw new DomainError('the version of dpih', `${plan.version}, as that of the plan`, version);
    if (plan.schema === PLAN_SCHEMA) {
      const { recipe, backend } = plan;
      const data = await load(plan, plan.data);
      return storeOf(MODELS, plan, testSetOf(data), shard, report, (models, onModel) =>
        runModels({ recipe, backend, data }, models, { workers, signal, onModel }),
      );
    }
    const { spec, backend } = plan;
    const data = plan.data === undefined ? undefined : await load(plan, plan.data);
    // what plays games is much to load: only for who is sent one
    const { openGame } = await import('../games/open-game.js');
    const { units: count, width } = openGame(spec, data);
    return storeOf(SCORES, plan, { units: count, width }, shard, report, (units, onUnit) =>
      playUnits({ spec, data, backend }, units, { workers, signal, onUnit }),
    );
  };
  return async (task: unknown, report: Report): Promise<Buffer> => {
    try {
      return await compute(task, report);
    } catch (error) {
      // the submitter sits elsewhere: which machine lacks the file?
      throw new Error(`on ${hostname()}: ${told(error)}`);
    }
  };
}

/** The models or units of a shard, computed and encoded. */
async function storeOf<P extends AnyPlan, M, V extends Numbers>(
  kind: FolderKind<P, M, V>,
  plan: P,
  memo: M,
  { shard, of }: Shard,
  report: Report,
  compute: (indices: readonly number[], onRecord: (index: number, values: V) => void) => Promise<void>,
): Promise<Buffer> {
  const slice = sliceOf(kind.count(plan, memo), shard, of);
  const records = new Map<number, V>();
  await compute(indicesOf(slice), (index, values) => {
    records.set(index, values);
    report(records.size / sizeOf(slice));
  });
  return encodeStore(kind.layout(plan, memo), records);
}

/**
 * What the submitter is told. Never what a file holds, its hash included: a task must name the hash of every file
 * it reads, so that whoever can reach the queue learns nothing of files that he does not have already.
 */
function told(error: unknown): string {
  if (error instanceof DataError) return `${error.demand}; what it got is not told over the queue`;
  return error instanceof Error ? error.message : String(error);
}
