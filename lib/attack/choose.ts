import * as z from 'zod';
import type { Records } from '../core/index.js';
import { DomainError } from '../numerics/index.js';
import type { Draws } from '../random/index.js';

/** A class in a plan: its name, or its index from 0. */
export const classSetting = z.union([z.string(), z.number().int().min(0)]);

/** A class by name or index. A name goes first, so that '7' may be a class that is not the seventh. */
export type ClassSetting = z.infer<typeof classSetting>;

/** The index of a class. @throws DomainError where there is no such class */
export function classIndex(named: ClassSetting, classes: readonly string[]): number {
  const index = classes.indexOf(String(named));
  if (index >= 0) return index;
  if (typeof named === 'number' && named < classes.length) return named;
  throw new DomainError('class', `one of ${classes.join(', ')}, or an index below ${classes.length}`, named);
}

/** The class that is named, or one drawn uniformly. */
export function classOrDrawn(
  named: ClassSetting | undefined,
  classes: readonly string[],
  draws: Draws,
): number {
  return named === undefined ? draws.below(classes.length) : classIndex(named, classes);
}

/** Positions of the records whose label passes, ascending. */
export function positionsWhere({ labels }: Records, passes: (label: number) => boolean): number[] {
  const positions: number[] = [];
  for (const [i, label] of labels.entries()) if (passes(label)) positions.push(i);
  return positions;
}

/**
 * A uniform set of so many of the eligible positions, ascending.
 *
 * @param what  the eligible records in words, for the error
 * @throws DomainError  for a count of zero, or where too few are eligible
 */
export function choosePositions(
  eligible: readonly number[],
  count: number,
  draws: Draws,
  what: string,
): Uint32Array {
  if (!(Number.isSafeInteger(count) && count >= 1)) throw new DomainError('poisons', 'at least one', count);
  if (!(count <= eligible.length))
    throw new DomainError('poisons', `at most the ${eligible.length} ${what}`, count);
  const items = Int32Array.from(eligible);
  draws.shuffle(items, count);
  return Uint32Array.from(items.subarray(0, count)).sort();
}

/** The rows of the records at these positions, (positions, dimension) row-major. */
export function rowsAt(
  { features, dimension }: Records,
  positions: Iterable<number> & { length: number },
): Float32Array {
  const rows = new Float32Array(positions.length * dimension);
  let to = 0;
  for (const position of positions) {
    rows.set(features.subarray(position * dimension, (position + 1) * dimension), to);
    to += dimension;
  }
  return rows;
}
