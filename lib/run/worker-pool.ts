import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { BackendRecord } from '../train/learner.js';
import type { Recipe } from '../train/recipe.js';
import type { TrainingData } from '../train/training-data.js';
import { share } from './shared-records.js';

/** What a worker is started with. */
export interface Job {
  readonly recipe: Recipe;
  readonly backend: BackendRecord | undefined;
  readonly data: TrainingData;
}

/** What a worker answers: one model, or why there is none. */
export type Answer =
  | { readonly model: number; readonly predictions: Uint16Array }
  | { readonly error: string; readonly name: string };

export interface PoolOptions {
  /** worker threads; default: the cores of the machine */
  readonly workers?: number;
  /** ends the run early: it then rejects with the signal's reason */
  readonly signal?: AbortSignal;
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

/** Models that a worker holds at once: the next one starts while the last one is posted. */
const AHEAD = 2;

/**
 * Trains models of a recipe in worker threads. What a model predicts depends on its index alone, so neither the
 * number of workers nor the order matters.
 * @throws TrainingError as soon as one worker fails; the others are stopped
 */
export async function runModels(
  job: Job,
  models: Iterable<number>,
  { workers = availableParallelism(), signal, onModel }: PoolOptions,
): Promise<void> {
  const queue = [...models];
  if (queue.length === 0) return;
  const total = queue.length;
  const workerData: Job = { ...job, data: { train: share(job.data.train), test: share(job.data.test) } };
  const url = new URL('./worker.js', import.meta.url);
  const pool = Array.from(
    { length: Math.max(1, Math.min(workers, total)) },
    () => new Worker(url, { workerData }),
  );
  queue.reverse();
  try {
    await new Promise<void>((resolve, reject) => {
      signal?.throwIfAborted();
      signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
      let done = 0;
      const next = (worker: Worker): void => {
        const model = queue.pop();
        if (model !== undefined) worker.postMessage(model);
      };
      for (const worker of pool) {
        worker.on('message', (answer: Answer) => {
          try {
            if ('error' in answer) throw new TrainingError(answer.error, answer.name);
            onModel(answer.model, answer.predictions);
            done += 1;
            if (done === total) resolve();
            else next(worker);
          } catch (error) {
            reject(error);
          }
        });
        worker.on('error', reject);
        worker.on('exit', (code) => reject(new TrainingError(`a worker thread ended with code ${code}`)));
      }
      for (let i = 0; i < AHEAD; i++) for (const worker of pool) next(worker);
    });
  } finally {
    await Promise.all(pool.map((worker) => worker.terminate()));
  }
}
