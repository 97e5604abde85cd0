import type { Weights } from '../numerics/index.js';
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
 * @returns the slack covers that of the weights and what they drop
 */
export function mixtureTail(
  family: LocationFamily,
  { pmf, slack: weightSlack, dropped }: Weights,
  t: number,
  x: number,
  error: number,
): Tail {
  let mass = 0;
  let slack = 0;
  for (let j = 0; j < pmf.length; j++) {
    const weight = pmf[j] as number;
    if (!(weight > 0)) continue;
    const y = x - j * t;
    mass += weight * family.tail(y);
    if (Math.abs(y) === Infinity) continue; // no error there
    // the product j t and the difference round, and so may x
    slack = Math.max(slack, family.slack(y, error + 2 ** -52 * (Math.abs(x) + 2 * Math.abs(j * t))));
  }
  const whole = mass + dropped;
  const missing = dropped > 0 ? dropped / whole : 0;
  return { mass: whole, slack: slack + weightSlack + missing + (pmf.length + 2) * 2 ** -52 };
}
