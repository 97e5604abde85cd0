import type { Queue } from 'bullmq';
import { loadBullmq, QUEUE_NAME, QueueError, queuePlace, reachQueue } from './queue-connection.js';

/** One piece of work for any worker. */
export interface Task {
  /** says what is computed, to the last setting: the same id is the same bytes. No ':' */
  readonly id: string;
  /** how an error names it */
  readonly name: string;
  /** plain JSON */
  readonly data: unknown;
}

export interface SubmitOptions {
  /** called once for each task, in the order they are done */
  readonly onResult: (task: Task, result: Buffer) => void;
  /** called after every look at the queue: how many tasks are done, parts of a task included; who works */
  readonly onProgress?: (finished: number, workers: number) => void;
  /** leaves the tasks in the queue and stops waiting */
  readonly signal?: AbortSignal;
}

/** Results are kept so long, so that a coordinator that was killed finds them. */
const KEPT_SECONDS = 7 * 24 * 3600;
const POLL_MS = 500;

/**
 * Puts tasks into the queue and waits for all of them.
 *
 * A task that the queue already holds is not added again, finished or not; one that failed is tried again.
 * So whoever was killed while waiting submits once more and waits on.
 *
 * @throws QueueError where no server answers, a task failed (with the worker's words), or a task was deleted
 */
export async function submitTasks(
  url: string,
  tasks: readonly Task[],
  { onResult, onProgress, signal }: SubmitOptions,
): Promise<void> {
  await reachQueue(url);
  const { Queue } = await loadBullmq();
  const queue = new Queue<unknown, string>(QUEUE_NAME, {
    ...queuePlace(url),
    defaultJobOptions: { removeOnComplete: { age: KEPT_SECONDS }, removeOnFail: { age: KEPT_SECONDS } },
  });
  // a lost connection is taken up again; commands wait for it
  queue.on('error', () => {});
  try {
    for (const { id } of tasks) {
      const job = await queue.getJob(id);
      if ((await job?.isFailed()) === true) await job?.remove();
    }
    await queue.addBulk(tasks.map(({ id, name, data }) => ({ name, data, opts: { jobId: id } })));
    const waiting = new Set(tasks);
    while (waiting.size > 0) {
      signal?.throwIfAborted();
      let underWay = 0;
      for (const task of waiting) {
        const { share, result } = await lookAt(queue, task);
        underWay += share;
        if (result === undefined) continue;
        onResult(task, result);
        waiting.delete(task);
      }
      onProgress?.(tasks.length - waiting.size + underWay, await queue.getWorkersCount());
      if (waiting.size > 0) await pause(POLL_MS, signal);
    }
  } finally {
    await queue.close();
  }
}

/** How much of a task a worker has reported, until its result is there. @throws QueueError where it failed */
async function lookAt(
  queue: Queue<unknown, string>,
  { id, name }: Task,
): Promise<{ readonly share: number; readonly result?: Buffer }> {
  const job = await queue.getJob(id);
  if (job === undefined) throw new QueueError(`${name} was deleted from the queue: submit it again`);
  if (job.finishedOn === undefined) return { share: typeof job.progress === 'number' ? job.progress : 0 };
  if (await job.isFailed()) throw new QueueError(`${name} failed on a worker: ${job.failedReason}`);
  const result = (await job.isCompleted()) ? { result: Buffer.from(job.returnvalue, 'base64') } : {};
  return { share: 0, ...result };
}

function pause(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(finish, milliseconds);
    function finish(): void {
      clearTimeout(timer);
      signal?.removeEventListener('abort', finish);
      resolve();
    }
    signal?.addEventListener('abort', finish);
  });
}
