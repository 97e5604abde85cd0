import { integer, probability } from './check.js';
import { EPS, MIN_NORMAL, nextDown, nextUp } from './float.js';
import type { Interval } from './interval.js';

const MOST_TRIALS = 1_000_000_000;

/** Enclosures of the weights of {X < k} and {X >= k}, up to one common factor. */
interface Split {
  readonly below: Interval;
  readonly above: Interval;
}

/**
 * Splits the binomial law at k, 1 <= k <= n and 0 < p < 1. The weights are products of ratios outwards from the
 * mode, where the weight is 1. A walk ends once the weight is below 2^-1022; as weights only fall from
 * there, what is left out is at most n 2^-1022.
 */
function split(k: number, n: number, p: number): Split {
  const odds = p / (1 - p);
  const mode = Math.min(n, Math.floor((n + 1) * p));
  let above = mode >= k ? 1 : 0;
  let below = 1 - above;
  let up = 0;
  let down = 0;
  for (let j = mode, w = 1; j < n; j++, up++) {
    w *= (odds * (n - j)) / (j + 1);
    if (w < MIN_NORMAL) break;
    if (j + 1 >= k) above += w;
    else below += w;
  }
  for (let j = mode, w = 1; j > 0; j--, down++) {
    w *= j / (odds * (n - j + 1));
    if (w < MIN_NORMAL) break;
    if (j - 1 >= k) above += w;
    else below += w;
  }
  // A weight carries five roundings a step (two of them in odds), a sum one for each term; 2^-53 each.
  const slack = (3.5 * Math.max(up, down) + 8) * EPS;
  const rest = (n + 1) * MIN_NORMAL;
  const around = (sum: number): Interval => ({
    lo: nextDown(sum * (1 - slack)),
    hi: nextUp(sum * (1 + slack) + rest),
  });
  return { below: around(below), above: around(above) };
}

/** Enclosure of a/(a + b): increasing in a, decreasing in b. */
function share(a: Interval, b: Interval): Interval {
  const lo = Math.max(0, a.lo);
  const down = lo / (lo + b.hi);
  const up = a.hi / (a.hi + Math.max(0, b.lo));
  return { lo: Math.max(0, down * (1 - 2 * EPS)), hi: Math.min(1, nextUp(up * (1 + 2 * EPS))) };
}

function check(k: number, n: number, p: number): void {
  integer(1, MOST_TRIALS, { n });
  integer(-MOST_TRIALS, MOST_TRIALS + 1, { k });
  probability({ p });
}

/**
 * Enclosure of P[Bin(n, p) >= k] for exactly this double p.
 *
 * Relative width below 1e-8 for n <= 1e9 and below 1e-10 for n <= 1e6, while the tail is above 1e-290;
 * smaller ones have the lower end 0 or so and the upper end below 1e-290.
 *
 * @param k  whole number; 1 below 1, 0 above n
 * @param n  whole number in [1, 1e9]
 * @param p  in [0, 1]
 * @throws   DomainError
 * @proof proofs/binomial-tail.md
 */
export function binomialUpperTail(k: number, n: number, p: number): Interval {
  check(k, n, p);
  if (k <= 0 || (p === 1 && k <= n)) return { lo: 1, hi: 1 };
  if (k > n || p === 0) return { lo: 0, hi: 0 };
  const { below, above } = split(k, n, p);
  return share(above, below);
}

/** Enclosure of P[Bin(n, p) <= k]; otherwise as binomialUpperTail. @proof proofs/binomial-tail.md */
export function binomialLowerTail(k: number, n: number, p: number): Interval {
  check(k, n, p);
  if (k >= n || (p === 0 && k >= 0)) return { lo: 1, hi: 1 };
  if (k < 0 || p === 1) return { lo: 0, hi: 0 };
  const { below, above } = split(k + 1, n, p);
  return share(below, above);
}
