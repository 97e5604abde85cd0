import type { AuditBound } from '../core/index.js';
import { oneRunEpsilon } from './one-run.js';
import { countGuesses, type Guesses, type OneRunOutcome } from './one-run-guesses.js';

/** The question of a one-run audit. */
export interface OneRunQuestion {
  /** in [0, 1] */
  readonly delta: number;
  /** probability that the bound is wrong, in (0, 1) */
  readonly alpha: number;
  /** fixed before the run */
  readonly guesses: Guesses;
}

/** How the guesses were made, in words. */
export function guessText({ present, absent }: Guesses): string {
  return `the ${present} highest scores guessed present, the ${absent} lowest absent, fixed beforehand`;
}

/** How many canaries were absent and present. */
export function coins(present: Uint8Array): readonly [absent: number, present: number] {
  const ones = present.reduce((sum, bit) => sum + bit, 0);
  return [present.length - ones, ones];
}

/**
 * Lower bound on epsilon at delta from one run with many canaries: oneRunEpsilon of guesses by rank.
 *
 * @param outcome   scores and coins of the m canaries
 * @param question  the guesses are fixed before scores and coins are seen
 * @returns  right with probability 1 - alpha, whatever was run
 * @throws   DomainError
 * @source   Steinke, Nasr, Jagielski 2023, arXiv:2305.08846
 * @proof    proofs/one-run.md
 */
export function oneRunBound(outcome: OneRunOutcome, question: OneRunQuestion): AuditBound {
  const { delta, alpha, guesses } = question;
  const counts = countGuesses(outcome, guesses);
  const value = oneRunEpsilon(counts, delta, alpha);
  return {
    quantity: 'epsilon',
    side: 'lower',
    validity: 'frequentist',
    value,
    confidence: 1 - alpha,
    alpha,
    object: 'mechanism',
    method: 'one run',
    delta,
    threshold: `${guessText(guesses)}; ${counts.correct} of ${counts.guesses} right`,
    trials: coins(outcome.present),
    ceiling: Math.max(value, oneRunEpsilon({ ...counts, correct: counts.guesses }, delta, alpha)),
    basis: {
      theorem: 'Steinke, Nasr, Jagielski 2023, arXiv:2305.08846 (one run, independent coins)',
      note: 'proofs/one-run.md',
      assumptions: ['each canary was present by a fair coin of its own'],
    },
  };
}
