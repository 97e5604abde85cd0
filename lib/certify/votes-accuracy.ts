import type { Claim, Profile, Votes } from '../core/index.js';
import { integer, iv, openUnit } from '../numerics/index.js';
import { assumptionsOf } from './assumptions.js';
import { checkVotes } from './check-votes.js';
import { levelOf, lowerBound } from './confidence.js';
import { type Orientation, psi } from './psi.js';
import { remember } from './remember.js';

/**
 * Expected accuracy of one model after r poisons, from the votes on N records:
 *   (1/N) sum over i of Psi_r(lower bound at alpha / N on P[model labels record i rightly])
 *
 * All N bounds hold at once with probability 1 - alpha (union bound; the models are shared by the records).
 * Where the votes were chosen among several sets of votes, the bounds are at alpha / (N chosenFrom).
 * Where the accuracy of every single run is known, expectedAccuracy on allRunsEvidence is usually far better.
 *
 * @param poisons  r, a whole number >= 0
 * @param alpha    in (0, 1)
 * @param chosenFrom  sets of votes that these were chosen from after a look at them, a whole number >= 1
 * @returns  claim 'expectedAccuracy', 'lower', rounded down
 * @throws   DomainError for inconsistent votes, or outside these ranges
 * @source   derived here
 * @proof    proofs/expectation.md
 */
export function expectedAccuracyOfVotes(
  profile: Profile<'upper'>,
  votes: Votes,
  poisons: number,
  alpha = 0.001,
  orientation: Orientation = 'clean',
  chosenFrom = 1,
): Claim {
  checkVotes(votes);
  integer(0, Number.MAX_SAFE_INTEGER, { poisons });
  integer(1, Number.MAX_SAFE_INTEGER, { chosenFrom });
  openUnit({ alpha });
  const level = iv.div(levelOf(alpha, chosenFrom), votes.rows.length).lo;
  const kept = remember((count) =>
    psi(profile, lowerBound(count, votes.models, level), poisons, orientation),
  );
  let sum = 0;
  for (const { truth, counts } of votes.rows) sum = iv.add(sum, kept(counts[truth])).lo;
  return {
    quantity: 'expectedAccuracy',
    side: 'lower',
    value: Math.max(0, iv.div(sum, votes.rows.length).lo),
    poisons,
    confidence: iv.sub(1, alpha).lo,
    object: 'trained model',
    method: 'profile, record by record',
    basis: {
      theorem: 'each record is kept to Psi_r of its bound; union bound over the records (derived here)',
      note: 'proofs/expectation.md',
      assumptions: [
        ...assumptionsOf(profile, orientation),
        `the votes are those of ${votes.models} models trained independently, each on a release of its own`,
      ],
    },
  };
}
