import { atLeast, binomialWeights } from '../numerics/index.js';
import { GAUSSIAN, LAPLACE } from './location-family.js';
import { pairDelta } from './pair-delta.js';
import { revealedPair } from './revealed-pair.js';

const SURE = binomialWeights(1, 1);

/**
 * Privacy profile of the Gaussian mechanism:
 *   delta(e) = Phi(m/2 - e/m) - exp(e) Phi(-m/2 - e/m)
 *
 * @param mu       m = L2 shift / standard deviation, >= 0
 * @param epsilon  every real number, nats
 * @param side     which way to round
 * @returns delta in [0, 1]
 * @throws DomainError if mu is negative, infinite or NaN
 * @source Balle, Wang 2018 (recalled by content)
 * @proof proofs/plain-profile.md
 */
export function gaussianProfile(mu: number, epsilon: number, side: 'upper' | 'lower' = 'upper'): number {
  atLeast(0, { mu });
  return mu > 0 ? pairDelta(revealedPair(GAUSSIAN, SURE, mu), epsilon, side) : identicalLaws(epsilon);
}

/**
 * Privacy profile of the Laplace mechanism in one dimension:
 *   delta(e) = 1 - exp((e - eta)/2) for |e| <= eta, 0 above, 1 - exp(e) below
 *
 * It also dominates vector shifts of L1 norm eta under independent Laplace noise.
 *
 * @param eta      L1 shift / scale, >= 0
 * @param epsilon  every real number, nats
 * @param side     which way to round
 * @returns delta in [0, 1]
 * @throws DomainError if eta is negative, infinite or NaN
 * @source derived here
 * @proof proofs/plain-profile.md
 */
export function laplaceProfile(eta: number, epsilon: number, side: 'upper' | 'lower' = 'upper'): number {
  atLeast(0, { eta });
  return eta > 0 ? pairDelta(revealedPair(LAPLACE, SURE, eta), epsilon, side) : identicalLaws(epsilon);
}

/** delta of two equal laws: 0 for e >= 0, 1 - exp(e) below. */
export function identicalLaws(epsilon: number): number {
  return epsilon >= 0 ? 0 : epsilon < 0 ? Math.min(1, -Math.expm1(epsilon) * (1 + 2 ** -52)) : 1;
}
