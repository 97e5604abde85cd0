import type { Mixtures } from '../../core/index.js';
import type { Draws } from '../../random/index.js';

/**
 * Where in a released mixture the difference of the two worlds is looked for: one coordinate, or a direction over
 * several. Observations along it are in units of the noise, 0 where a release of the other records alone sits.
 */
export interface Axis {
  /** the first so many features differ, all by the same */
  readonly features: Coordinate & { readonly count: number };
  /** the first two classes, where the changed record changes its class too: [that of the others, the other one] */
  readonly labels: readonly [Coordinate, Coordinate] | undefined;
}

/** One released number: centre + unit * whole number. */
export interface Coordinate {
  readonly centre: number;
  readonly unit: number;
  /** the whole number of a release of the other records alone */
  readonly base: number;
  /** scale of the noise, in whole numbers */
  readonly spread: number;
  /** entry of the unit vector along which the worlds differ */
  readonly weight: number;
}

/**
 * Observations along one coordinate, as whole numbers: x = whole / spread. Exact: a released float32 is nearer to
 * its own whole number than to any other (pair-records.ts checks that it is).
 */
export function wholeNumbers(
  { features: { centre, unit, base } }: Axis,
  { count, dimension, features }: Mixtures,
): Int32Array {
  const out = new Int32Array(count);
  for (let row = 0; row < count; row += 1)
    out[row] = Math.round((features[row * dimension] - centre) / unit) - base;
  return out;
}

/**
 * Observations along a direction of several coordinates. The whole number of each is spread evenly over its cell
 * first, [-1/2, 1/2) of a step: a lattice of many coordinates has no law that is easily stated, while a smoothed
 * coordinate has the distribution function of the noise itself at every end of a cell and lies in between elsewhere.
 */
export function smoothedNumbers(axis: Axis, mixtures: Mixtures, draws: Draws): Float64Array {
  const { count, dimension, classes, features, labels } = mixtures;
  const out = new Float64Array(count);
  for (let row = 0; row < count; row += 1) {
    let x = 0;
    for (let c = 0; c < axis.features.count; c += 1)
      x += smoothed(axis.features, features[row * dimension + c], draws);
    if (axis.labels !== undefined)
      for (let c = 0; c < 2; c += 1) x += smoothed(axis.labels[c], labels[row * classes + c], draws);
    out[row] = x;
  }
  return out;
}

function smoothed({ centre, unit, base, spread, weight }: Coordinate, value: number, draws: Draws): number {
  const whole = Math.round((value - centre) / unit) - base;
  return (weight * (whole + draws.word() * 2 ** -32 - 0.5)) / spread;
}
