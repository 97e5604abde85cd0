import { probability } from './check.js';
import { logNormalTail, normalPdf } from './normal.js';
import { scaledTail } from './scaled-tail.js';

const ROOT_TAU = 2.5066282746310002; // sqrt(2 pi)

/** P(0 < Z <= x) for x in [0, 1] without cancellation: phi(x) sum of x^(2i+1)/(2i+1)!!. */
function centralMass(x: number): number {
  let term = x;
  let sum = x;
  for (let odd = 3; term > sum * 1e-17; odd += 2) {
    term *= (x * x) / odd;
    sum += term;
  }
  return sum * normalPdf(x);
}

/** x >= 0 with P(0 < Z <= x) = mass, for mass in [0, 1/4]; Newton from the left, monotone as the density falls. */
function centralQuantile(mass: number): number {
  let x = mass * ROOT_TAU;
  for (let i = 0; i < 20; i++) {
    const next = x + (mass - centralMass(x)) / normalPdf(x);
    if (!(next > x)) break;
    x = next;
  }
  return x;
}

/** x with P(Z > x) = p, for p in (0, 1/4]; Newton on the concave ln P(Z > x) from the right, monotone. */
function outerQuantile(p: number): number {
  const target = Math.log(p);
  let x = Math.sqrt(-2 * target); // right of the root: P(Z > x) <= exp(-x^2/2)
  for (let i = 0; i < 50; i++) {
    const next = x + (logNormalTail(x) - target) * ROOT_TAU * scaledTail(x);
    if (!(next < x)) break;
    x = next;
  }
  return x;
}

/**
 * x with P(Z > x) = p. A float search: relative error at most 1e-14 (measured below 1e-15) for p in
 * [1e-300, 1 - 2^-53]; give small p here rather than 1 - p to normalQuantile.
 *
 * @param p  in [0, 1]; 0 gives Infinity, 1 gives -Infinity
 * @throws   DomainError
 */
export function normalTailQuantile(p: number): number {
  probability({ p });
  if (p === 0) return Infinity;
  if (p > 0.75) return p === 1 ? -Infinity : -outerQuantile(1 - p); // 1 - p is exact from 1/2 on
  if (p > 0.5) return -centralQuantile(p - 0.5);
  return p > 0.25 ? centralQuantile(0.5 - p) : outerQuantile(p);
}

/**
 * x with P(Z <= x) = p, the inverse of the normal distribution function. Error as normalTailQuantile.
 *
 * @param p  in [0, 1]; 0 gives -Infinity, 1 gives Infinity
 * @throws   DomainError
 */
export function normalQuantile(p: number): number {
  return 0 - normalTailQuantile(p); // 0 - x: the median is 0, not -0
}
