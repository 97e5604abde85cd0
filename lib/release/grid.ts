import { type Mixup, UnsupportedError } from '../core/index.js';
import { above, DomainError, iv, nextDown } from '../numerics/index.js';
import { LARGEST_SPREAD } from './rounded-noise.js';

/**
 * What a sum of k records and its noise are whole multiples of.
 *
 * The released value is centre + (step/k) (sum of whole numbers + round(spread Z)).
 */
export interface Grid {
  /** h: a power of two, in the units of the records */
  readonly step: number;
  /** S >= k scale / h: the noise of the sum, in steps; above the exact quotient by at most one rounding */
  readonly spread: number;
}

/** Where the domain lies: every record within `reach` of `centre`, by its norm (of a box: in each coordinate). */
export interface Place {
  readonly norm: 'l2' | 'l1' | 'max';
  readonly centre: number;
  readonly reach: number;
}

const STEPS_OF_NOISE = 2 ** 10;
const MOST_STEPS_OF_NOISE = 2 ** 16;
const MOST_STEPS_OF_REACH = 2 ** 22;

/** @throws UnsupportedError for a bare diameter, to which no single record can be held */
export function placeOf({ domain }: Mixup): Place {
  switch (domain.kind) {
    case 'l2-ball':
      above(0, { radius: domain.radius });
      return { norm: 'l2', centre: 0, reach: domain.radius };
    case 'l1-ball':
      above(0, { radius: domain.radius });
      return { norm: 'l1', centre: 0, reach: domain.radius };
    case 'box': {
      const reach = differenceBelow(domain.high, domain.low) / 2;
      if (!(reach > 0 && reach < Infinity))
        throw new DomainError('high', `> low = ${domain.low}`, domain.high);
      return { norm: 'max', centre: domain.low / 2 + domain.high / 2, reach };
    }
    case 'l2-diameter':
    case 'l1-diameter':
      throw new UnsupportedError(
        `domain ${domain.kind} cannot be released: no record can be checked by itself against a bare diameter; ` +
          'use l2-ball, l1-ball or box',
      );
  }
}

/**
 * The grid of the features: fine enough that neither the noise (1024 steps or more, scale of the sum) nor a
 * typical coordinate notices, and as coarse as the sizes of tables (65536 steps of noise) and whole numbers
 * (2^22 steps of reach) ask. It depends on public numbers alone.
 */
export function featureGrid(mechanism: Mixup, dimension: number): Grid {
  const { norm, reach } = placeOf(mechanism);
  const typical = { l2: reach / Math.sqrt(dimension) / 64, l1: reach / dimension / 16, max: reach / 128 }[
    norm
  ];
  return grid(mechanism.k, mechanism.noise.scale, typical, reach);
}

/** The grid of one-hot labels, of which 1 is a whole multiple. */
export function labelGrid(k: number, scale: number): Grid {
  return grid(k, scale, 1, 1);
}

/** @throws DomainError where the noise is so large that only a grid above `reach` could hold it */
function grid(k: number, scale: number, typical: number, reach: number): Grid {
  above(0, { scale });
  const total = iv.mul(k, scale).hi;
  const fine = Math.min(total / STEPS_OF_NOISE, typical);
  const step = powerOfTwoBelow(
    Math.min(Math.max(fine, total / MOST_STEPS_OF_NOISE, reach / MOST_STEPS_OF_REACH), reach),
  );
  const spread = total / step; // exact: a power of two
  if (!(spread <= LARGEST_SPREAD && spread > 0 && step > 0))
    throw new DomainError(
      'scale',
      `below ${LARGEST_SPREAD} / (2 k) of the reach ${reach} of the domain`,
      scale,
    );
  return { step, spread };
}

/** A number <= a - b, and a - b itself where that is a double. */
function differenceBelow(a: number, b: number): number {
  const difference = a - b;
  const back = difference - a;
  const error = a - (difference - back) - (b + back); // exactly what the subtraction lost (Knuth's TwoSum)
  return error >= 0 ? difference : nextDown(difference);
}

/** The largest power of two that is <= x, for x > 0: exact, where Math.log2 may round. */
function powerOfTwoBelow(x: number): number {
  let power = 2 ** Math.round(Math.log2(x));
  while (power > x) power /= 2;
  while (2 * power <= x) power *= 2;
  return power;
}
