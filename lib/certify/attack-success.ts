import type { Claim, Profile } from '../core/index.js';
import { DomainError, iv } from '../numerics/index.js';
import type { Evidence } from './evidence.js';
import { claim, expectedBenefit } from './expectation.js';
import type { Orientation } from './psi.js';

/**
 * Upper bound on the success rate of any attack with r poisons:
 *   1 - Psi_r(1 - s)                                        from the mean success s without poison
 *   1 - integral of Psi_r(P[1 - success > t]) dt            from its law over training runs
 *
 * Success is that of the same triggered inputs and target on models trained on the analysed set.
 *
 * @param resistance  evidence on 1 - success, ceiling 1: a lower bound on resistance is an upper bound on success
 * @param poisons     r, a whole number >= 0
 * @returns  claim 'attackSuccess', 'upper', rounded up, in [0, 1]
 * @throws   DomainError outside these ranges
 * @source   derived here
 * @proof    proofs/attack-success.md
 */
export function attackSuccess(
  profile: Profile<'upper'>,
  resistance: Evidence,
  poisons: number,
  orientation: Orientation = 'clean',
): Claim {
  if (resistance.ceiling !== 1) throw new DomainError('ceiling', '1 for a success rate', resistance.ceiling);
  const kept = expectedBenefit(profile, resistance, poisons, orientation);
  const value = Math.min(1, iv.sub(1, kept).hi);
  return claim('attackSuccess', 'upper', value, profile, resistance, poisons, orientation);
}
