import type { Records } from '../core/index.js';
import { DomainError, integer } from '../numerics/index.js';
import { seededBits } from '../random/bits.js';
import { Draws } from '../random/draws.js';
import { part, reorderInPlace } from './reorder.js';

/** A seeded shuffle of positions, its first part held out as test records. */
export interface SplitRule {
  /** share of the records held out, in (0, 1): ceil(fraction count) of them */
  readonly fraction: number;
  readonly seed: string;
  /** use only so many of the held-out records, the first of the shuffle; the others go unused */
  readonly limit?: number;
}

/** Positions of the records of a set. */
export interface SplitIndices {
  readonly train: Uint32Array;
  readonly test: Uint32Array;
}

/**
 * Who is held out, by position alone: it depends on how many records there are and on the seed, never on
 * what a record says, so a replaced record stays in its part and in its place there.
 *
 * @throws DomainError  where a part would be empty
 * @proof proofs/preprocessing.md
 */
export function splitIndices(count: number, rule: SplitRule): SplitIndices {
  const { order, held, used } = splitOrder(count, rule);
  return { train: order.slice(held), test: order.slice(0, used) };
}

/** All positions, shuffled: the first `held` are held out, of which the first `used` are tested on. */
function splitOrder(
  count: number,
  { fraction, seed, limit }: SplitRule,
): { order: Uint32Array; held: number; used: number } {
  if (!(fraction > 0 && fraction < 1))
    throw new DomainError('test fraction', 'strictly between 0 and 1', fraction);
  const held = Math.ceil(fraction * count - 1e-9); // 0.07 * 100 is 7.000000000000001
  if (!(held >= 1 && held < count))
    throw new DomainError(
      'test fraction',
      `such that a part of ${count} records is left on each side`,
      fraction,
    );
  if (limit !== undefined) integer(1, held, { 'test records': limit });
  return { order: new Draws(seededBits(seed, 'split', count)).order(count), held, used: limit ?? held };
}

/** The two parts of a set, and the positions in it that each was taken from. */
export interface Split<R extends Records> {
  readonly train: R;
  readonly test: R;
  readonly trainIndices: Uint32Array;
  readonly testIndices: Uint32Array;
}

/** The two parts, in new memory that they share. As splitIndices. */
export function split<R extends Records>(records: R, rule: SplitRule): Split<R> {
  return splitInPlace({ ...records, features: records.features.slice() }, rule);
}

/** As split, for records that nobody else holds: the parts lie in their memory, and they are spent. */
export function splitInPlace<R extends Records>(records: R, rule: SplitRule): Split<R> {
  const { order, held, used } = splitOrder(records.count, rule);
  const reordered = reorderInPlace(records, order);
  return {
    train: part(reordered, held, records.count),
    test: part(reordered, 0, used),
    trainIndices: order.subarray(held),
    testIndices: order.subarray(0, used),
  };
}
