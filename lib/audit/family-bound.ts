import type { AuditBound } from '../core/index.js';
import {
  type Crossing,
  crossing,
  normalQuantile,
  normalTailQuantile,
  remembered,
} from '../numerics/index.js';
import { bestRates, boundOfRates } from './audit-bound.js';
import { checkDelta, type EpsilonQuestion, INDEPENDENT_TRIALS } from './clopper-pearson-bound.js';
import { errorRates, type Merit, type RateBounds } from './error-rates.js';
import type { FamilyMember, TradeOffFamily } from './family.js';
import { jointTest } from './joint-test.js';
import { SPLIT } from './threshold-rule.js';
import type { Worlds } from './worlds.js';

/** ln of the noise scales that are looked at: 1/64 to 64 times the claimed noise. */
const WIDEST = Math.log(64);

/** Two scales are as good as one at this distance of their logarithms: for the bound, and for its ceiling. */
export const TOLERANCE = 4e-4;
const COARSE = 0.2;

/**
 * Lower bound on epsilon at delta by inverting the mechanism's own trade-off functions: the noise scale s of the family
 * is rejected where the errors of one test contradict f_s, and epsilon is at least that of the least noise rejected.
 *
 * 'split', 'explicit'  both counts of errors together, jointTest
 * 'bonferroni', 'dkw'  f_s(a) > b, a and b the upper bounds on the two rates
 *
 * Right with probability 1 - alpha if what was audited has a trade-off function of the family; no more is known if it
 * has not, so it belongs beside a test of fit.
 *
 * @param family  handed in, so that it may be of any accountant or of none; of r poisons for a bound on r poisons
 * @returns value 0 where no scale up to 64 is rejected
 * @throws  DomainError for scores that cannot be compared, or too few of them to show anything
 * @source  Nasr et al. 2023, arXiv:2302.07956, for the Gaussian family (recalled by content); derived here for others
 * @proof   proofs/family-bound.md
 */
export function familyBound(
  worlds: Worlds,
  family: TradeOffFamily,
  { delta, alpha, rule = SPLIT }: EpsilonQuestion,
): AuditBound {
  checkDelta(delta);
  const members = rememberedMembers(family);
  const rates = errorRates(worlds, rule, alpha, meritOf(members(1)));
  const best = bestRates(
    worlds.absent.length,
    rule,
    alpha,
    ({ falsePositive, falseNegative }) => falsePositive + falseNegative < 1,
  );
  const testOf = (shown: RateBounds): RejectionOf =>
    shown.counts === undefined ? separateTest(shown) : jointTest(shown.counts, alpha);
  const rejected = scaleOf(members, testOf(rates), rates, TOLERANCE).above;
  const limit = leastAllowed(members, testOf(best), best);
  return boundOfRates(rates, {
    quantity: 'epsilon',
    value: rejected === undefined ? 0 : members(rejected).epsilonBelow(delta),
    ceiling: members(limit).epsilonBelow(delta),
    method: 'noise family',
    validity: 'family',
    alpha,
    basis: {
      theorem: `inversion of a family of trade-off functions (${family.name}); derived here`,
      note: 'proofs/family-bound.md',
      assumptions: [
        INDEPENDENT_TRIALS,
        `What was audited has a trade-off function of the family: ${family.name}, its noise scaled.`,
        ...family.basis.assumptions,
      ],
    },
    delta,
  });
}

/** A family whose members are made once. */
export type Members = (scale: number) => FamilyMember;

export function rememberedMembers(family: TradeOffFamily): Members {
  const known = new Map<number, FamilyMember>();
  return (scale) => remembered(known, scale, () => family.member(scale));
}

/** How far apart a test sets the worlds, over how far the claimed member does at this type I error. */
export function meritOf(claimed: FamilyMember): Merit {
  return {
    // the merit is flat near its largest value, and easily deceived by the few errors far out
    caution: 0.001,
    of(falsePositive, falseNegative) {
      const due = separation(falsePositive, claimed.typeTwoBelow(falsePositive));
      return due > 0 ? separation(falsePositive, falseNegative) / due : -Infinity;
    },
  };
}

/** Positive where a trade-off function is contradicted. */
export type RejectionOf = (typeTwoBelow: FamilyMember['typeTwoBelow']) => number;

/** Rejects by a bound on each error rate. */
export function separateTest({ falsePositive, falseNegative }: BothRates): RejectionOf {
  const shown = separation(falsePositive, falseNegative);
  return (typeTwoBelow) => {
    const allowed = typeTwoBelow(falsePositive);
    const size = Math.log(shown / Math.max(0, separation(falsePositive, allowed)));
    return allowed > falseNegative ? Math.max(size, Number.MIN_VALUE) : Math.min(size, 0);
  };
}

type BothRates = Pick<RateBounds, 'falsePositive' | 'falseNegative' | 'counts'>;

/**
 * Two neighbouring scales of which the test rejects the larger, `above`, and not the smaller, `below`; `above` is
 * undefined where no scale is rejected, `below` where all are.
 *
 * @param tolerance  largest distance of the logarithms of the two
 */
export function scaleOf(members: Members, test: RejectionOf, rates: BothRates, tolerance: number): Crossing {
  const [typeOne, typeTwo] = measured(rates);
  const likely = separation(typeOne, typeTwo);
  if (!(likely > 0)) return { below: undefined, above: undefined }; // a guess, which every member allows
  const sure = separation(rates.falsePositive, rates.falseNegative);
  // about where the separation is as measured, if it is inversely proportional to the noise
  const fit = Math.log(separation(typeOne, members(1).typeTwoBelow(typeOne)) / likely);
  const step = Math.min(1, Math.max(0.01, Math.log(likely / Math.max(0, sure))));
  const from = Math.abs(fit) > step ? Math.max(-WIDEST, Math.min(WIDEST, fit)) : 0;
  const { below, above } = crossing((x) => test(members(Math.exp(x)).typeTwoBelow), {
    low: -WIDEST,
    high: WIDEST,
    from: Number.isNaN(fit) ? 0 : from,
    step,
    tolerance: () => tolerance,
  });
  const scale = (x: number | undefined): number | undefined => (x === undefined ? undefined : Math.exp(x));
  return { below: scale(below), above: scale(above) };
}

/**
 * A scale that is not rejected, hardly below those that are: its epsilon is the larger, so a ceiling that rests on it is
 * not understated. The least scale of all where that is rejected too, as it often is by a test that never errs.
 */
function leastAllowed(members: Members, test: RejectionOf, rates: BothRates): number {
  const least = Math.exp(-WIDEST);
  if (test(members(least).typeTwoBelow) > 0) return least;
  return scaleOf(members, test, rates, COARSE).below ?? least;
}

/** The measured rates, half an error added to each; the bounds where the errors were not counted for them. */
function measured({ falsePositive, falseNegative, counts }: BothRates): readonly [number, number] {
  if (counts === undefined) return [falsePositive, falseNegative];
  const { falsePositives, negatives, falseNegatives, positives } = counts;
  return [(falsePositives + 0.5) / (negatives + 1), (falseNegatives + 0.5) / (positives + 1)];
}

/** The shift of two standard normal laws that a test of these error rates tells apart as well. */
function separation(falsePositive: number, falseNegative: number): number {
  return normalTailQuantile(falsePositive) - normalQuantile(falseNegative);
}
