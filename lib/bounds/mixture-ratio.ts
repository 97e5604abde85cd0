import type { Weights } from '../numerics/index.js';
import type { LocationFamily } from './location-family.js';

/** A value with its derivative and an absolute error bound. */
export interface Ratio {
  readonly value: number;
  readonly slope: number;
  readonly error: number;
}

const ULP = 2 ** -52;

/**
 * ln sum_j v_j dF_{j t}/dF_0 at x: the log-likelihood ratio of a mixture of collinear shifts against
 * the unshifted law. Non-decreasing in x.
 *
 * Near 0 it is summed as log1p(sum v_j expm1(...)), so that rare shifts (small v_j) lose no digits; where a
 * ratio is large, or no mass stays unshifted, as a log-sum-exp.
 *
 * The shifts are the doubles j * t. The error covers that of the weights; what they drop is left out.
 *
 * @param weights  v_0, ..., v_J, summing to 1
 * @param t        shift of one record in noise units, >= 0
 */
export function mixtureLogRatio(family: LocationFamily, weights: Weights, t: number, x: number): Ratio {
  let largest = 0;
  for (let j = 1; j < weights.pmf.length; j++) largest = Math.max(largest, family.logRatio(x, j * t));
  return largest < 300 && weights.miss > 0.5
    ? nearOne(family, weights, t, x)
    : farFromOne(family, weights, t, x);
}

function nearOne(family: LocationFamily, { pmf, slack }: Weights, t: number, x: number): Ratio {
  // an excess carries its own rounding, that of the sum, and the error of its weight
  const each = pmf.length + slack / ULP;
  let sum = 0;
  let slope = 0;
  let error = 0;
  for (let j = 1; j < pmf.length; j++) {
    const weight = pmf[j] as number;
    const exponent = family.logRatio(x, j * t);
    const excess = Math.expm1(exponent);
    sum += weight * excess;
    slope += weight * (1 + excess) * family.slope(x, j * t);
    error += weight * (Math.abs(excess) * each + (1 + excess) * (Math.abs(exponent) + j * j * t * t));
  }
  const total = 1 + sum;
  const value = Math.log1p(sum);
  return { value, slope: slope / total, error: 4 * ULP * (error / total + Math.abs(value)) };
}

function farFromOne(family: LocationFamily, { pmf, slack }: Weights, t: number, x: number): Ratio {
  let peak = -Infinity;
  for (let j = 0; j < pmf.length; j++)
    if ((pmf[j] as number) > 0) peak = Math.max(peak, family.logRatio(x, j * t));
  let sum = 0;
  let slope = 0;
  let error = 0;
  for (let j = 0; j < pmf.length; j++) {
    const weight = pmf[j] as number;
    if (!(weight > 0)) continue;
    const exponent = family.logRatio(x, j * t);
    const term = weight * Math.exp(exponent - peak);
    sum += term;
    slope += term * family.slope(x, j * t);
    error += term * (pmf.length + Math.abs(exponent) + Math.abs(peak) + j * j * t * t);
  }
  const value = peak + Math.log(sum);
  return { value, slope: slope / sum, error: 4 * ULP * (error / sum + 1 + Math.abs(peak)) + slack };
}
