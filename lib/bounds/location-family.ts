import { logNormalTail, normalTail, normalTailSlack } from '../numerics/index.js';

/**
 * A symmetric log-concave noise law of unit scale and its shifts F_t = law of t + Z.
 *
 * Every pair (F_t, F_0) with t >= 0 has a likelihood ratio that is non-decreasing in the observation x, so
 * optimal tests are thresholds. Shifts are in units of the noise scale.
 */
export interface LocationFamily {
  readonly name: 'gaussian' | 'laplace';
  /** P(Z > x), relative error at most slack(x, 0) */
  tail(x: number): number;
  /**
   * Bound on |P(Z > x')/tail(x) - 1| for every x' within `error` of x; Infinity where that is not small.
   * Beyond x = 37.5 (Gaussian) or 708 (Laplace) add 2^-1022 in absolute terms; 0 where tail(x) is 0.
   * @param error  absolute error of x, noise units, >= 0; below 2^-9 (1 + |x|)
   */
  slack(x: number, error: number): number;
  /** ln P(Z > x), absolute error at most 2^-40 (1 + its size) */
  logTail(x: number): number;
  /** ln dF_t/dF_0 at x; t >= 0 */
  logRatio(x: number, t: number): number;
  /** d/dx of logRatio(x, t), at most t */
  slope(x: number, t: number): number;
  /**
   * The x at which logRatio(x, t) = l, for t > 0; -Infinity or Infinity where l is below or above its range.
   */
  threshold(l: number, t: number): number;
  /** supremum of ln dF_t/dF_0 */
  largestLoss(t: number): number;
}

/** Z ~ N(0, 1): ln dF_t/dF_0 (x) = t x - t^2/2. */
export const GAUSSIAN: LocationFamily = {
  name: 'gaussian',
  tail: normalTail,
  // The hazard rate of the normal law is below 0.8 + max(x, 0).
  slack: (x, error) => (x > 39 ? 0 : normalTailSlack(x) + growth(error * (1 + Math.max(x, 0) + error))),
  logTail: logNormalTail,
  logRatio: (x, t) => t * (x - t / 2),
  slope: (_x, t) => t,
  threshold: (l, t) => l / t + t / 2,
  largestLoss: (t) => (t > 0 ? Infinity : 0),
};

/** Z ~ Laplace(1): ln dF_t/dF_0 (x) = |x| - |x - t| = 2x - t clamped to [-t, t]. */
export const LAPLACE: LocationFamily = {
  name: 'laplace',
  tail: (x) => (x > 0 ? Math.exp(-x) / 2 : 1 - Math.exp(x) / 2),
  // The hazard rate of the Laplace law is at most 1; exp errs by at most 2 ulp.
  slack: (x, error) => (Math.abs(x) > 750 ? 2 ** -50 : 2 ** -51 * (2 + Math.abs(x)) + growth(error)),
  logTail: (x) => (x > 0 ? -x - Math.LN2 : Math.log1p(-Math.exp(x) / 2)),
  logRatio: (x, t) => Math.max(-t, Math.min(t, 2 * x - t)),
  slope: (x, t) => (x > 0 && x < t ? 2 : 0),
  threshold: (l, t) => (l > t ? Infinity : l < -t ? -Infinity : (l + t) / 2),
  largestLoss: (t) => t,
};

/** At least exp(z) - 1, for z >= 0: how much a tail may change whose logarithm changes by z. */
function growth(z: number): number {
  return z < 1.7 ? z * (1 + z) : Infinity;
}

export function familyOf(law: 'gaussian' | 'laplace'): LocationFamily {
  return law === 'gaussian' ? GAUSSIAN : LAPLACE;
}
