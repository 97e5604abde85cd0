import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';

/** What a thread answers: what one index yields, or why there is nothing. */
export type Answer<V> = { readonly index: number; readonly values: V } | Failure;

export interface Failure {
  readonly error: string;
  /** name of the error in the thread */
  readonly name: string;
  /** absent where the thread could not be made ready for any index */
  readonly index?: number;
}

export interface PoolOptions<V> {
  /** worker threads; default: the cores of the machine */
  readonly workers?: number | undefined;
  /** ends the work early: it then rejects with the signal's reason */
  readonly signal?: AbortSignal | undefined;
  /** indices that must be done before this one is begun, all of them among those computed; default: none */
  after?(index: number): readonly number[];
  /** indices that a thread holds at once, so that the next one starts while the last one is posted; default 2 */
  readonly ahead?: number;
  /** called once for each index, in no particular order */
  onValues(index: number, values: V): void;
  /** what the work rejects with where a thread fails */
  failed(failure: Failure): Error;
}

/**
 * Computes what every index yields in worker threads that run `script`, which answers as answerIndices does. It must
 * depend on the index alone, so that neither the number of threads nor the order matters. Anything that threads can
 * be sent may be yielded.
 *
 * As soon as one thread fails it rejects; the others are stopped.
 *
 * @param workerData  what every thread is started with
 */
export async function computeInThreads<V>(
  script: URL,
  workerData: unknown,
  indices: readonly number[],
  { workers = availableParallelism(), signal, after, ahead = 2, onValues, failed }: PoolOptions<V>,
): Promise<void> {
  signal?.throwIfAborted();
  if (indices.length === 0) return;
  const queue = [...indices].reverse();
  const done = new Set<number>();
  const ready = (index: number): boolean => after?.(index).every((first) => done.has(first)) ?? true;
  const pool = Array.from(
    { length: Math.max(1, Math.min(workers, indices.length)) },
    () => new Worker(script, { workerData }),
  );
  let stop = (): void => {};
  try {
    await new Promise<void>((resolve, reject) => {
      stop = () => reject(signal?.reason);
      signal?.addEventListener('abort', stop, { once: true });
      /** threads that found nothing ready */
      let idle: Worker[] = [];
      const next = (worker: Worker): void => {
        const at = queue.findLastIndex(ready);
        if (at === -1) idle.push(worker);
        else for (const index of queue.splice(at, 1)) worker.postMessage(index);
      };
      for (const worker of pool) {
        worker.on('message', (answer: Answer<V>) => {
          try {
            if ('error' in answer) throw failed(answer);
            onValues(answer.index, answer.values);
            done.add(answer.index);
            if (done.size === indices.length) resolve();
            const waiting = [worker, ...idle];
            idle = [];
            for (const each of waiting) next(each);
          } catch (error) {
            reject(error);
          }
        });
        worker.on('error', reject);
        worker.on('exit', (code) =>
          reject(failed({ error: `a worker thread ended with code ${code}`, name: 'Error' })),
        );
      }
      for (let i = 0; i < ahead; i++) for (const worker of pool) next(worker);
    });
  } finally {
    signal?.removeEventListener('abort', stop);
    await Promise.all(pool.map((worker) => worker.terminate()));
  }
}
