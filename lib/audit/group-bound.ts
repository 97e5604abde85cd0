import type { AuditBound, Basis } from '../core/index.js';
import { bisect, integer, iv, probability } from '../numerics/index.js';
import { bestRates, boundOfRates } from './audit-bound.js';
import { checkDelta, INDEPENDENT_TRIALS } from './clopper-pearson-bound.js';
import { ratesOfCounts } from './error-rates.js';

/** How often something happened. */
export interface Tally {
  readonly successes: number;
  readonly trials: number;
}

/** How often an attack succeeded on models of clean and of poisoned data; one trial is one trained model. */
export interface AttackTallies {
  readonly clean: Tally;
  readonly poisoned: Tally;
}

export interface GroupQuestion {
  /** changed records r >= 1 */
  readonly poisons: number;
  readonly delta: number;
  readonly alpha: number;
}

const BASIS: Basis = {
  theorem:
    'group privacy: p1 <= e^(r epsilon) p0 + delta (e^(r epsilon) - 1)/(e^epsilon - 1), inverted; derived here',
  note: 'proofs/group-bound.md',
  assumptions: [
    INDEPENDENT_TRIALS,
    'The event that counts as a success was fixed before the trials were seen.',
  ],
};

/** r epsilon up to which is looked; e^700 is a double. */
const FURTHEST = 700;

/**
 * The epsilon for ONE record that an event of probability p0 on clean data, p1 with r records poisoned shows: the largest
 * contradicted by
 *   p1 <= e^(r epsilon) p0 + delta (e^(r epsilon) - 1)/(e^epsilon - 1)
 * or by the same for the opposite event.
 *
 * @param clean, poisoned  p0 and p1, in [0, 1]
 * @param poisons  r, a whole number >= 1
 * @param delta    of one record, in [0, 1)
 * @returns in [0, 700 / r], rounded down
 * @throws  DomainError
 * @proof   proofs/group-bound.md
 */
export function groupEpsilon(clean: number, poisoned: number, poisons: number, delta: number): number {
  probability({ clean, poisoned });
  checkDelta(delta);
  integer(1, Number.MAX_SAFE_INTEGER, { poisons });
  const opposite = contradicted(iv.sub(1, poisoned).hi, iv.sub(1, clean).lo, poisons, delta);
  return Math.max(contradicted(clean, poisoned, poisons, delta), opposite);
}

/**
 * Lower bound on the epsilon of one record from the success of an attack with r poisons, by Clopper-Pearson at alpha / 2
 * for each success rate. Right with probability 1 - alpha whatever was audited. Where the exact trade-off functions for r
 * changed records are known, familyBound with those says more.
 *
 * @returns a bound for one changed record: its upper bound is the mechanism's for one record
 * @throws  DomainError, also for too few trials to show anything
 * @proof   proofs/group-bound.md
 */
export function groupBound(
  { clean, poisoned }: AttackTallies,
  { poisons, delta, alpha }: GroupQuestion,
): AuditBound {
  const rates = ratesOfCounts(
    {
      falsePositives: clean.successes,
      negatives: clean.trials,
      falseNegatives: poisoned.trials - poisoned.successes,
      positives: poisoned.trials,
    },
    alpha,
    'the attack succeeds, fixed beforehand',
  );
  const of = ({ falsePositive, falseNegative }: { falsePositive: number; falseNegative: number }): number =>
    groupEpsilon(falsePositive, Math.max(0, iv.sub(1, falseNegative).lo), poisons, delta);
  const fewer = Math.min(clean.trials, poisoned.trials);
  bestRates(fewer, { kind: 'explicit', at: 0 }, alpha, (r) => of(r) > 0);
  const best = ratesOfCounts(
    { falsePositives: 0, negatives: clean.trials, falseNegatives: 0, positives: poisoned.trials },
    alpha,
  );
  return boundOfRates(rates, {
    quantity: 'epsilon',
    value: of(rates),
    ceiling: of(best),
    method: 'group privacy',
    validity: 'frequentist',
    alpha,
    basis: BASIS,
    delta,
    poisons: 1,
  });
}

/** The largest epsilon seen to be contradicted by p1 <= e^(r epsilon) p0 + delta (...), else 0. */
function contradicted(p0: number, p1: number, poisons: number, delta: number): number {
  const broken = (epsilon: number): boolean => {
    const group = iv.mul(poisons, epsilon);
    const ratio = epsilon > 0 ? iv.div(iv.expm1(group), iv.expm1(epsilon)) : poisons;
    return p1 > iv.add(iv.mul(iv.exp(group), p0), iv.mul(ratio, delta)).hi;
  };
  const most = FURTHEST / poisons;
  if (!broken(0)) return 0;
  return broken(most) ? most : bisect(0, most, broken).holds;
}
