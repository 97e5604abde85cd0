import {
  binomialLowerTail,
  bisect,
  EPS,
  iv,
  openUnit,
  proportionUpperBound,
  remembered,
} from '../numerics/index.js';
import type { ErrorCounts } from './error-rates.js';

/** Type I error rates are looked at in so many cells, from so many standard deviations below the measured one on. */
const CELLS = 256;
const DEVIATIONS = 3;

/**
 * A test of the hypothesis that two error rates lie on or above a trade-off function, P(error when present) >=
 * f(P(error when absent)), from independent binomial counts. The two P-values
 *   U(p) = P[Bin(negatives, p) <= falsePositives],  V(q) = P[Bin(positives, q) <= falseNegatives]
 * are multiplied: the hypothesis is rejected where U(p) V(q) <= c for every pair with q >= f(p), c (1 - ln c) = alpha.
 * It takes less than half the trials of a bound on each rate.
 *
 * @param counts  of trials that did not choose the test; the two worlds independent of each other
 * @param alpha   probability of a rejection where f is right, in (0, 1)
 * @returns of a lower bound on f, non-increasing on [0, 1]: a number that is positive where f is rejected; how far from
 *          the decision it is, in about standard deviations
 * @throws  DomainError unless alpha is in (0, 1)
 * @source  Fisher 1932 for the product of P-values (recalled by content); derived here
 * @proof   proofs/joint-test.md
 */
export function jointTest(
  counts: ErrorCounts,
  alpha: number,
): (typeTwoBelow: (typeOne: number) => number) => number {
  const { falsePositives, negatives, falseNegatives, positives } = counts;
  const level = productLevel(alpha);
  const ends = cellEnds(falsePositives, negatives, level);
  const below = ends.map((p) => binomialLowerTail(falsePositives, negatives, p).hi);
  return (typeTwoBelow) => {
    const above = new Map<number, number>();
    const valueAt = (i: number): number => {
      const q = typeTwoBelow(ends[i]);
      return q > 0 ? binomialLowerTail(falseNegatives, positives, Math.min(1, q)).hi : 1;
    };
    // U(p) V(q) is at most this for every p between the ends i and j, and q >= f(p)
    const most = (i: number, j: number): number =>
      below[i] * remembered(above, j, () => valueAt(j)) * (1 + EPS);
    const product = largestOn(most, 0, ends.length - 1, Number.MIN_VALUE);
    const size = Math.sqrt(-2 * Math.log(Math.min(1, product))) - Math.sqrt(-2 * Math.log(level));
    return product <= level ? Math.max(size, Number.MIN_VALUE) : Math.min(size, 0);
  };
}

/** The largest `most` of single cells between the ends i and j, or `floor`; parts that cannot exceed it are passed over. */
function largestOn(most: (i: number, j: number) => number, i: number, j: number, floor: number): number {
  const whole = most(i, j);
  if (whole <= floor) return floor;
  if (j === i + 1) return whole;
  const middle = Math.floor((i + j) / 2);
  return most(i, middle) > most(middle, j)
    ? largestOn(most, middle, j, largestOn(most, i, middle, floor))
    : largestOn(most, i, middle, largestOn(most, middle, j, floor));
}

/** The largest c found with c (1 - ln c) <= alpha: the product of two P-values is at most c with at most this probability. */
function productLevel(alpha: number): number {
  openUnit({ alpha });
  const holds = (c: number): boolean => iv.mul(c, iv.sub(1, iv.log(c))).hi <= alpha;
  return bisect(alpha / 1000, alpha, holds).holds;
}

/** 0, then equal cells around the measured rate, up to where U alone is at most the level. */
function cellEnds(errors: number, trials: number, level: number): readonly number[] {
  const last = proportionUpperBound(errors, trials, level);
  const rate = errors / trials;
  const first = Math.max(0, rate - DEVIATIONS * Math.sqrt((rate * (1 - rate)) / trials));
  const inner = Array.from({ length: CELLS }, (_, i) => first + ((last - first) * i) / CELLS);
  return first > 0 ? [0, ...inner, last] : [...inner, last];
}
