import { type LoadedData, loadData } from '../data/load.js';
import { completeSlice } from './complete-slice.js';
import { openFolder } from './folder.js';
import type { Plan } from './plan.js';
import { asRun, MODELS, type RunFolder } from './run-folder.js';
import { type Slice, wholeSlice } from './slice.js';
import { testSetOf } from './test-set.js';
import { runModels } from './train-models.js';

export interface RunOptions {
  /** the data of the plan, where it was loaded already */
  readonly data?: LoadedData;
  /** worker threads; default: the cores of the machine */
  readonly workers?: number;
  /** the models to train; default: all */
  readonly slice?: Slice;
  readonly signal?: AbortSignal;
  readonly onProgress?: (done: number, total: number) => void;
}

export interface RunResult extends RunFolder {
  readonly slice: Slice;
  /** models trained now; the others were in the folder */
  readonly computed: number;
}

/**
 * Trains the models of a plan and leaves their predictions in the folder. Killed at any moment and started
 * again, it continues; the files it ends with are the same, whatever the interruptions and the number of workers.
 *
 * @throws DataError where the folder is of another plan or damaged, or the data is not what the plan says
 * @throws TrainingError where a model cannot be trained
 */
export async function runPlan(plan: Plan, folder: string, options: RunOptions = {}): Promise<RunResult> {
  const { slice = wholeSlice(plan.recipe.models), workers, signal, onProgress } = options;
  const data = options.data ?? (await loadData(plan.data));
  const run = openFolder(MODELS, folder, plan, testSetOf(data));
  const computed = await completeSlice(MODELS, run, slice, {
    onProgress,
    compute: (models, onModel) =>
      runModels({ recipe: plan.recipe, backend: plan.backend, data }, models, { workers, signal, onModel }),
  });
  return { ...asRun(run), slice, computed };
}
