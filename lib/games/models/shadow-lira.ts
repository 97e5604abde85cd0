import { checkWorlds, liraScores, type Worlds } from '../../audit/index.js';

/**
 * The likelihood-ratio attack over shadow models: Gaussians are fitted to the log-odds of the canary's label in
 * the first half of the models of each world, and the other half is scored by the ratio of their densities.
 * What chose the score is never scored, so the scores that come out are independent given it.
 *
 * @param confidence  log-odds, of four models or more in each world
 * @returns  scores of the last ceil(N / 2) models of each world
 * @throws DomainError for unequal worlds, fewer models, NaN
 * @source Carlini et al. 2022, arXiv:2112.03570 (LiRA, online)
 * @proof  proofs/trained-games.md
 */
export function shadowLira(confidence: Worlds): Worlds {
  checkWorlds(confidence, 4);
  const { absent, present } = confidence;
  const half = Math.floor(absent.length / 2);
  const shadow = { absent: absent.subarray(0, half), present: present.subarray(0, half) };
  return {
    absent: liraScores(shadow, absent.subarray(half)),
    present: liraScores(shadow, present.subarray(half)),
  };
}
