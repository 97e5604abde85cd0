import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { Numbers } from './codec.js';

/** What a thread answers: the numbers of one index, or why there are none. */
export type Answer<V extends Numbers> = { readonly index: number; readonly values: V } | Failure;

export interface Failure {
  readonly error: string;
  /** name of the error in the thread */
  readonly name: string;
  /** absent where the thread could not be made ready for any index */
  readonly index?: number;
}

export interface PoolOptions<V extends Numbers> {
  /** worker threads; default: the cores of the machine */
  readonly workers?: number | undefined;
  /** ends the work early: it then rejects with the signal's reason */
  readonly signal?: AbortSignal | undefined;
  /** called once for each index, in no particular order */
  onValues(index: number, values: V): void;
  /** what the work rejects with where a thread fails */
  failed(failure: Failure): Error;
}

/** Indices that a thread holds at once: the next one starts while the last one is posted. */
const AHEAD = 2;

/**
 * Computes the numbers of every index in worker threads that run `script`, which answers as answerIndices does.
 * They must depend on the index alone, so that neither the number of threads nor the order matters.
 *
 * As soon as one thread fails it rejects; the others are stopped.
 *
 * @param workerData  what every thread is started with
 */
export async function computeInThreads<V extends Numbers>(
  script: URL,
  workerData: unknown,
  indices: readonly number[],
  { workers = availableParallelism(), signal, onValues, failed }: PoolOptions<V>,
): Promise<void> {
  signal?.throwIfAborted();
  if (indices.length === 0) return;
  const queue = [...indices].reverse();
  const pool = Array.from(
    { length: Math.max(1, Math.min(workers, indices.length)) },
    () => new Worker(script, { workerData }),
  );
  let stop = (): void => {};
  try {
    await new Promise<void>((resolve, reject) => {
      stop = () => reject(signal?.reason);
      signal?.addEventListener('abort', stop, { once: true });
      let done = 0;
      const next = (worker: Worker): void => {
        const index = queue.pop();
        if (index !== undefined) worker.postMessage(index);
      };
      for (const worker of pool) {
        worker.on('message', (answer: Answer<V>) => {
          try {
            if ('error' in answer) throw failed(answer);
            onValues(answer.index, answer.values);
            done += 1;
            if (done === indices.length) resolve();
            else next(worker);
          } catch (error) {
            reject(error);
          }
        });
        worker.on('error', reject);
        worker.on('exit', (code) =>
          reject(failed({ error: `a worker thread ended with code ${code}`, name: 'Error' })),
        );
      }
      for (let i = 0; i < AHEAD; i++) for (const worker of pool) next(worker);
    });
  } finally {
    signal?.removeEventListener('abort', stop);
    await Promise.all(pool.map((worker) => worker.terminate()));
  }
}
