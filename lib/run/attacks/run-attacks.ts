import { loadUnclipped, type UnclippedData } from '../../data/load.js';
import type { BackendRecord } from '../../train/index.js';
import { share } from '../shared-records.js';
import { computeInThreads } from '../thread-pool.js';
import { TrainingError } from '../train-models.js';
import {
  cellKeys,
  openAttackFolder,
  poisonKeys,
  readCell,
  rememberedShape,
  sweepAttackFolder,
} from './attack-folder.js';
import type { AttackPlan } from './attack-plan.js';
import type { AttackJob } from './attack-worker.js';
import { keysOf, planCells } from './cells.js';
import { checkAttackPlan, checkPixels } from './check-attack-plan.js';
import { asImages, dataShape } from './data-shape.js';
import { registryOf } from './own-modules.js';
import type { Outcome } from './run-task.js';
import { bundlesOf, bundlesOfShard, scheduleOf } from './tasks.js';

export interface AttackRunOptions {
  /** worker threads; default: the cores of the machine */
  readonly workers?: number;
  /** ends the run early: it then rejects with the signal's reason, and what is done is in the folder */
  readonly signal?: AbortSignal;
  /** one of `of` slices of the work; default: all */
  readonly shard?: { readonly shard: number; readonly of: number };
  /** pieces of work done and in all: poisons that are crafted, models of one defence and seed */
  readonly onProgress?: (done: number, total: number) => void;
}

/** Cells times seeds, of the plan or of the shard. */
export interface AttackRunResult {
  /** that have a result */
  readonly measured: number;
  /** that have an error in place of one */
  readonly failed: number;
  /** of these, computed now */
  readonly computed: number;
}

/**
 * Measures every cell of a plan and leaves the results in the folder, a file for each cell and seed. Killed at any
 * moment and started again, it continues; with a longer plan on the same data it computes what is new. The files are
 * the same, whatever the interruptions and the number of workers. A cell that fails is recorded with its error, stops
 * nothing, and is tried again by the next start.
 *
 * @throws DomainError   for a plan that cannot be run, naming the key, before any work
 * @throws DataError     where the folder is of other data or damaged, or the data is not what the plan says
 * @throws BackendError  where a named backend is absent
 */
export async function runAttacks(
  plan: AttackPlan,
  folder: string,
  options: AttackRunOptions = {},
): Promise<AttackRunResult> {
  return runPlanned({ ...plan, engine: await engineOf(plan) }, folder, options);
}

/** What TensorFlow.js runs on here. */
export async function engineOf({ backend }: AttackPlan): Promise<BackendRecord> {
  const { loadBackend } = await import('../../train/tensorflow/backend.js');
  return loadBackend(backend);
}

/** The same, for a plan that says what TensorFlow.js runs on: where it runs on something else, cells fail. */
export async function runPlanned(
  plan: AttackPlan,
  folder: string,
  { workers, signal, shard, onProgress }: AttackRunOptions = {},
): Promise<AttackRunResult> {
  signal?.throwIfAborted();
  const registry = await registryOf(plan.own);
  let data: UnclippedData | undefined;
  const load = async (): Promise<UnclippedData> => {
    data ??= asImages(plan, await loadUnclipped(plan.data));
    return data;
  };
  const shape = (await rememberedShape(folder, plan)) ?? dataShape(plan, await load());
  const cells = planCells(plan, registry, shape);
  checkAttackPlan(plan, registry, shape, cells);
  const all = bundlesOf(cells, plan.seeds, keysOf(plan, registry));
  const bundles = shard === undefined ? all : bundlesOfShard(all, shard);
  const keys = bundles.flatMap((bundle) => bundle.cells.map(({ key }) => key));
  const measured = measuredKeys(folder, keys);
  const { tasks, after } = scheduleOf(bundles, (key) => measured.has(key), has(poisonKeys(folder)));
  if (tasks.length > 0) checkPixels(plan, await load());
  openAttackFolder(folder, plan, shape);
  let [done, now, failed] = [0, 0, 0];
  onProgress?.(0, tasks.length);
  if (tasks.length > 0) {
    const { train, test } = await load();
    await computeInThreads<Outcome>(
      new URL('./attack-worker.js', import.meta.url),
      { plan, shape, data: { train: share(train), test: share(test) }, folder, tasks } satisfies AttackJob,
      tasks.map((_, i) => i),
      {
        workers,
        signal,
        after: (index) => after[index] ?? [],
        ahead: 1,
        onValues(_, outcome) {
          done += 1;
          now += outcome.measured + outcome.failed;
          failed += outcome.failed;
          onProgress?.(done, tasks.length);
        },
        failed: ({ error, name }) => new TrainingError(error, name),
      },
    );
  }
  if (shard === undefined) sweepAttackFolder(folder);
  return { measured: keys.length - failed, failed, computed: now };
}

/** Those of the keys that have a result; an error is no result, and is tried again. */
function measuredKeys(folder: string, keys: readonly string[]): ReadonlySet<string> {
  const there = cellKeys(folder);
  return new Set(keys.filter((key) => there.has(key) && !('error' in readCell(folder, key))));
}

function has(keys: ReadonlySet<string>): (key: string) => boolean {
  return (key) => keys.has(key);
}
