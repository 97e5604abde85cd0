import type { Decimal } from 'decimal.js';
import { type Interval, nextDown, nextUp } from '../numerics/index.js';
import { decimals } from './decimal-of.js';
import type { Survival } from './survival.js';

const GUARD = 20;
const DOUBLE_DIGITS = 40;
const LEAST = 2 ** -40;

/**
 * Survival of the number of records that enter a Poisson sample: Bin(n, k/n), 1 <= k < n, where k/n is that very
 * fraction and not a double near it.
 *
 * pmf(0) = (1 - k/n)^n, pmf(i + 1) = pmf(i) (n - i)/(i + 1) k/(n - k), summed from 0: a sum of terms >= 0 that is
 * at most 1, so its relative rounding errors are absolute ones, and the guard digits cover 10^9 terms.
 *
 * @proof proofs/sampling-designs.md
 */
export function binomialSurvival(n: number, k: number): Survival {
  const bounds: Interval[] = [];
  for (const below of lowerTails(n, k, DOUBLE_DIGITS)) {
    const p = below.neg().plus(1);
    const [x, error] = [p.toNumber(), 10 ** -DOUBLE_DIGITS];
    bounds.push({ lo: Math.max(0, nextDown(x - error)), hi: Math.min(1, nextUp(x + error)) });
    if (x < LEAST) break;
  }
  const none: Interval = { lo: 0, hi: 0 };
  const few: Interval = { lo: 0, hi: 2 * LEAST };
  return {
    bounds: (j) => (j > n ? none : (bounds[j - 1] ?? few)),
    near: (j, digits) => {
      let at = 0;
      for (const below of lowerTails(n, k, digits)) {
        at += 1;
        if (at === j) return below.neg().plus(1);
      }
      return new (decimals(1))(0); // j > n
    },
  };
}

/** P[X < 1], P[X < 2], ..., P[X < n], each to within 10^-digits. */
function* lowerTails(n: number, k: number, digits: number): Generator<Decimal> {
  const Real = decimals(digits + GUARD);
  const odds = new Real(k).div(n - k);
  let term = new Real(n - k).div(n).pow(n);
  let sum = term;
  for (let i = 0; i < n; i += 1) {
    yield sum;
    term = term
      .times(n - i)
      .div(i + 1)
      .times(odds);
    sum = sum.plus(term);
  }
}
