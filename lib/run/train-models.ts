import type { BackendRecord } from '../train/learner.js';
import type { Recipe } from '../train/recipe.js';
import type { TrainingData } from '../train/training-data.js';
import { share } from './shared-records.js';
import { computeInThreads } from './thread-pool.js';

/** What a thread that trains models is started with. */
export interface ModelJob {
  readonly recipe: Recipe;
  readonly backend: BackendRecord | undefined;
  readonly data: TrainingData;
}

export interface ModelOptions {
  /** worker threads; default: the cores of the machine */
  readonly workers?: number | undefined;
  /** ends the run early: it then rejects with the signal's reason */
  readonly signal?: AbortSignal | undefined;
  /** called once for each model, in no particular order */
  onModel(model: number, predictions: Uint16Array): void;
}

/** A model that could not be trained; the message is the worker's. */
export class TrainingError extends Error {
  constructor(
    message: string,
    /** name of the error in the worker */
    readonly original = 'Error',
  ) {
    super(message);
    this.name = 'TrainingError';
  }
}

/**
 * Trains models of a recipe in worker threads. What a model predicts depends on its index alone, so neither the
 * number of workers nor the order matters.
 * @throws TrainingError as soon as one worker fails; the others are stopped
 */
export async function runModels(
  job: ModelJob,
  models: readonly number[],
  { workers, signal, onModel }: ModelOptions,
): Promise<void> {
  const data = { train: share(job.data.train), test: share(job.data.test) };
  await computeInThreads<Uint16Array>(
    new URL('./model-worker.js', import.meta.url),
    { ...job, data } satisfies ModelJob,
    models,
    {
      workers,
      signal,
      onValues: onModel,
      failed: ({ error, name }) => new TrainingError(error, name),
    },
  );
}
