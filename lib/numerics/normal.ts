import { EPS } from './float.js';
import type { Interval, Real } from './interval.js';
import { iv } from './interval.js';
import { expMinusSquare, scaledTail } from './scaled-tail.js';

const ROOT_TAU = 2.5066282746310002; // sqrt(2 pi)
const SMALLEST_NORMAL_TAIL_AT = 37.5; // P(Z > 37.5) = 4.6e-308 > 2^-1022

/**
 * P(Z > x) for a standard normal Z and every real x.
 *
 * Relative error at most normalTailSlack(x) for x <= 37.5. Beyond, where the result is subnormal or 0,
 * the error is at most 2^-1022 in absolute terms: use normalTailBounds where that matters.
 * NaN gives NaN.
 * @proof proofs/normal-tail.md
 */
export function normalTail(x: number): number {
  if (x < 0) return 1 - expMinusSquare(x, 0.5) * scaledTail(-x);
  return expMinusSquare(x, 0.5) * scaledTail(x);
}

/**
 * Bound on the relative error of normalTail(x), x <= 37.5: (12 + x^2) 2^-52 for x >= 0, 12 * 2^-52 below 0.
 *
 * It covers the function's own rounding and, besides, an argument that is itself off by a relative 2^-52
 * (one rounded quotient or product). It does not cover an absolute error d of the argument: that adds
 * a relative (max(x, 0) + 0.8) d, since the hazard rate lies below max(x, 0) + 0.8.
 */
export function normalTailSlack(x: number): number {
  return x > 0 ? (12 + x * x) * EPS : 12 * EPS;
}

/**
 * Enclosure of P(Z > x); x an exact double or an enclosure. Beyond x = 37.5 the lower end is 0.
 * @proof proofs/normal-tail.md
 */
export function normalTailBounds(x: Real): Interval {
  const { lo: from, hi: to } = typeof x === 'number' ? iv.of(x) : x;
  // The slack leaves room for the roundings of these products.
  const most = Math.min(from, SMALLEST_NORMAL_TAIL_AT);
  const hi = normalTail(most) * (1 + normalTailSlack(most));
  const lo = to > SMALLEST_NORMAL_TAIL_AT ? 0 : normalTail(to) * (1 - normalTailSlack(to));
  return iv.of(lo >= 0 ? lo : 0, hi <= 1 ? hi : 1);
}

/** P(Z <= x); error as normalTail(-x). */
export function normalCdf(x: number): number {
  return normalTail(-x);
}

/** Density exp(-x^2/2)/sqrt(2 pi). Relative error at most 5 * 2^-52 while at least 2^-1022. */
export function normalPdf(x: number): number {
  return expMinusSquare(x, 0.5) / ROOT_TAU;
}

/**
 * ln P(Z > x) for every real x. Relative error at most 16 * 2^-52 (measured below 3 * 2^-52) wherever the
 * result is a normal double; NaN only for NaN. Tested to x = 1e8, where it is -5e15.
 * @proof proofs/normal-tail.md
 */
export function logNormalTail(x: number): number {
  if (x < 0) return Math.log1p(-normalTail(-x));
  return -0.5 * x * x + Math.log(scaledTail(x));
}
