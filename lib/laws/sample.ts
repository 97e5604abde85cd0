import * as fc from 'fast-check';
import { DIRECTIONS, type Direction } from '../core/index.js';
import type { Enclosed } from './enclosed.js';
import { uniform } from './numbers.js';

/** Where a law is tried. */
export interface Sample {
  /** non-decreasing, of either sign, in units of scaleOf(profile): 1 is where delta is about 0.01 */
  readonly losses: readonly [number, number, number];
  /** changed records, >= 1 */
  readonly poisons: number;
  readonly direction: Direction;
}

/** Samples that reach from delta near 1 to far out in the tail, at up to `mostPoisons` changed records. */
export function sampleArbitrary(mostPoisons = 3): fc.Arbitrary<Sample> {
  const loss = uniform(-1.5, 4);
  return fc.record({
    losses: fc.tuple(loss, loss, loss).map((x) => x.toSorted((a, b) => a - b) as [number, number, number]),
    poisons: fc.integer({ min: 1, max: mostPoisons }),
    direction: fc.constantFrom(...DIRECTIONS),
  });
}

/** The epsilon, a power of two in [2^-30, 2^30], from which on delta is at most 0.01 in both directions. */
export function scaleOf(profile: Enclosed, poisons: number): number {
  let scale = 2 ** -30;
  const high = (): boolean => DIRECTIONS.some((d) => profile.enclosure(scale, poisons, d)[1] > 0.01);
  while (scale < 2 ** 30 && high()) scale *= 2;
  return scale;
}

/** The losses of a sample in nats. */
export function epsilonsOf(profile: Enclosed, { losses, poisons }: Sample): [number, number, number] {
  const scale = scaleOf(profile, poisons);
  return [losses[0] * scale, losses[1] * scale, losses[2] * scale];
}
