import type { AuditBound, Basis } from '../core/index.js';
import { atLeast, iv, probability } from '../numerics/index.js';
import { bestRates, boundOfRates } from './audit-bound.js';
import { INDEPENDENT_TRIALS } from './clopper-pearson-bound.js';
import { errorRates } from './error-rates.js';
import { SPLIT, type ThresholdRule } from './threshold-rule.js';
import type { Worlds } from './worlds.js';

/** What is asked of a bound on delta from scores. */
export interface DeltaQuestion {
  /** >= 0, nats */
  readonly epsilon: number;
  /** probability that the bound is wrong, in (0, 1) */
  readonly alpha: number;
  readonly rule?: ThresholdRule;
}

const BASIS: Basis = {
  theorem:
    'a test of error rates a, b shows delta >= 1 - b - e^epsilon a and 1 - a - e^epsilon b; Clopper, Pearson 1934',
  note: 'proofs/hockey-stick.md',
  assumptions: [INDEPENDENT_TRIALS],
};

/**
 * The delta that the error rates a = falsePositive, b = falseNegative of one test show at epsilon:
 *   max(0, 1 - b - e^epsilon a, 1 - a - e^epsilon b)
 *
 * @param falsePositive, falseNegative  in [0, 1], or upper bounds on them
 * @param epsilon  >= 0, nats
 * @returns in [0, 1], rounded down
 * @throws  DomainError
 * @proof   proofs/hockey-stick.md
 */
export function deltaOfRates(falsePositive: number, falseNegative: number, epsilon: number): number {
  probability({ falsePositive, falseNegative });
  atLeast(0, { epsilon });
  return Math.max(
    0,
    shown(falsePositive, falseNegative, epsilon),
    shown(falseNegative, falsePositive, epsilon),
  );
}

/**
 * Lower bound on delta at epsilon (the hockey-stick divergence of the two worlds, worst direction) from scores, by
 * bounds on both error rates of one test. Right with probability 1 - alpha whatever was audited.
 *
 * @throws DomainError for scores that cannot be compared, or too few of them to show anything
 * @proof  proofs/hockey-stick.md
 */
export function hockeyStickBound(
  worlds: Worlds,
  { epsilon, alpha, rule = SPLIT }: DeltaQuestion,
): AuditBound {
  atLeast(0, { epsilon });
  const growth = Math.exp(epsilon);
  const rates = errorRates(worlds, rule, alpha, {
    of: (a, b) => Math.max(1 - b - growth * a, 1 - a - growth * b),
    caution: 0.25,
  });
  const best = bestRates(worlds.absent.length, rule, alpha, (r) => of(r, epsilon) > 0);
  return boundOfRates(rates, {
    quantity: 'delta',
    value: of(rates, epsilon),
    ceiling: of(best, epsilon),
    method: 'hockey-stick',
    validity: 'frequentist',
    alpha,
    basis: BASIS,
    epsilon,
  });
}

const of = (rates: { falsePositive: number; falseNegative: number }, epsilon: number): number =>
  deltaOfRates(rates.falsePositive, rates.falseNegative, epsilon);

/** 1 - b - e^epsilon a, rounded down. */
function shown(a: number, b: number, epsilon: number): number {
  return iv.sub(iv.sub(1, b), iv.mul(iv.exp(epsilon), a)).lo;
}
