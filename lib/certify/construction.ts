import type { Votes } from '../core/index.js';
import { iv } from '../numerics/index.js';
import { lowerBound, upperBound } from './confidence.js';
import { remember } from './remember.js';
import type { Ballot } from './threshold.js';

/**
 * How votes become a lower bound pA on the label and an upper bound pB on every rival. It is chosen before
 * the votes are seen: choosing the better of two afterwards costs half of alpha each.
 *
 * 'complement' the label is the true label: one bound at alpha, pB = 1 - pA
 * 'rivals'     the label is the true label: C bounds at alpha / C, pB the largest bound of a rival
 * 'selected'   the label is the class with most votes: 2C bounds at alpha / (2C), so that the choice is free
 */
export type Construction = 'complement' | 'rivals' | 'selected';

/** The class a record is certified for, and its votes. */
export interface Candidate extends Ballot {
  /** index of the class; -1 where two classes share the most votes under 'selected' */
  readonly prediction: number;
  readonly correct: boolean;
}

/** pA and pB as functions of the votes; together they hold with probability >= 1 - alpha for each record. */
export interface Bounds {
  lower(ballot: Ballot): number;
  rival(ballot: Ballot): number;
}

/** What each record is certified for. length = number of rows. */
export function candidates(votes: Votes, construction: Construction): readonly Candidate[] {
  return votes.rows.map(({ truth, counts }) => {
    const prediction = construction === 'selected' ? mostVoted(counts) : truth;
    const count = prediction < 0 ? 0 : counts[prediction];
    const rivals = counts.filter((_, c) => c !== prediction);
    const rival = construction === 'complement' ? votes.models - count : Math.max(...rivals);
    return { prediction, correct: prediction === truth, votes: count, rival };
  });
}

/** Index of the only largest count, -1 if there are two. */
function mostVoted(counts: readonly number[]): number {
  const most = Math.max(...counts);
  const first = counts.indexOf(most);
  return counts.indexOf(most, first + 1) < 0 ? first : -1;
}

/**
 * Clopper-Pearson bounds at the level the construction asks for; each count is bounded once.
 *
 * The level alpha / C is rounded down and the bounds are verified, so both err on the safe side.
 * Under 'complement' pB = 1 - pA needs no bound of its own (1 - pA is a double where it matters, pA >= 1/2).
 *
 * @throws DomainError unless alpha is in (0, 1)
 * @proof  proofs/votes.md
 */
export function boundsFor(construction: Construction, votes: Votes, alpha: number): Bounds {
  const classes = votes.classes.length;
  const levels = { complement: 1, rivals: classes, selected: 2 * classes };
  const level = levels[construction] === 1 ? alpha : iv.div(alpha, levels[construction]).lo;
  const lower = remember((count) => lowerBound(count, votes.models, level));
  const upper = remember((count) => upperBound(count, votes.models, level));
  return {
    lower: (ballot) => lower(ballot.votes),
    rival: (ballot) => (construction === 'complement' ? 1 - lower(ballot.votes) : upper(ballot.rival)),
  };
}
