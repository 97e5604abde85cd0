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
 * @param weights  v_0, ..., v_J, summing to 1
 * @param t        shift of one record in noise units, > 0
 */
export function mixtureLogRatio(family: LocationFamily, weights: Float64Array, t: number, x: number): Ratio {
  const last = weights.length - 1;
  const largest = Math.max(0, family.logRatio(x, last * t));
  return largest < 300 && (weights[0] as number) > 0.5
    ? nearOne(family, weights, t, x)
    : farFromOne(family, weights, t, x);
}

function nearOne(family: LocationFamily, weights: Float64Array, t: number, x: number): Ratio {
  let sum = 0;
  let slope = 0;
  let error = 0;
  for (let j = 1; j < weights.length; j++) {
    const weight = weights[j] as number;
    const exponent = family.logRatio(x, j * t);
    const excess = Math.expm1(exponent);
    sum += weight * excess;
    slope += weight * (1 + excess) * family.slope(x, j * t);
    error +=
      weight * (Math.abs(excess) * weights.length + (1 + excess) * (Math.abs(exponent) + j * j * t * t));
  }
  const total = 1 + sum;
  const value = Math.log1p(sum);
  return { value, slope: slope / total, error: 4 * ULP * (error / total + Math.abs(value)) };
}

function farFromOne(family: LocationFamily, weights: Float64Array, t: number, x: number): Ratio {
  let peak = -Infinity;
  for (let j = 0; j < weights.length; j++)
    if ((weights[j] as number) > 0) peak = Math.max(peak, family.logRatio(x, j * t));
  let sum = 0;
  let slope = 0;
  let error = 0;
  for (let j = 0; j < weights.length; j++) {
    const weight = weights[j] as number;
    if (!(weight > 0)) continue;
    const exponent = family.logRatio(x, j * t);
    const term = weight * Math.exp(exponent - peak);
    sum += term;
    slope += term * family.slope(x, j * t);
    error += term * (weights.length + Math.abs(exponent) + Math.abs(peak) + j * j * t * t);
  }
  const value = peak + Math.log(sum);
  return { value, slope: slope / sum, error: 4 * ULP * (error / sum + 1 + Math.abs(peak)) };
}
