import type { LocationFamily } from '../../bounds/index.js';

/** How the r changed records may lie in the releases of one epoch. */
export interface EpochShape {
  /** weights[j]: in how many ways a release can hold j of them, as far as one release goes */
  readonly weights: readonly number[];
  /** how often they are held in one epoch, all together */
  readonly hits: number;
  /** places of an epoch that are in no release */
  readonly unused: number;
}

/**
 * Epochs of 'partition': the changed records are r of the n places, of which each of floor(n/k) releases has k and
 * the rest none. Exact for every r.
 *
 * Epochs of 'balanced': one record lies in k of the n releases, all k-subsets alike: exact. For r > 1 the records
 * share the k offsets of the epoch, which the score does not know: it takes them for r independent k-subsets of which
 * only the total is fixed, so it is some adversary's score and not the likelihood ratio.
 */
export function epochShape(
  design: 'partition' | 'balanced',
  n: number,
  k: number,
  poisons: number,
): EpochShape {
  const [ways, hits] = design === 'partition' ? [k, poisons] : [poisons, poisons * k];
  const most = Math.min(k, poisons);
  const weights = [1];
  for (let j = 1; j <= most; j += 1) weights.push((weights[j - 1] * (ways - j + 1)) / j);
  return { weights, hits, unused: design === 'partition' ? n % k : 0 };
}

/**
 * ln of the coefficient of y^hits in (1 + y)^unused prod_t sum_j weights[j] exp(logRatio(x_t, j shift)) y^j: up to a
 * constant, the log-likelihood of an epoch's observations when its arrangement is not known. For one record and
 * 'partition' unused + k sum_t r_t, for 'balanced' the elementary symmetric function e_k(r_1, ..., r_n).
 *
 * The product is taken factor by factor and rescaled after each; all terms are positive, so nothing cancels.
 *
 * @param xs  observations of the epoch in noise units
 */
export function logEpochLikelihood(
  { weights, hits, unused }: EpochShape,
  family: LocationFamily,
  shift: number,
  xs: ArrayLike<number>,
): number {
  const sum = new Float64Array(hits + 1);
  sum[0] = 1;
  let scale = 0;
  const factor = new Float64Array(weights.length);
  for (let t = 0; t < xs.length; t += 1) {
    let peak = 0;
    for (let j = 1; j < factor.length; j += 1) peak = Math.max(peak, family.logRatio(xs[t], j * shift));
    for (let j = 0; j < factor.length; j += 1)
      factor[j] = weights[j] * Math.exp((j === 0 ? 0 : family.logRatio(xs[t], j * shift)) - peak);
    scale += peak + multiply(sum, factor);
  }
  const unusedFactor = Float64Array.of(1, 1);
  for (let i = 0; i < unused; i += 1) scale += multiply(sum, unusedFactor);
  return scale + Math.log(sum[hits]);
}

/** sum *= factor, up to the degree of sum, divided by its largest entry. @returns ln of what it was divided by */
function multiply(sum: Float64Array, factor: Float64Array): number {
  let largest = 0;
  for (let i = sum.length - 1; i >= 0; i -= 1) {
    let entry = 0;
    for (let j = Math.min(i, factor.length - 1); j >= 0; j -= 1) entry += factor[j] * sum[i - j];
    sum[i] = entry;
    largest = Math.max(largest, entry);
  }
  for (let i = 0; i < sum.length; i += 1) sum[i] /= largest;
  return Math.log(largest);
}
