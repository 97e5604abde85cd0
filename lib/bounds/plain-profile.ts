import { atLeast, binomialWeights } from '../numerics/index.js';
import { GAUSSIAN } from './location-family.js';
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
  return mu > 0 ? pairDelta(revealedPair(GAUSSIAN, SURE, mu), epsilon, side) : identicalLaws(epsilon, side);
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
  if (!(epsilon > -eta)) return identicalLaws(epsilon, side);
  if (epsilon >= eta) return 0;
  return Math.min(1, -Math.expm1((epsilon - eta) / 2) * (1 + (side === 'upper' ? 1 : -1) * 2 ** -50));
}

/**
 * delta of two equal laws: 0 for e >= 0, 1 - exp(e) below.
 *
 * @returns in [0, 1], rounded to the side; for NaN 1 (upper) or 0 (lower)
 * @proof proofs/plain-profile.md
 */
export function identicalLaws(epsilon: number, side: 'upper' | 'lower' = 'upper'): number {
  if (epsilon >= 0) return 0;
  const sign = side === 'upper' ? 1 : -1;
  const value = -Math.expm1(epsilon) * (1 + sign * 2 ** -50);
  if (value >= 0) return Math.min(1, value);
  return side === 'upper' ? 1 : 0;
}
