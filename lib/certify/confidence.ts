import { integer, iv, openUnit, proportionLowerBound, proportionUpperBound } from '../numerics/index.js';

/**
 * Clopper-Pearson lower confidence bound on a probability:
 *   the largest p with P[Bin(models, p) >= votes] <= alpha
 *
 * @param votes   successes, whole, 0..models
 * @param models  independent trials, whole, >= 1
 * @param alpha   probability that the bound is wrong, in (0, 1)
 * @returns  in [0, 1]; not above the exact bound: the tail at the returned value is verified to be <= alpha
 * @throws   DomainError outside these ranges
 * @source   Clopper, Pearson 1934
 * @proof    proofs/confidence.md
 */
export function lowerBound(votes: number, models: number, alpha: number): number {
  check(votes, models, alpha);
  return proportionLowerBound(votes, models, alpha);
}

/**
 * Clopper-Pearson upper confidence bound on a probability:
 *   the smallest p with P[Bin(models, p) <= votes] <= alpha
 *
 * @param votes   successes, whole, 0..models
 * @param models  independent trials, whole, >= 1
 * @param alpha   probability that the bound is wrong, in (0, 1)
 * @returns  in [0, 1]; not below the exact bound: the tail at the returned value is verified to be <= alpha
 * @throws   DomainError outside these ranges
 * @source   Clopper, Pearson 1934
 * @proof    proofs/confidence.md
 */
export function upperBound(votes: number, models: number, alpha: number): number {
  check(votes, models, alpha);
  return proportionUpperBound(votes, models, alpha);
}

/**
 * The largest lower bound that any vote can give: all models agree, alpha^(1 / models).
 *
 * @returns rounded down
 * @throws  DomainError unless models >= 1 is whole and alpha in (0, 1)
 * @proof   proofs/confidence.md
 */
export function unanimousBound(models: number, alpha: number): number {
  check(0, models, alpha);
  return iv.exp(iv.div(iv.log(alpha), models)).lo;
}

/**
 * The level of every bound where one set of votes is chosen among several after a look at them:
 *   alpha / chosenFrom
 * The bounds of all the sets hold together with probability 1 - alpha (union bound), so those of the chosen do.
 *
 * @param alpha       in (0, 1)
 * @param chosenFrom  a whole number >= 1
 * @returns rounded down
 * @proof   proofs/votes.md
 */
export function levelOf(alpha: number, chosenFrom: number): number {
  return chosenFrom === 1 ? alpha : iv.div(alpha, chosenFrom).lo;
}

function check(votes: number, models: number, alpha: number): void {
  integer(1, Number.MAX_SAFE_INTEGER, { models });
  integer(0, models, { votes });
  openUnit({ alpha });
}
