import type { World } from '../../audit/index.js';
import { type DomainRecords, type Mixup, UnsupportedError } from '../../core/index.js';
import { integer } from '../../numerics/index.js';
import { featureGrid, type Grid, labelGrid, type Place, placeOf } from '../../release/grid.js';
import type { PairName } from '../pair.js';
import type { Axis, Coordinate } from './axis.js';
import { checkSize, playable } from './playable.js';

/** Two data sets that differ in r records, and how to look at what is released of them. */
export interface PlayedPair {
  /** what is played; it differs from what was asked for as `assumptions` say */
  readonly mechanism: Mixup;
  /** distance between the two values of a changed record over k times the noise, of the records as released */
  readonly shift: number;
  /** observations are whole numbers over this; undefined where they are smoothed and have no lattice */
  readonly lattice: number | undefined;
  /** smoothed: the distribution function of one observation differs from the continuous law's by at most this */
  readonly lawError: number;
  readonly axis: Axis;
  readonly assumptions: readonly string[];
  records(world: World): DomainRecords;
}

/**
 * The data sets of a pair for our sampler: n records, r of which have one value in 'absent' and another in 'present';
 * all others sit at the anchor, which cuts the way between the two in the share of the pair's name. The two values are
 * the ends of the domain: for Gaussian noise a full L2 diameter apart, corner to corner of a box, and of different classes where the labels are noised and the anchor is an end (a label has no
 * half way); for Laplace noise one coordinate of full length. Under 'poisson' the anchor is the public centre, half
 * way, whatever the name, so that the size of a group says nothing, and the classes are all the same.
 *
 * All of them lie on the grid of the release, so quantising leaves them where they are and `shift` is that of the
 * records as they are summed.
 *
 * @param poisons  r, whole, in [1, n]
 * @throws UnsupportedError, DomainError  where the mechanism cannot be released or played
 * @proof proofs/audit-games.md
 */
export function playedPair(asked: Mixup, name: PairName, poisons: number): PlayedPair {
  const { mechanism, dimension, assumptions } = playable(asked);
  const { n, k, design, noise, labels, domain } = mechanism;
  integer(1, n, { poisons });
  checkSize(n, dimension);
  const place = placeOf(mechanism);
  const grid = featureGrid(mechanism, dimension);
  const { low, anchor, high } = wholeValues(
    Math.floor(place.reach / grid.step),
    design === 'poisson' ? 'midpoint' : name,
  );

  const corners = domain.kind === 'box' && noise.law === 'gaussian' ? dimension : 1;
  const labelled =
    labels.kind === 'noised' && noise.law === 'gaussian' && name === 'one-sided' && design !== 'poisson';
  const classes = labelled ? labelGrid(k, labels.scale) : undefined;
  const one = classes === undefined ? 0 : 1 / classes.step / classes.spread;
  const length = (high - low) / grid.spread;
  const smoothed = corners > 1 || classes !== undefined;
  const shift = smoothed ? Math.sqrt(corners * length ** 2 + 2 * one ** 2) : length;

  const axis: Axis = {
    features: { ...coordinate(grid, k, place.centre, k * anchor, length / shift), count: corners },
    labels: classes && [
      coordinate(classes, k, 0, k / classes.step, -one / shift),
      coordinate(classes, k, 0, 0, one / shift),
    ],
  };
  checkResolved(axis.features, Math.max(k, poisons) * Math.max(-low, high));
  if (axis.labels !== undefined) checkResolved(axis.labels[0], axis.labels[0].base);

  return {
    mechanism,
    shift,
    lattice: smoothed ? undefined : grid.spread,
    lawError: smoothed ? smoothingError(axis) : 0,
    axis,
    assumptions,
    records: (world) => {
      const changed = world === 'absent' ? low : high;
      const features = new Float32Array(n * dimension).fill(place.centre);
      for (let i = 0; i < n; i += 1)
        features.fill(
          place.centre + grid.step * (i < poisons ? changed : anchor),
          i * dimension,
          i * dimension + corners,
        );
      const classOf = new Uint16Array(n);
      if (labelled && world === 'present') classOf.fill(1, 0, poisons);
      return {
        count: n,
        dimension,
        features,
        labels: classOf,
        classes: labelled ? ['0', '1'] : ['0'],
        domain,
      };
    },
  };
}

/** The parts of the way before and after the anchor. */
export const SHARES: Readonly<Record<PairName, readonly [before: number, after: number]>> = {
  'one-sided': [0, 1],
  quarter: [1, 3],
  midpoint: [1, 1],
};

/** The two values and the anchor, in steps from the centre; as far apart as `reach` allows. */
function wholeValues(reach: number, name: PairName): { low: number; anchor: number; high: number } {
  const [before, after] = SHARES[name];
  const parts = (before + after) / 2;
  const part = Math.floor(reach / parts);
  if (!(part > 0))
    throw new UnsupportedError(`noise so large that the grid of the release has no pair '${name}'`);
  const end = parts * part;
  return { low: -end, anchor: -end + before * part, high: end };
}

function coordinate(
  { step, spread }: Grid,
  k: number,
  centre: Place['centre'],
  base: number,
  weight: number,
): Coordinate {
  return { centre, unit: step / k, base, spread, weight };
}

/** Noise beyond this many scales has probability below 1e-20 for every law. */
const FARTHEST = 48;

/**
 * Requires that a released float32 tells its whole number: half a unit of its last place, 2^-24 of its size, stays
 * below a quarter of what neighbouring whole numbers are apart.
 *
 * @param most  largest size of a sum without noise, in whole numbers
 */
export function checkResolved(
  { centre, unit, spread }: Pick<Coordinate, 'centre' | 'unit' | 'spread'>,
  most: number,
): void {
  const resolved = (size: number): boolean => size * 2 ** -24 < unit / 4;
  if (!resolved(unit * FARTHEST * spread))
    throw new UnsupportedError(
      'noise is so large against the domain that float32 mixtures do not tell the whole numbers of the release apart: ' +
        'there is no exact law to hold them against',
    );
  if (!resolved(Math.abs(centre) + unit * (most + FARTHEST * spread)))
    throw new UnsupportedError(
      'noise is so small, or the domain so far from 0, that float32 mixtures round it away: this release says what ' +
        'its records are, and no audit is needed to see it',
    );
}

/**
 * Linear interpolation of a distribution function F over cells of width h = 1/spread errs by h^2 max|F''|/8 at most
 * (max|F''| < 1/4: normal; 1/2: Laplace, whose kink lies where interpolation is exact). Distances of distribution
 * functions add up over independent terms of a sum. And 2^-32 for the steps of the uniform number itself.
 */
function smoothingError({ features, labels }: Axis): number {
  const each = ({ spread }: Coordinate): number => 1 / 16 / spread ** 2 + 2 ** -32 / spread;
  return features.count * each(features) + (labels === undefined ? 0 : 2 * each(labels[0]));
}
