import { type LoadedData, loadData } from '../data/load.js';
import { openFolder } from './folder.js';
import type { Plan } from './plan.js';
import { completeOnQueue, type QueueOptions } from './queue-slices.js';
import { asRun, MODELS } from './run-folder.js';
import type { RunResult } from './run-plan.js';
import { wholeSlice } from './slice.js';
import { testSetOf } from './test-set.js';

export interface QueueRunOptions extends QueueOptions {
  /** the data of the plan, where it was loaded already */
  readonly data?: LoadedData;
}

/**
 * Trains the models of a plan on the workers of a queue: see completeOnQueue.
 * @throws QueueError where no server answers or a shard failed
 * @throws DataError as runPlan, and where a worker's answer is damaged
 */
export async function runOnQueue(plan: Plan, folder: string, options: QueueRunOptions): Promise<RunResult> {
  const test = testSetOf(options.data ?? (await loadData(plan.data)));
  const run = openFolder(MODELS, folder, plan, test);
  const computed = await completeOnQueue(MODELS, run, options);
  return { ...asRun(run), slice: wholeSlice(plan.recipe.models), computed };
}
