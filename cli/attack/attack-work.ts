import { DomainError } from '../../lib/numerics/check.js';
import { type AttackPlan, attacksOnQueue, runAttacks } from '../../lib/run/attacks/index.js';
import { QueueError, shownAddress } from '../../lib/run/queue-connection.js';
import type { Given } from '../command.js';
import { fileFault } from '../data/file-fault.js';
import { interruptible } from '../interruptible.js';
import type { Io } from '../io.js';
import { readWhole } from '../number.js';
import { UsageError } from '../usage-error.js';

/** Pieces of a queued run where --shards is left out. */
const DEFAULT_SHARDS = 20;

/** Runs what the folder does not hold yet, on this machine or on the workers of --queue. @throws UsageError */
export async function runPlanned(
  plan: AttackPlan,
  folder: string,
  shard: { readonly shard: number; readonly of: number } | undefined,
  { text }: Given,
  io: Io,
): Promise<void> {
  const { queue: url } = text;
  const told = {
    line: (done: number, total: number) => `${done} of ${total} pieces of work`,
    stopped: () => `stopped; what was measured is in ${folder}, the same command continues`,
    asInput,
  };
  if (url === undefined) {
    if (text.shards !== undefined)
      throw new UsageError(`--shards must stand with --queue, got --shards ${text.shards} alone`);
    const workers =
      text.workers === undefined ? {} : { workers: await readWhole('workers', text.workers, 1, 1024) };
    await interruptible(told, io, (signal, onProgress) =>
      runAttacks(plan, folder, { ...workers, signal, onProgress, ...(shard === undefined ? {} : { shard }) }),
    );
    return;
  }
  for (const flag of ['workers', 'shard'])
    if (flag in text) throw new UsageError(`--${flag} must stand without --queue, got both`);
  const shards = text.shards === undefined ? DEFAULT_SHARDS : await readWhole('shards', text.shards, 1, 1e6);
  const place = shownAddress(url);
  let warned = false;
  await interruptible(told, io, (signal, onProgress) =>
    attacksOnQueue(plan, folder, {
      url,
      shards,
      signal,
      onProgress(done, total, workers) {
        onProgress(done, total);
        if (workers > 0 || warned) return;
        warned = true;
        io.warn(
          `dpih: ${shards} shards are in the queue and nobody works; start: dpih worker --queue ${place}\n`,
        );
      },
    }),
  );
}

/** What the plan, the files or the flags of a user cause is bad input, not a defect. */
function asInput(error: unknown): unknown {
  if (error instanceof QueueError || error instanceof DomainError) return new UsageError(error.message);
  return fileFault(error) ?? error;
}
