import type { LocationFamily } from './location-family.js';

/** A probability with a relative error bound. */
export interface Tail {
  readonly mass: number;
  readonly slack: number;
}

/**
 * sum_j w_j P(Z + j t > x).
 *
 * @param t      shift of one record in noise units, of either sign
 * @param error  absolute error of x
 */
export function mixtureTail(
  family: LocationFamily,
  weights: Float64Array,
  t: number,
  x: number,
  error: number,
): Tail {
  let mass = 0;
  let slack = 0;
  for (let j = 0; j < weights.length; j++) {
    const weight = weights[j] as number;
    if (!(weight > 0)) continue;
    const y = x - j * t;
    mass += weight * family.tail(y);
    // the product j t and the difference round, and so may x
    slack = Math.max(slack, family.slack(y, error + 2 ** -52 * (Math.abs(x) + 2 * Math.abs(j * t))));
  }
  return { mass, slack: slack + (weights.length + 1) * 2 ** -52 };
}
