import type { Queue } from 'bullmq';
import { loadBullmq, QUEUE_NAME, queuePlace, reachQueue } from './queue-connection.js';

/** What became of one task, for a line of the worker's log. */
export interface Served {
  readonly name: string;
  /** why it failed; absent where it was done */
  readonly failure?: string;
}

export interface ServeOptions {
  /** leave once the queue has held no work, waiting or under way, for so many seconds; never if left out */
  readonly idleSeconds?: number;
  /** a worker silent for so long is taken for dead, and its task is given to another; default 15 */
  readonly lockSeconds?: number;
  readonly onTask?: (served: Served) => void;
  /** leaves at once: the task in hand goes to another worker when its lock has run out */
  readonly signal?: AbortSignal;
}

/** How often a task may lose its worker: a task that kills every worker must end, one on preempted nodes must not. */
const MOST_DEATHS = 100;
const LOOK_MS = 250;

/**
 * Takes tasks from the queue, one at a time, until there are none.
 *
 * `work` must leave the event loop free (worker threads do): the lock of a task is renewed by a timer, and a
 * process that cannot renew it is taken for dead. A task done twice is no harm: its bytes are the same.
 *
 * @param work  from a task's data to its result; what it throws is what the submitter is told.
 *              `report(share)` says how much of the task is done, in [0, 1]
 * @returns  number of tasks done
 * @throws   QueueError where no server answers
 */
export async function serveTasks(
  url: string,
  work: (data: unknown, report: (share: number) => void) => Promise<Uint8Array>,
  { idleSeconds, lockSeconds = 15, onTask, signal }: ServeOptions = {},
): Promise<number> {
  await reachQueue(url);
  const { Queue, Worker } = await loadBullmq();
  const place = queuePlace(url);
  const queue = new Queue(QUEUE_NAME, place);
  queue.on('error', () => {});
  let done = 0;
  const worker = new Worker<unknown, string>(
    QUEUE_NAME,
    async (job) => {
      // a report that is lost is no reason to lose the task
      const report = (share: number): void => void job.updateProgress(share).catch(() => {});
      try {
        return Buffer.from(await work(job.data, report)).toString('base64');
      } catch (error) {
        // a worker that leaves has not failed: it falls silent, and the task goes to another
        if (signal?.aborted === true) await new Promise(() => {});
        throw error;
      }
    },
    {
      ...place,
      concurrency: 1,
      lockDuration: lockSeconds * 1000,
      stalledInterval: lockSeconds * 500,
      maxStalledCount: MOST_DEATHS,
    },
  );
  worker.on('error', () => {});
  worker.on('completed', ({ name }) => {
    done += 1;
    onTask?.({ name });
  });
  worker.on('failed', (job, { message }) => onTask?.({ name: job?.name ?? 'a task', failure: message }));
  try {
    await nothingLeft(queue, idleSeconds, signal);
    return done;
  } finally {
    await worker.close(signal?.aborted === true);
    await queue.close();
  }
}

/** Waits until the queue has held no work for so many seconds, or the signal. */
async function nothingLeft(
  queue: Queue,
  idleSeconds: number | undefined,
  signal: AbortSignal | undefined,
): Promise<void> {
  let lastWork = Date.now();
  while (signal?.aborted !== true) {
    const counts = await queue.getJobCounts('waiting', 'active', 'delayed', 'prioritized', 'paused');
    // work of others counts: should they die, this worker is the one to take over
    if (Object.values(counts).some((count) => count > 0)) lastWork = Date.now();
    if (idleSeconds !== undefined && Date.now() - lastWork >= idleSeconds * 1000) return;
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}
