import type { Claim, ClaimObject, Profile, Quantity } from '../core/index.js';
import { DomainError, iv } from '../numerics/index.js';
import { assumptionsOf } from './assumptions.js';
import { checkEvidence, type Evidence } from './evidence.js';
import { type Orientation, psi } from './psi.js';

/**
 * Lower bound on the expectation of a benefit B in [0, ceiling] after r poisons, for every poisoned set at once:
 *
 *   mean  ceiling Psi_r(mean / ceiling)
 *   tail  sum over i of (t_i - t_(i-1)) Psi_r(P[B >= t_i]),  t_0 = 0: a lower sum of the integral of Psi_r(P[B > t]) dt
 *
 * The tail form is never below the mean form of the same law (Psi_r is convex), and far above it when B hardly
 * varies from run to run.
 *
 * @param evidence     see Evidence
 * @param poisons      r, a whole number >= 0
 * @param orientation  see Orientation
 * @returns  in [0, ceiling], rounded down
 * @throws   DomainError outside these ranges
 * @source   derived here
 * @proof    proofs/expectation.md
 */
export function expectedBenefit(
  profile: Profile<'upper'>,
  evidence: Evidence,
  poisons: number,
  orientation: Orientation = 'clean',
): number {
  checkEvidence(evidence);
  const { ceiling } = evidence;
  if (evidence.kind === 'mean') {
    const share = evidence.mean === ceiling ? 1 : Math.max(0, iv.div(evidence.mean, ceiling).lo);
    return Math.max(0, iv.mul(ceiling, psi(profile, share, poisons, orientation)).lo);
  }
  let total = 0;
  let last = 0;
  evidence.thresholds.forEach((threshold, i) => {
    const kept = psi(profile, evidence.probabilities[i], poisons, orientation);
    total = iv.add(total, iv.mul(iv.sub(threshold, last), kept)).lo;
    last = threshold;
  });
  return Math.min(ceiling, Math.max(0, total));
}

/** Expected accuracy of one model trained on the poisoned set, at least. Evidence: accuracy in [0, 1]. @proof proofs/expectation.md */
export function expectedAccuracy(
  profile: Profile<'upper'>,
  accuracy: Evidence,
  poisons: number,
  orientation: Orientation = 'clean',
): Claim {
  if (accuracy.ceiling !== 1) throw new DomainError('ceiling', '1 for an accuracy', accuracy.ceiling);
  const value = expectedBenefit(profile, accuracy, poisons, orientation);
  return claim('expectedAccuracy', 'lower', value, profile, accuracy, poisons, orientation);
}

/** Expected loss of one model trained on the poisoned set, at most. Evidence: ceiling - loss. @proof proofs/expectation.md */
export function expectedLoss(
  profile: Profile<'upper'>,
  benefit: Evidence,
  poisons: number,
  orientation: Orientation = 'clean',
): Claim {
  const kept = expectedBenefit(profile, benefit, poisons, orientation);
  const value = iv.sub(benefit.ceiling, kept).hi;
  return claim('expectedLoss', 'upper', value, profile, benefit, poisons, orientation);
}

/** A claim about the expectation of a number that one trained model yields. */
export function claim(
  quantity: Quantity,
  side: 'lower' | 'upper',
  value: number,
  profile: Profile<'upper'>,
  evidence: Evidence,
  poisons: number,
  orientation: Orientation,
): Claim {
  const object: ClaimObject = 'trained model';
  return {
    quantity,
    side,
    value,
    poisons,
    confidence: evidence.confidence,
    object,
    method: evidence.kind === 'mean' ? 'profile, mean' : 'profile, distribution',
    basis: {
      theorem: 'the expectation is an integral of event probabilities, each kept to Psi_r (derived here)',
      note: quantity === 'attackSuccess' ? 'proofs/attack-success.md' : 'proofs/expectation.md',
      assumptions: [
        ...assumptionsOf(profile, orientation),
        'the expectation is over the randomness of training, on one poisoned set for all test records',
      ],
    },
  };
}
