import type { LoadedData } from '../../lib/data/load.js';
import type { Plan } from '../../lib/run/plan.js';
import { QueueError, shownAddress } from '../../lib/run/queue-connection.js';
import { type RunOptions, type RunResult, runPlan } from '../../lib/run/run-plan.js';
import type { Slice } from '../../lib/run/slice.js';
import { TrainingError } from '../../lib/run/train-models.js';
import type { Given } from '../command.js';
import { fileFault } from '../data/file-fault.js';
import { interruptible } from '../interruptible.js';
import type { Io } from '../io.js';
import { readWhole } from '../number.js';
import { UsageError } from '../usage-error.js';

export interface Work {
  readonly plan: Plan;
  readonly folder: string;
  readonly data: LoadedData;
  readonly slice?: Slice;
}

/** Shards of --queue where --shards is left out. */
const DEFAULT_SHARDS = 20;

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
async function trainerOf(
  { text }: Given,
  { recipe }: Plan,
  slice: Slice | undefined,
  io: Io,
): Promise<Train> {
  const url = text.queue;
  if (url === undefined) {
    if (text.shards !== undefined)
      throw new UsageError(`--shards must stand with --queue, got --shards ${text.shards} alone`);
    return runPlan;
  }
  for (const flag of ['workers', 'shard'])
    if (flag in text) throw new UsageError(`--${flag} must stand without --queue, got both`);
  if (slice !== undefined) throw new RangeError('a slice must not be queued');
  const most = Math.min(DEFAULT_SHARDS, recipe.models);
  const shards = text.shards === undefined ? most : await readWhole('shards', text.shards, 1, recipe.models);
  const { runOnQueue } = await import('../../lib/run/run-on-queue.js');
  const place = shownAddress(url);
  let told = false;
  return (plan, folder, { data, signal, onProgress }) =>
    runOnQueue(plan, folder, {
      url,
      shards,
      ...(data === undefined ? {} : { data }),
      ...(signal === undefined ? {} : { signal }),
      onProgress(done, total, workers) {
        onProgress?.(done, total);
        if (workers > 0 || told) return;
        told = true;
        io.warn(
          `dpih: ${shards} shards are in the queue and nobody works; start: dpih worker --queue ${place}\n`,
        );
      },
    });
}

/** What the files or the flags of a user cause is bad input, not a defect. */
function asInput(error: unknown): unknown {
  if (error instanceof QueueError) return new UsageError(error.message);
  if (error instanceof TrainingError && INPUT.includes(error.original)) return new UsageError(error.message);
  return fileFault(error) ?? error;
}
