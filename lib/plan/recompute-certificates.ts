import type { Account } from '../accountants/account.js';
import { levelOf, lowerBound, parseVotes, upperBound } from '../certify/index.js';
import type { ClaimDocument, Statement, VotesRecord } from '../core/document.js';
import type { Claim, Profile } from '../core/index.js';
import { iv } from '../numerics/index.js';
import { MOST_COMPARED, predictionClaims, voteClaims } from './certificate-claims.js';
import { bigLowerTail, bigUpperTail } from './decimal-binomial.js';
import { big } from './decimal-normal.js';
import type { Verdict } from './verdict.js';

/** The certificates of the document, made again from the optimistic end of the recomputed enclosure. */
export function certificateClaims(document: ClaimDocument, second: Account): readonly Claim[] {
  const { p, poisons, orientation, deployed } = document.question;
  const known = { ...second, upper: optimistic(second) };
  const capped = document.question.command === 'compare' ? { maximalRadius: MOST_COMPARED } : {};
  const question = { poisons, orientation, deployed, ...capped };
  const { votes } = document;
  if (votes !== undefined && !boundsHold(votes)) return [];
  return [
    ...(p === undefined ? [] : predictionClaims(known, p, question)),
    ...(votes === undefined
      ? []
      : voteClaims(known, parseVotes(votes.csv, votes.models), {
          ...question,
          alpha: votes.alpha,
          construction: votes.construction,
          chosenFrom: votes.chosenFrom,
        }).claims),
  ];
}

/**
 * Checks the Clopper-Pearson bounds of every count in the votes by summing the binomial tail to 60 digits:
 * at the lower bound the upper tail is at most the level, and at the upper bound the lower tail is.
 */
function boundsHold({ csv, models, alpha, construction, chosenFrom = 1 }: VotesRecord): boolean {
  const { rows, classes } = parseVotes(csv, models);
  const share = { complement: 1, rivals: classes.length, selected: 2 * classes.length }[construction];
  const exact = big(alpha).div(chosenFrom).div(share);
  const level = iv.div(levelOf(alpha, chosenFrom), share).lo;
  const counts = new Set(
    rows.flatMap((row) => (construction === 'complement' ? row.counts[row.truth] : row.counts)),
  );
  // 0 and 1 bound every probability
  const lowerHolds = (count: number): boolean => {
    const bound = lowerBound(count, models, level);
    return bound === 0 || bigUpperTail(count, models, bound).lte(exact);
  };
  const upperHolds = (count: number): boolean => {
    const bound = upperBound(count, models, level);
    return bound === 1 || bigLowerTail(count, models, bound).lte(exact);
  };
  return [...counts].every(
    (count = 0) => lowerHolds(count) && (construction === 'complement' || upperHolds(count)),
  );
}

/**
 * The least delta that the bound can have: what it gives certifies nothing, but a claim beyond it is refuted.
 */
export function optimistic(second: Account): Profile<'upper'> {
  return {
    ...second.upper,
    at: (epsilon, poisons, direction) => second.enclosure(epsilon, poisons, direction)[0],
  };
}

/** Compares a claim with its counterpart; a claim without one fails. */
export function certificateVerdict(claim: Statement, again: readonly Claim[]): Verdict {
  const recomputed = again.find(
    (c) =>
      c.quantity === claim.quantity &&
      c.method === claim.method &&
      c.object === claim.object &&
      c.poisons === claim.poisons &&
      c.p === claim.p,
  )?.value;
  const holds =
    recomputed !== undefined &&
    (claim.side === 'upper' ? claim.value >= recomputed : claim.value <= recomputed);
  return { claim, holds, recomputed, path: 'second discretisation' };
}
