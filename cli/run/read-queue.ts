import { shownAddress } from '../../lib/run/queue-connection.js';
import type { Given } from '../command.js';
import type { Io } from '../io.js';
import { readWhole } from '../number.js';
import { UsageError } from '../usage-error.js';

/** Pieces of work where --shards is left out. */
export const DEFAULT_SHARDS = 20;

/** The workers that --queue names, and the pieces that work is cut into for them. */
export interface QueueChoice {
  readonly url: string;
  readonly shards: number;
  /** says once, where nobody works, how to start a worker */
  seen(workers: number): void;
}

/**
 * The flags of QUEUE_FLAGS; undefined where the work is this machine's.
 * @param usual  pieces where --shards is left out
 * @param most   pieces that the work can be cut into
 * @throws UsageError
 */
export async function readQueue(
  { text }: Given,
  usual: number,
  most: number,
  io: Io,
): Promise<QueueChoice | undefined> {
  const { queue: url } = text;
  if (url === undefined) {
    if (text.shards !== undefined)
      throw new UsageError(`--shards must stand with --queue, got --shards ${text.shards} alone`);
    return undefined;
  }
  for (const flag of ['workers', 'shard'])
    if (flag in text) throw new UsageError(`--${flag} must stand without --queue, got both`);
  const shards = text.shards === undefined ? usual : await readWhole('shards', text.shards, 1, most);
  const place = shownAddress(url);
  let told = false;
  return {
    url,
    shards,
    seen(workers) {
      if (workers > 0 || told) return;
      told = true;
      io.warn(
        `dpih: ${shards} shards are in the queue and nobody works; start: dpih worker --queue ${place}\n`,
      );
    },
  };
}
