import { DomainError, integer } from '../numerics/index.js';
import type { ScoreLaw, ScoreLaws } from './family.js';
import { type OneRunCounts, oneRunEpsilon } from './one-run.js';

/** Scores of the m canaries of one run, and which of them were in the data. */
export interface OneRunOutcome {
  /** length m; higher speaks for presence */
  readonly scores: Float64Array;
  /** length m; 1 present, 0 absent, by a fair coin of its own each */
  readonly present: Uint8Array;
}

/** How many canaries are guessed: those of the highest scores present, those of the lowest absent. */
export interface Guesses {
  readonly present: number;
  readonly absent: number;
}

/**
 * Guesses by rank and counts what was right. Equal scores are ranked by position, which no coin has a part in.
 *
 * @throws DomainError for a NaN, for unequal lengths, for entries of `present` other than 0 and 1, and for no
 *         guess or more guesses than canaries
 */
export function countGuesses({ scores, present }: OneRunOutcome, guesses: Guesses): OneRunCounts {
  const canaries = scores.length;
  if (present.length !== canaries)
    throw new DomainError('present', `of length ${canaries}, one for each score`, present.length);
  for (let i = 0; i < canaries; i++) {
    if (Number.isNaN(scores[i])) throw new DomainError(`score ${i}`, 'a number', scores[i]);
    if (present[i] > 1) throw new DomainError(`present[${i}]`, '0 or 1', present[i]);
  }
  integer(0, canaries, { 'guesses.present': guesses.present, 'guesses.absent': guesses.absent });
  integer(1, canaries, { guesses: guesses.present + guesses.absent });
  const order = Uint32Array.from(scores, (_, i) => i);
  order.sort((a, b) => (scores[a] < scores[b] ? -1 : scores[a] > scores[b] ? 1 : a - b));
  let correct = 0;
  for (let i = 0; i < guesses.absent; i++) correct += 1 - present[order[i]];
  for (let i = canaries - guesses.present; i < canaries; i++) correct += present[order[i]];
  return { canaries, guesses: guesses.present + guesses.absent, correct };
}

const LARGEST_SCORE = 1e9;
const middle = ([lo, hi]: readonly [number, number]) => (lo + hi) / 2;

/**
 * Expected share of right guesses among the `share` of all canaries with the highest scores, given the
 * distribution functions of the score with ('right') and without ('wrong'). A plan, not a bound.
 */
function precision(share: number, right: ScoreLaw, wrong: ScoreLaw): number {
  const above = (x: number) => 1 - (middle(right.atMost(x)) + middle(wrong.atMost(x))) / 2;
  let [low, high] = [-LARGEST_SCORE, LARGEST_SCORE];
  for (let i = 0; i < 70; i++) {
    const x = (low + high) / 2;
    if (above(x) > share) low = x;
    else high = x;
  }
  // Between low and high there may be an atom; it is guessed in part.
  const [sure, all] = [above(high), above(low)];
  const part = all > sure ? Math.min(1, Math.max(0, (share - sure) / (all - sure))) : 0;
  const hits = (x: number) => (1 - middle(right.atMost(x))) / 2;
  return Math.min(1, (hits(high) + part * (hits(low) - hits(high))) / share);
}

/** The law of -score. */
function mirrored(law: ScoreLaw): ScoreLaw {
  const rest = ([lo, hi]: readonly [number, number]) => [1 - hi, 1 - lo] as const;
  return { atMost: (x) => rest(law.below(-x)), below: (x) => rest(law.atMost(-x)) };
}

/** 0, then 4, 5, 6, 8, ... up to half of the canaries. */
function numbersOfGuesses(canaries: number): number[] {
  const numbers = [0];
  const most = Math.min(Math.floor(canaries / 2), 400_000);
  for (let r = Math.min(4, most); r < most; r = Math.ceil(r * 1.2)) numbers.push(r);
  if (most >= 1) numbers.push(most);
  return numbers;
}

/**
 * The numbers of guesses that promise the best one-run bound, from the laws of the score: to be fixed before the
 * run. First those of presence, then those of absence, then those of presence again.
 *
 * @param canaries  m >= 2
 * @param laws      of one canary's score
 * @returns  the guesses, and the bound that they give if as many are right as expected
 * @throws   DomainError
 */
export function bestGuesses(
  canaries: number,
  laws: ScoreLaws,
  { delta, alpha }: { readonly delta: number; readonly alpha: number },
): Guesses & { readonly expected: number } {
  integer(2, 1_000_000_000, { canaries });
  const numbers = numbersOfGuesses(canaries);
  const absent = mirrored(laws.absent);
  const present = mirrored(laws.present);
  const expectedRight = (right: ScoreLaw, wrong: ScoreLaw) =>
    new Map(numbers.map((r) => [r, r === 0 ? 0 : r * precision(r / canaries, right, wrong)]));
  const rightPresent = expectedRight(laws.present, laws.absent);
  const rightAbsent = expectedRight(absent, present);
  const look = (r: number, s: number) => {
    const correct = Math.floor((rightPresent.get(r) ?? 0) + (rightAbsent.get(s) ?? 0));
    const guesses = r + s;
    const expected = guesses === 0 ? 0 : oneRunEpsilon({ canaries, guesses, correct }, delta, alpha);
    return { present: r, absent: s, expected };
  };
  let best = look(numbers[1], 0);
  const better = (found: typeof best) => {
    if (found.expected > best.expected) best = found;
  };
  for (const r of numbers) better(look(r, 0));
  for (const s of numbers) better(look(best.present, s));
  for (const r of numbers) better(look(r, best.absent));
  return best;
}
