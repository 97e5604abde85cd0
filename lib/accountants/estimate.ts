import { gaussianProfile, identicalLaws } from '../bounds/plain-profile.js';
import type { Adjacency, Profile, RenyiCurve } from '../core/index.js';

/**
 * The central-limit approximation: Gaussian differential privacy with
 *   mu^2 = T E_Q[(R - 1)^2],
 * the chi-squared divergence of the dominating pair for one changed record, times the releases. It may lie on
 * either side of the truth and reaches no certificate.
 *
 * @returns an estimate; for more than one record delta 1
 * @source Bu, Dong, Long, Su 2020, arXiv:1911.11607 (recalled by content)
 */
export function cltProfile(renyi: RenyiCurve<'upper'>, adjacency: Adjacency): Profile<'estimate'> {
  let mu: number | undefined;
  return {
    side: 'estimate',
    adjacency,
    basis: {
      theorem: 'central limit theorem of Gaussian differential privacy: an approximation, no bound',
      note: 'proofs/renyi-curve.md',
      assumptions: ['many releases, each with a small loss'],
    },
    at(epsilon, poisons) {
      if (poisons === 0) return identicalLaws(epsilon);
      if (poisons > 1) return 1;
      // T copies multiply 1 + chi^2: to first order its logarithm is T chi^2
      mu ??= Math.sqrt(renyi.at(2, 1));
      return mu < Infinity ? gaussianProfile(mu, epsilon) : 1;
    },
  };
}
