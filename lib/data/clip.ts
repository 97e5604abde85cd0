import type { Domain, DomainRecords, Records } from '../core/index.js';
import { DomainError, nextDown, nextUp } from '../numerics/index.js';
import {
  absoluteSum,
  type ClipDomain,
  checkedInDomain,
  clipDomain,
  inDomain,
  squareSum,
  upperSum,
} from './check-domain.js';
import { DataError } from './data-error.js';
import { float32AtLeast, float32AtMost, towardsZero32 } from './float32.js';

/**
 * The records clipped into the domain, each by itself:
 *
 *   balls  x min(1, radius / |x|), the norm being that of the ball
 *   box    each feature to the nearest value in [low, high]
 *
 * A record that lies in the domain stays as it is. The float32 values that come out lie in the domain
 * exactly, rounding included, and are checked to.
 *
 * @param domain  l2-ball, l1-ball or box; its dimension, if stated, is the records'
 * @returns  new features; the domain with its dimension filled in
 * @throws DataError    naming the first record that is not finite
 * @throws DomainError  as clipDomain; a box that holds no float32
 * @proof proofs/preprocessing.md
 */
export function intoDomain(records: Records, domain: Domain, name = 'records'): DomainRecords {
  return intoDomainInPlace({ ...records, features: records.features.slice() }, domain, name).records;
}

/** Records in the domain, and how many were not before: a statistic of them, for the eyes of their owner. */
export interface Clipped {
  readonly records: DomainRecords;
  readonly clipped: number;
}

/**
 * As intoDomain, for records that nobody else holds: they are clipped in their own memory, and are spent.
 *
 * @proof proofs/preprocessing.md
 */
export function intoDomainInPlace(records: Records, domain: Domain, name = 'records'): Clipped {
  const { count, dimension, features } = records;
  const full = clipDomain(domain, dimension);
  const clip = clipRule(full);
  let clipped = 0;
  for (let i = 0; i < count; i++) {
    const record = features.subarray(i * dimension, (i + 1) * dimension);
    if (!record.every(Number.isFinite))
      throw new DataError(name, `record ${i + 1}`, 'finite', 'a feature that is not');
    if (inDomain(record, full)) continue;
    clip(record);
    clipped += 1;
  }
  return { records: checkedInDomain(records, full, name), clipped };
}

/** Clips one record in place. */
function clipRule(domain: ClipDomain): (record: Float32Array) => void {
  switch (domain.kind) {
    case 'l2-ball':
      return (record) => {
        shrink(record, nextUp(Math.sqrt(upperSum(squareSum(record), record.length))), domain.radius);
      };
    case 'l1-ball':
      return (record) => {
        shrink(record, upperSum(absoluteSum(record), record.length), domain.radius);
      };
    case 'box': {
      const low = float32AtLeast(domain.low);
      const high = float32AtMost(domain.high);
      if (!(low <= high))
        throw new DomainError('box', 'wide enough to hold a float32', `[${domain.low}, ${domain.high}]`);
      return (record) => {
        for (let i = 0; i < record.length; i++) record[i] = Math.max(low, Math.min(high, record[i]));
      };
    }
  }
}

/** Multiplies by at most radius / norm, rounding towards zero, so that the norm ends at most at the radius. */
function shrink(record: Float32Array, norm: number, radius: number): void {
  const factor = nextDown(radius / norm) * (1 - 2 ** -51); // the product below rounds once more
  for (let i = 0; i < record.length; i++) record[i] = towardsZero32(record[i] * factor);
}
