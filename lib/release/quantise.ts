import type { Records } from '../core/index.js';
import { DomainError, nextDown } from '../numerics/index.js';
import type { Place } from './grid.js';

/** A record so little outside, as a share of reach and centre, is taken for a rounded one; it is moved inside. */
const ROUNDED = 2 ** -20;

/**
 * Records as whole numbers of steps from the centre, (count, dimension) row-major: to the nearest, then towards
 * the centre until the row lies in the domain about its centre, by a test in exact arithmetic:
 *
 *   l2: sum of squares <= (reach/step)^2     l1: sum of sizes <= reach/step     max: each size <= reach/step
 *
 * Each row is a function of that record alone, so neighbouring data sets stay neighbours, and it has the reach
 * that the accountant was told, whatever was rounded before.
 *
 * @throws DomainError naming the record, where one lies outside the domain by more than a rounding (2^-20)
 * @proof proofs/rounded-noise.md
 */
export function quantise({ count, dimension, features }: Records, place: Place, step: number): Int32Array {
  const whole = new Int32Array(count * dimension);
  const limit = place.reach / step; // exact: step is a power of two
  const most = limit + ROUNDED * (limit + Math.abs(place.centre) / step);
  const row = new Float64Array(dimension);
  for (let i = 0; i < count; i += 1) {
    for (let c = 0; c < dimension; c += 1) row[c] = (features[i * dimension + c] - place.centre) / step;
    if (!(sizeOf(row, place.norm) <= most))
      throw new DomainError(
        'records',
        `within ${place.reach} of ${place.centre} (${place.norm})`,
        `record ${i}`,
      );
    whole.set(
      place.norm === 'max' ? insideBox(row, limit) : insideBall(row, limit, place.norm),
      i * dimension,
    );
  }
  return whole;
}

function sizeOf(row: Float64Array, norm: Place['norm']): number {
  let size = 0;
  if (norm === 'max') for (const x of row) size = Math.max(size, Math.abs(x));
  if (norm === 'l1') for (const x of row) size += Math.abs(x);
  if (norm === 'l2') for (const x of row) size += x * x;
  return norm === 'l2' ? Math.sqrt(size) : size;
}

function insideBox(row: Float64Array, limit: number): Float64Array {
  const most = Math.floor(limit);
  return row.map((x) => Math.max(-most, Math.min(most, Math.round(x))));
}

function insideBall(row: Float64Array, limit: number, norm: 'l1' | 'l2'): Float64Array {
  const whole = row.map(Math.round);
  // Whole numbers below 2^53: every sum here is exact.
  const most = norm === 'l1' ? limit : squareBelow(limit);
  let total = whole.reduce((sum, q) => sum + (norm === 'l1' ? Math.abs(q) : q * q), 0);
  const inwards = (c: number): void => {
    total -= norm === 'l1' ? 1 : 2 * Math.abs(whole[c]) - 1;
    whole[c] -= Math.sign(whole[c]);
  };
  for (let c = 0; c < row.length && total > most; c += 1)
    if (Math.abs(whole[c]) > Math.abs(row[c])) inwards(c);
  while (total > most) inwards(largest(whole)); // only a record outside by a rounding comes to this
  return whole;
}

/** A number <= x^2, and x^2 itself where that is a double. */
function squareBelow(x: number): number {
  return Number.isInteger(x) && x < 2 ** 26 ? x * x : nextDown(x * x);
}

function largest(row: Float64Array): number {
  return row.reduce((best, q, c) => (Math.abs(q) > Math.abs(row[best]) ? c : best), 0);
}
