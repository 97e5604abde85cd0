import type { Records } from '../core/index.js';
import { DomainError, integer } from '../numerics/index.js';
import { seeded, shuffled } from './seeded-words.js';

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
export function splitIndices(count: number, { fraction, seed, limit }: SplitRule): SplitIndices {
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
  const order = shuffled(count, seeded(seed, 'split', count));
  return { train: order.slice(held), test: order.slice(0, limit ?? held) };
}

/** The records at these positions, in this order. */
export function pick<R extends Records>(records: R, indices: Uint32Array): R {
  const { dimension } = records;
  const features = new Float32Array(indices.length * dimension);
  indices.forEach((from, to) => {
    features.set(records.features.subarray(from * dimension, (from + 1) * dimension), to * dimension);
  });
  const labels = Uint16Array.from(indices, (i) => records.labels[i]);
  return { ...records, count: indices.length, features, labels };
}

/** The two parts, and the positions in `records` that each was taken from. As splitIndices. */
export function split<R extends Records>(
  records: R,
  rule: SplitRule,
): {
  readonly train: R;
  readonly test: R;
  readonly trainIndices: Uint32Array;
  readonly testIndices: Uint32Array;
} {
  const { train, test } = splitIndices(records.count, rule);
  return {
    train: pick(records, train),
    test: pick(records, test),
    trainIndices: train,
    testIndices: test,
  };
}
