import type { Domain, DomainRecords, Records } from '../core/index.js';
import { above, DomainError, EPS, finite, integer } from '../numerics/index.js';
import { DataError } from './data-error.js';

/** A domain into which there is a rule to clip. */
export type ClipDomain = Extract<Domain, { kind: 'l2-ball' | 'l1-ball' | 'box' }>;

/** More features than any record here has; the sums of so many terms are bounded below. */
const MOST_FEATURES = 2 ** 26;

/**
 * The domain with its dimension filled in.
 *
 * @throws DomainError  on a value outside its range, on another dimension than the records', and for a
 *   bare diameter, which says how far apart records are and not where they lie
 */
export function clipDomain(domain: Domain, dimension: number): ClipDomain & { readonly dimension: number } {
  integer(1, MOST_FEATURES, { 'features of a record': dimension });
  if (domain.kind === 'l2-diameter' || domain.kind === 'l1-diameter')
    throw new DomainError(
      'domain',
      'a ball or a box (a diameter alone does not say where to clip)',
      domain.kind,
    );
  if (domain.dimension !== undefined && domain.dimension !== dimension)
    throw new DomainError('domain.dimension', `${dimension}, the features of a record`, domain.dimension);
  if (domain.kind === 'box') {
    finite({ low: domain.low, high: domain.high });
    if (!(domain.high > domain.low)) throw new DomainError('high', `> low = ${domain.low}`, domain.high);
  } else above(0, { radius: domain.radius });
  return { ...domain, dimension };
}

/**
 * Whether a record lies in the domain. Exact: no rounding error enters the answer. Not finite: outside.
 *
 * @param record  length domain.dimension
 * @proof proofs/preprocessing.md
 */
export function inDomain(record: Float32Array, domain: ClipDomain): boolean {
  switch (domain.kind) {
    case 'box':
      return record.every((x) => x >= domain.low && x <= domain.high);
    case 'l2-ball':
      return atMost(squareSum(record), domain.radius * domain.radius, record.length, () => {
        let sum = 0n;
        for (const x of record) if (x !== 0) sum += units(x) ** 2n;
        return sum <= units(domain.radius) ** 2n;
      });
    case 'l1-ball':
      return atMost(absoluteSum(record), domain.radius, record.length, () => {
        let sum = 0n;
        for (const x of record) if (x !== 0) sum += units(Math.abs(x));
        return sum <= units(domain.radius);
      });
  }
}

/**
 * The records, marked as lying in the domain, once each of them was checked to. Nothing is clipped.
 *
 * @throws DataError    naming the first record outside
 * @throws DomainError  as clipDomain
 * @proof proofs/preprocessing.md
 */
export function checkedInDomain(records: Records, domain: Domain, name = 'records'): DomainRecords {
  const { count, dimension, features } = records;
  const full = clipDomain(domain, dimension);
  for (let i = 0; i < count; i++)
    if (!inDomain(features.subarray(i * dimension, (i + 1) * dimension), full))
      throw new DataError(
        name,
        `record ${i + 1}`,
        `in the domain ${JSON.stringify(full)}`,
        'a record outside',
      );
  return { ...records, domain: full };
}

/** Sum of squares; a square of a float32 is an exact double. Within a relative length 2^-53 of the truth. */
export function squareSum(record: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < record.length; i++) sum += record[i] * record[i];
  return sum;
}

/** Sum of absolute values, within a relative length 2^-53 of the truth. */
export function absoluteSum(record: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < record.length; i++) sum += Math.abs(record[i]);
  return sum;
}

/** An upper bound on the exact sum of `length` terms >= 0 of which `sum` is the floating-point sum. */
export function upperSum(sum: number, length: number): number {
  return sum * (1 + (length + 4) * EPS);
}

/** sum <= bound, where `exactly` is asked only if the rounding errors could decide. */
function atMost(sum: number, bound: number, length: number, exactly: () => boolean): boolean {
  if (!(sum < Infinity)) return false; // NaN or Infinity in the record: squares of float32 do not overflow
  if (sum === 0 || upperSum(sum, length) <= bound) return true;
  if (sum * (1 - (length + 4) * EPS) > bound) return false;
  return exactly();
}

/** x in units of 2^-209, a whole number wherever `exactly` is asked; proofs/preprocessing.md has why. */
function units(x: number): bigint {
  return BigInt(x * 2 ** 209);
}
