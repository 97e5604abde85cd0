import { DomainError } from '../../lib/numerics/check.js';
import { type AttackPlan, attacksOnQueue, runAttacks } from '../../lib/run/attacks/index.js';
import { QueueError } from '../../lib/run/queue-connection.js';
import type { Given } from '../command.js';
import { fileFault } from '../data/file-fault.js';
import { interruptible } from '../interruptible.js';
import type { Io } from '../io.js';
import { readWhole } from '../number.js';
import { DEFAULT_SHARDS, readQueue } from '../run/read-queue.js';
import { UsageError } from '../usage-error.js';

/** Runs what the folder does not hold yet, on this machine or on the workers of --queue. @throws UsageError */
export async function runPlanned(
  plan: AttackPlan,
  folder: string,
  shard: { readonly shard: number; readonly of: number } | undefined,
  given: Given,
  io: Io,
): Promise<void> {
  const { text } = given;
  const told = {
    line: (done: number, total: number) => `${done} of ${total} pieces of work`,
    stopped: () => `stopped; what was measured is in ${folder}, the same command continues`,
    asInput,
  };
  const queue = await readQueue(given, DEFAULT_SHARDS, 1e6, io);
  if (queue === undefined) {
    const workers =
      text.workers === undefined ? {} : { workers: await readWhole('workers', text.workers, 1, 1024) };
    await interruptible(told, io, (signal, onProgress) =>
      runAttacks(plan, folder, { ...workers, signal, onProgress, ...(shard === undefined ? {} : { shard }) }),
    );
    return;
  }
  const { url, shards } = queue;
  await interruptible(told, io, (signal, onProgress) =>
    attacksOnQueue(plan, folder, {
      url,
      shards,
      signal,
      onProgress(done, total, workers) {
        onProgress(done, total);
        queue.seen(workers);
      },
    }),
  );
}

/** What the plan, the files or the flags of a user cause is bad input, not a defect. */
function asInput(error: unknown): unknown {
  if (error instanceof QueueError || error instanceof DomainError) return new UsageError(error.message);
  return fileFault(error) ?? error;
}
