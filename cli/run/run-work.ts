import type { LoadedData } from '../../lib/data/load.js';
import type { Plan } from '../../lib/run/plan.js';
import { QueueError } from '../../lib/run/queue-connection.js';
import { type RunOptions, type RunResult, runPlan } from '../../lib/run/run-plan.js';
import type { Slice } from '../../lib/run/slice.js';
import { TrainingError } from '../../lib/run/train-models.js';
import type { Given } from '../command.js';
import { fileFault } from '../data/file-fault.js';
import { interruptible } from '../interruptible.js';
import type { Io } from '../io.js';
import { readWhole } from '../number.js';
import { UsageError } from '../usage-error.js';
import { DEFAULT_SHARDS, readQueue } from './read-queue.js';

export interface Work {
  readonly plan: Plan;
  readonly folder: string;
  readonly data: LoadedData;
  readonly slice?: Slice;
}

/** Errors of a worker that the user's input explains. */
const INPUT = ['DataError', 'DomainError', 'UnsupportedError', 'BackendError'];

/** Trains the models of a plan with a progress line; an interruption leaves a folder that continues. */
export async function work({ plan, folder, data, slice }: Work, given: Given, io: Io): Promise<RunResult> {
  const workers = given.text.workers;
  const options = workers === undefined ? {} : { workers: await readWhole('workers', workers, 1, 1024) };
  const train = await trainerOf(given, plan, slice, io);
  return interruptible(
    {
      line: (done, total) => `${done} of ${total} models`,
      stopped: (done) => `stopped with ${done} models in ${folder}; the same command continues`,
      asInput,
    },
    io,
    (signal, onProgress) =>
      train(plan, folder, {
        ...options,
        data,
        ...(slice === undefined ? {} : { slice }),
        signal,
        onProgress,
      }),
  );
}

type Train = (plan: Plan, folder: string, options: RunOptions) => Promise<RunResult>;

/** This machine, or the workers of --queue. */
async function trainerOf(given: Given, { recipe }: Plan, slice: Slice | undefined, io: Io): Promise<Train> {
  const { models } = recipe;
  const queue = await readQueue(given, Math.min(DEFAULT_SHARDS, models), models, io);
  if (queue === undefined) return runPlan;
  if (slice !== undefined) throw new RangeError('a slice must not be queued');
  const { url, shards } = queue;
  const { runOnQueue } = await import('../../lib/run/run-on-queue.js');
  return (plan, folder, { data, signal, onProgress }) =>
    runOnQueue(plan, folder, {
      url,
      shards,
      ...(data === undefined ? {} : { data }),
      ...(signal === undefined ? {} : { signal }),
      onProgress(done, total, workers) {
        onProgress?.(done, total);
        queue.seen(workers);
      },
    });
}

/** What the files or the flags of a user cause is bad input, not a defect. */
function asInput(error: unknown): unknown {
  if (error instanceof QueueError) return new UsageError(error.message);
  if (error instanceof TrainingError && INPUT.includes(error.original)) return new UsageError(error.message);
  return fileFault(error) ?? error;
}
