import { DomainError } from './check.js';
import { EPS, nextDown, nextUp } from './float.js';

const MOST_TERMS = 2 ** 26;

/**
 * Sum in doubled working precision (Neumaier's variant of Kahan's summation): the error of every addition
 * is recovered exactly and added at the end.
 *
 *   |result - exact| <= 2^-53 |exact| + (length 2^-53)^2 * sum of |terms|    (to first order)
 *
 * Infinite terms or an overflow give the plain sum (Infinity, -Infinity or NaN).
 * @source Ogita, Rump, Oishi, "Accurate sum and dot product"; the bound is derived in proofs/sum.md
 */
export function compensatedSum(terms: ArrayLike<number>): number {
  let sum = 0;
  let lost = 0;
  for (let i = 0; i < terms.length; i++) {
    const term = terms[i];
    const next = sum + term;
    lost += Math.abs(sum) >= Math.abs(term) ? sum - next + term : term - next + sum;
    sum = next;
  }
  return Number.isFinite(sum) ? sum + lost : sum;
}

/** compensatedSum of terms that must be >= 0, whose relative error is then below 2^-52. */
function nonnegativeSum(terms: ArrayLike<number>): number {
  if (!(terms.length <= MOST_TERMS))
    throw new DomainError('terms.length', `at most ${MOST_TERMS}`, terms.length);
  for (let i = 0; i < terms.length; i++)
    if (!(terms[i] >= 0)) throw new DomainError(`terms[${i}]`, '>= 0', terms[i]);
  return compensatedSum(terms);
}

/**
 * Upper bound on the exact sum, within a relative 2^-50 of it.
 *
 * @param terms  at most 2^26 numbers, each >= 0
 * @throws  DomainError, also for NaN
 * @proof proofs/sum.md
 */
export function sumUp(terms: ArrayLike<number>): number {
  const sum = nonnegativeSum(terms);
  return sum === 0 ? 0 : nextUp(sum * (1 + 2 * EPS));
}

/** Lower bound on the exact sum, within a relative 2^-50 of it; otherwise as sumUp. @proof proofs/sum.md */
export function sumDown(terms: ArrayLike<number>): number {
  const sum = nonnegativeSum(terms);
  if (sum === Infinity) return Number.MAX_VALUE / 2; // an overflow says no more than that
  return sum === 0 ? 0 : nextDown(sum * (1 - 2 * EPS));
}
