import type { AuditBound, Basis } from '../core/index.js';
import { DomainError, iv, probability } from '../numerics/index.js';
import { bestRates, boundOfRates } from './audit-bound.js';
import { type ErrorCounts, errorRates, ratesOfCounts } from './error-rates.js';
import { SPLIT, type ThresholdRule } from './threshold-rule.js';
import type { Worlds } from './worlds.js';

/** What is asked of a bound on epsilon from scores. */
export interface EpsilonQuestion {
  /** in [0, 1) */
  readonly delta: number;
  /** probability that the bound is wrong, in (0, 1) */
  readonly alpha: number;
  /** default: a fifth of the trials choose the threshold */
  readonly rule?: ThresholdRule;
}

export const INDEPENDENT_TRIALS =
  'The trials are independent of each other, in each world and between the worlds.';

const BASIS: Basis = {
  theorem:
    'a test of error rates a, b shows epsilon >= ln((1 - delta - a)/b) and ln((1 - delta - b)/a); Clopper, Pearson 1934',
  note: 'proofs/clopper-pearson-epsilon.md',
  assumptions: [INDEPENDENT_TRIALS],
};

/**
 * The epsilon that the error rates a = falsePositive, b = falseNegative of one test show at delta:
 *   max(0, ln((1 - delta - a)/b), ln((1 - delta - b)/a))
 *
 * @param falsePositive, falseNegative  in [0, 1], or upper bounds on them
 * @param delta  in [0, 1)
 * @returns >= 0, rounded down; Infinity where the test cannot err and delta leaves room
 * @throws  DomainError
 * @source  Kairouz, Oh, Viswanath 2015 (recalled by content)
 * @proof   proofs/clopper-pearson-epsilon.md
 */
export function epsilonOfRates(falsePositive: number, falseNegative: number, delta: number): number {
  probability({ falsePositive, falseNegative });
  checkDelta(delta);
  return Math.max(0, shown(falsePositive, falseNegative, delta), shown(falseNegative, falsePositive, delta));
}

/**
 * Lower bound on epsilon at delta from the errors of a test that was fixed beforehand, by Clopper-Pearson at
 * alpha / 2 for each rate.
 *
 * @returns >= 0, rounded down; wrong with probability alpha at most
 * @throws  DomainError
 * @source  Jagielski, Ullman, Oprea 2020, arXiv:2006.07709 (recalled by content)
 * @proof   proofs/clopper-pearson-epsilon.md
 */
export function clopperPearsonEpsilon(counts: ErrorCounts, delta: number, alpha: number): number {
  const { falsePositive, falseNegative } = ratesOfCounts(counts, alpha);
  return epsilonOfRates(falsePositive, falseNegative, delta);
}

/**
 * The same from scores, with a threshold that the rule chooses. Right with probability 1 - alpha whatever was audited.
 *
 * @throws DomainError for scores that cannot be compared, or too few of them to show anything
 * @proof  proofs/clopper-pearson-epsilon.md
 */
export function clopperPearsonBound(
  worlds: Worlds,
  { delta, alpha, rule = SPLIT }: EpsilonQuestion,
): AuditBound {
  checkDelta(delta);
  const rates = errorRates(worlds, rule, alpha, {
    of: (a, b) => Math.max(Math.log((1 - delta - a) / b), Math.log((1 - delta - b) / a)),
    caution: 0.25,
  });
  const best = bestRates(worlds.absent.length, rule, alpha, (r) => of(r, delta) > 0);
  return boundOfRates(rates, {
    quantity: 'epsilon',
    value: of(rates, delta),
    ceiling: of(best, delta),
    method: 'Clopper-Pearson',
    validity: 'frequentist',
    alpha,
    basis: BASIS,
    delta,
  });
}

const of = (rates: { falsePositive: number; falseNegative: number }, delta: number): number =>
  epsilonOfRates(rates.falsePositive, rates.falseNegative, delta);

/** ln((1 - delta - a)/b), rounded down. */
function shown(a: number, b: number, delta: number): number {
  const left = iv.sub(iv.sub(1, delta), a).lo;
  if (!(left > 0)) return 0;
  return b === 0 ? Infinity : iv.log(iv.div(left, b)).lo;
}

export function checkDelta(delta: number): void {
  if (!(delta >= 0 && delta < 1)) throw new DomainError('delta', 'in [0, 1)', delta);
}
