import { isMainThread, parentPort, workerData } from 'node:worker_threads';
import type { Answer } from './thread-pool.js';

/**
 * The work of a thread that computeInThreads starts: takes indices one after the other, posts what they yield back.
 * @param prepare  from what the thread was started with to what an index yields; done once
 */
export function answerIndices<Job, V>(prepare: (job: Job) => Promise<(index: number) => Promise<V>>): void {
  if (isMainThread || parentPort === null) return;
  const port = parentPort;
  const ready = prepare(workerData as Job);
  // a failure is told with the first index that is asked for
  ready.catch(() => undefined);
  const answer = async (index: number): Promise<Answer<V>> => {
    let compute: (index: number) => Promise<V>;
    try {
      compute = await ready;
    } catch (error) {
      return told(error);
    }
    try {
      return { index, values: await compute(index) };
    } catch (error) {
      return { ...told(error), index };
    }
  };
  // one index at a time: the next message waits for the last one
  let turn: Promise<void> = Promise.resolve();
  port.on('message', (index: number) => {
    turn = turn.then(async () => port.postMessage(await answer(index)));
  });
}

function told(error: unknown): { readonly error: string; readonly name: string } {
  return error instanceof Error
    ? { error: error.message, name: error.name }
    : { error: String(error), name: 'Error' };
}
