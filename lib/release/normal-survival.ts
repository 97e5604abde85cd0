import type { Decimal } from 'decimal.js';
import { decimals } from './decimal-of.js';

const GUARD = 15;

/**
 * P(|Z| >= x) for a standard normal Z and x >= 0, to within 10^-digits, for any number of digits:
 *   1 - 2 phi(x) (x + x^3/3 + x^5/(3*5) + ...),   all terms positive.
 *
 * What is subtracted lies in [0, 1], so its relative rounding errors are absolute errors of the result: the
 * guard digits cover a million terms. The sum ends where the ratio of terms is below 1/2 and the rest
 * therefore below the last term. Where exp(-x^2/2), which is above the result, is below 10^-digits: 0.
 *
 * @param x  of precision digits + 15 or better
 */
export function absoluteNormalSurvival(x: Decimal, digits: number): Decimal {
  const Real = decimals(digits + GUARD);
  const square = new Real(x).times(x);
  const peak = square.div(-2).exp();
  const smallest = new Real(10).pow(-digits - GUARD);
  if (peak.lt(new Real(10).pow(-digits))) return new Real(0);
  let term = new Real(x);
  let sum = term;
  for (let odd = 3; term.gt(sum.times(smallest)) || square.times(2).gt(odd); odd += 2) {
    term = term.times(square).div(odd);
    sum = sum.plus(term);
  }
  const rootTwoPi = Real.acos(-1).times(2).sqrt();
  return new Real(1).minus(peak.times(sum).times(2).div(rootTwoPi));
}
