import type { AuditBound } from '../core/index.js';
import { crossing, normalQuantile, normalTailQuantile, remembered } from '../numerics/index.js';
import { bestRates, boundOfRates } from './audit-bound.js';
import { checkDelta, type EpsilonQuestion, INDEPENDENT_TRIALS } from './clopper-pearson-bound.js';
import { errorRates, type Merit, type RateBounds } from './error-rates.js';
import type { FamilyMember, TradeOffFamily } from './family.js';
import { SPLIT } from './threshold-rule.js';
import type { Worlds } from './worlds.js';

/** ln of the noise scales that are looked at: 1/64 to 64 times the claimed noise. */
const WIDEST = Math.log(64);

/** Two scales are as good as one at this distance of their logarithms. */
const TOLERANCE = 4e-4;

/**
 * Lower bound on epsilon at delta by inverting the mechanism's own trade-off functions: the noise scale s of the family
 * is rejected where
 *   f_s(a) > b,  a and b the upper bounds on the error rates of one test,
 * and epsilon is at least that of the least noise rejected. Right with probability 1 - alpha if what was audited has a
 * trade-off function of the family; no more is known if it has not, so it belongs beside a test of fit.
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
  const inversion = invert(family, delta);
  const rates = errorRates(worlds, rule, alpha, inversion);
  const best = bestRates(
    worlds.absent.length,
    rule,
    alpha,
    ({ falsePositive, falseNegative }) => falsePositive + falseNegative < 1,
  );
  return boundOfRates(rates, {
    quantity: 'epsilon',
    value: inversion.epsilon(rates),
    ceiling: inversion.epsilon(best),
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

/** What error rates say about the scale of a family, its members made once. */
export interface Inversion extends Merit {
  /** The epsilon at delta of the least noise that the bounds on the rates reject; 0 for none. */
  epsilon(rates: Pick<RateBounds, 'falsePositive' | 'falseNegative'>): number;
  /** How far apart the rates set the worlds, over how far they are as claimed at this type I error. */
  of(falsePositive: number, falseNegative: number): number;
}

export function invert(family: TradeOffFamily, delta: number): Inversion {
  const members = new Map<number, FamilyMember>();
  const member = (scale: number): FamilyMember => remembered(members, scale, () => family.member(scale));
  return {
    epsilon({ falsePositive, falseNegative }) {
      const shown = separation(falsePositive, falseNegative);
      if (!(shown > 0)) return 0; // no better than a guess, which every member allows
      // positive where the member of scale e^x is rejected
      const excess = (x: number): number => {
        const allowed = member(Math.exp(x)).typeTwoBelow(falsePositive);
        const size = Math.log(shown / Math.max(0, separation(falsePositive, allowed)));
        return allowed > falseNegative ? Math.max(size, Number.MIN_VALUE) : Math.min(size, 0);
      };
      const { above } = crossing(excess, {
        low: -WIDEST,
        high: WIDEST,
        from: 0,
        step: stride(excess(0)),
        tolerance: () => TOLERANCE,
      });
      return above === undefined ? 0 : member(Math.exp(above)).epsilonBelow(delta);
    },
    // the merit is flat near its largest value, and easily deceived by the few errors far out
    caution: 0.001,
    of(falsePositive, falseNegative) {
      const claimed = separation(falsePositive, member(1).typeTwoBelow(falsePositive));
      return claimed > 0 ? separation(falsePositive, falseNegative) / claimed : -Infinity;
    },
  };
}

/** The shift of two standard normal laws that a test of these error rates tells apart as well. */
function separation(falsePositive: number, falseNegative: number): number {
  return normalTailQuantile(falsePositive) - normalQuantile(falseNegative);
}

/** A little more than to where the separation would be right if it were inversely proportional to the noise. */
function stride(excess: number): number {
  return Math.max(0.01, Math.min(WIDEST, 1.1 * Math.abs(excess)));
}
