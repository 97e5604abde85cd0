import { share } from '../shared-records.js';
import { computeInThreads } from '../thread-pool.js';
import { TrainingError } from '../train-models.js';
import { openAttackFolder, poisonKeys, sweepAttackFolder } from './attack-folder.js';
import type { AttackPlan } from './attack-plan.js';
import type { AttackJob } from './attack-worker.js';
import { checkPixels } from './check-attack-plan.js';
import { engineOf, keysIn, type PreparedRun, prepareRun, tallyOf } from './prepare-run.js';
import type { Outcome } from './run-task.js';
import { bundlesOfShard, type Schedule, scheduleOf } from './tasks.js';

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
  options.signal?.throwIfAborted();
  return runPlanned({ ...plan, engine: await engineOf(plan) }, folder, options);
}

/** The same, for a plan that says what TensorFlow.js runs on: where it runs on something else, cells fail. */
export async function runPlanned(
  plan: AttackPlan,
  folder: string,
  options: AttackRunOptions = {},
): Promise<AttackRunResult> {
  const { shard, onProgress } = options;
  const run = await prepareRun(plan, folder);
  const bundles = shard === undefined ? run.bundles : bundlesOfShard(run.bundles, shard);
  const keys = keysIn(bundles);
  const { measured } = tallyOf(folder, keys);
  const crafted = poisonKeys(folder);
  const schedule = scheduleOf(
    bundles,
    (key) => measured.has(key),
    (key) => crafted.has(key),
  );
  const some = schedule.tasks.length > 0;
  if (some) checkPixels(plan, await run.load());
  openAttackFolder(folder, plan, run.shape);
  onProgress?.(0, schedule.tasks.length);
  if (some) await compute(plan, folder, run, schedule, options);
  if (shard === undefined) sweepAttackFolder(folder);
  const { failed } = tallyOf(folder, keys);
  return {
    measured: keys.length - failed.size,
    failed: failed.size,
    computed: keys.length - measured.size,
  };
}

async function compute(
  plan: AttackPlan,
  folder: string,
  { shape, load }: PreparedRun,
  { tasks, after }: Schedule,
  { workers, signal, onProgress }: AttackRunOptions,
): Promise<void> {
  const { train, test } = await load();
  const job: AttackJob = { plan, shape, data: { train: share(train), test: share(test) }, folder, tasks };
  let done = 0;
  await computeInThreads<Outcome>(
    new URL('./attack-worker.js', import.meta.url),
    job,
    tasks.map((_, i) => i),
    {
      workers,
      signal,
      after: (index) => after[index] ?? [],
      ahead: 1,
      onValues() {
        done += 1;
        onProgress?.(done, tasks.length);
      },
      failed: ({ error, name }) => new TrainingError(error, name),
    },
  );
}
