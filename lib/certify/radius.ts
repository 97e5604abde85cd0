import type { Claim, Profile } from '../core/index.js';
import { integer, probability } from '../numerics/index.js';
import type { Orientation } from './psi.js';
import { type Deployed, profileRule, type Rule } from './rule.js';

export interface RadiusOptions {
  /** default 'clean' */
  readonly orientation?: Orientation;
  /** the search stops here; default 1000 */
  readonly maximalRadius?: number;
  /**
   * true: the caller vouches that delta_r is non-decreasing in r ("at most r records changed"), so that one
   * success at r speaks for every smaller r; the search doubles and bisects. Default false: every r is tried.
   */
  readonly nested?: boolean;
  /** certify the vote of finitely many fresh models instead of the smoothed learner */
  readonly deployed?: Deployed;
  /** confidence with which pA and pB hold; default 1 */
  readonly confidence?: number;
}

export interface RadiusCertificate {
  /** largest r for which the prediction is proved to survive 1, ..., r poisons; 0 if none */
  readonly radius: number;
  /** why nothing could be said even of the unpoisoned learner */
  readonly abstain?: string;
  /** the search stopped at maximalRadius, so the true radius may be larger */
  readonly capped: boolean;
  readonly claim: Claim;
}

/**
 * Whether the smoothed learner still predicts A after r poisons:  Psi_r(pA) + Psi_r(1 - pB) > 1.
 *
 * @param pA  lower bound on the probability of A under the analysed set, in [0, 1]
 * @param pB  upper bound on the probability of every other class, in [0, 1]
 * @returns   true only if proved; both terms and their sum are rounded down
 * @throws    DomainError outside these ranges
 * @source    derived here; the Gaussian case is Cohen, Rosenfeld, Kolter 2019, arXiv:1902.02918
 * @proof     proofs/radius.md
 */
export function survives(
  profile: Profile<'upper'>,
  pA: number,
  pB: number,
  poisons: number,
  orientation: Orientation = 'clean',
): boolean {
  probability({ pA, pB });
  return profileRule(profile, orientation).test(poisons)(pA, pB);
}

/**
 * Certified radius: the largest r such that Psi_r'(pA) + Psi_r'(1 - pB) > 1 for every r' = 1, ..., r.
 *
 * @param pA  lower bound on the probability of the predicted class, in [0, 1]
 * @param pB  upper bound on the probability of every other class, in [0, 1]
 * @returns   never more than the exact radius of the profile; 0 with a reason where pA <= pB
 * @throws    DomainError outside these ranges
 * @source    derived here
 * @proof     proofs/radius.md
 */
export function certifiedRadius(
  profile: Profile<'upper'>,
  pA: number,
  pB: number,
  options: RadiusOptions = {},
): RadiusCertificate {
  return radiusBy(profileRule(profile, options.orientation, options.deployed), pA, pB, options);
}

/** As certifiedRadius, under any rule. @proof proofs/radius.md */
export function radiusBy(rule: Rule, pA: number, pB: number, options: RadiusOptions = {}): RadiusCertificate {
  const { maximalRadius = 1000, nested = false, confidence = 1 } = options;
  probability({ pA, pB, confidence });
  integer(0, Number.MAX_SAFE_INTEGER, { maximalRadius });
  const holds = (r: number) => rule.test(r)(pA, pB);
  const abstains = !holds(0);
  const radius = abstains
    ? 0
    : nested
      ? lastByDoubling(holds, maximalRadius)
      : lastByStep(holds, maximalRadius);
  const basis = nested ? { ...rule.basis, assumptions: [...rule.basis.assumptions, NESTED] } : rule.basis;
  const { object, method } = rule;
  const claim: Claim = {
    quantity: 'radius',
    side: 'lower',
    value: radius,
    confidence,
    object,
    method,
    p: pA,
    basis,
  };
  const capped = !abstains && radius === maximalRadius;
  return abstains ? { radius, abstain: UNDECIDED, capped, claim } : { radius, capped, claim };
}

const NESTED = 'the group profile is non-decreasing in the number of poisons';
const UNDECIDED = 'the bounds on the prediction and its rivals do not separate them even without poison';

/** Largest r <= cap such that holds(1), ..., holds(r); 0 if holds(1) is false. */
export function lastByStep(holds: (r: number) => boolean, cap: number): number {
  let r = 0;
  while (r < cap && holds(r + 1)) r++;
  return r;
}

/** An r <= cap with holds(r) true (or 0) and, unless r = cap, holds(r + 1) false. Needs holds to be monotone. */
function lastByDoubling(holds: (r: number) => boolean, cap: number): number {
  let good = 0;
  let bad = Math.min(1, cap);
  while (holds(bad)) {
    good = bad;
    if (good === cap) return cap;
    bad = Math.min(cap, 2 * bad);
  }
  while (bad - good > 1) {
    const middle = Math.floor((good + bad) / 2);
    if (holds(middle)) good = middle;
    else bad = middle;
  }
  return good;
}
