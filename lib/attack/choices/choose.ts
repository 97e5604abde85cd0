import type { Records } from '../../core/index.js';
import { DomainError } from '../../numerics/index.js';
import type { Draws } from '../../random/index.js';

/** Positions of the records of a class. */
export const ofClass = (records: Records, label: number): number[] =>
  positionsWhere(records, (other) => other === label);

/** Positions of the records of all other classes. */
export const notOfClass = (records: Records, label: number): number[] =>
  positionsWhere(records, (other) => other !== label);

/** Positions of all records. */
export const everywhere = (records: Records): number[] => positionsWhere(records, () => true);

/**
 * A uniform subset of the eligible positions, ascending.
 * @param what  they are, in an error: 'training records of class 3'
 * @throws DomainError where there are fewer
 */
export function drawEligible(
  draws: Draws,
  eligible: readonly number[],
  count: number,
  what: string,
): Uint32Array {
  if (!(count <= eligible.length))
    throw new DomainError('poisons', `at most the ${eligible.length} ${what}`, count);
  const order = Int32Array.from(eligible);
  draws.shuffle(order, count);
  return Uint32Array.from(order.subarray(0, count)).sort();
}

/** One row, seen and not copied. */
export const rowOf = (features: Float32Array, dimension: number, i: number): Float32Array =>
  features.subarray(i * dimension, (i + 1) * dimension);

/** The rows at these positions, copied: (positions, dimension) row-major. */
export function rowsOf(
  { features, dimension }: Pick<Records, 'features' | 'dimension'>,
  positions: ArrayLike<number>,
): Float32Array {
  const rows = new Float32Array(positions.length * dimension);
  for (let i = 0; i < positions.length; i += 1)
    rows.set(rowOf(features, dimension, positions[i]), i * dimension);
  return rows;
}

function positionsWhere({ labels }: Records, holds: (label: number) => boolean): number[] {
  const found: number[] = [];
  labels.forEach((label, i) => {
    if (holds(label)) found.push(i);
  });
  return found;
}
