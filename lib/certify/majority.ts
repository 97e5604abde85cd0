import { binomialLowerTail, DomainError, integer, iv, probability } from '../numerics/index.js';

/**
 * Probability that the majority of `models` fresh models is not A (a tie counts as not A), at most
 *
 *   min{ 1,  sum over c of (1 - (sqrt pA - sqrt pc)^2)^models,  P[Bin(models, pA) <= models / 2] }
 *
 * The first sum is a Chernoff bound for each rival; the last is exact for "A has no absolute majority" and
 * needs no rival at all. A rival with pc >= pA makes its term 1.
 *
 * @param pA      lower bound on the probability that one model says A, in [0, 1]
 * @param rivals  upper bounds on the probability of each rival; leave out what is not known (undefined)
 * @param models  number of models that vote, whole, >= 1, independent given the training set
 * @returns  in [0, 1], rounded up
 * @throws   DomainError outside these ranges
 * @source   derived here
 * @proof    proofs/majority.md
 */
export function majorityFailure(pA: number, rivals: readonly number[] | undefined, models: number): number {
  probability({ pA });
  integer(1, Number.MAX_SAFE_INTEGER, { models });
  const noMajority = binomialLowerTail(Math.floor(models / 2), models, pA).hi;
  const safe = noMajority >= 0 ? Math.min(1, noMajority) : 1;
  if (rivals === undefined) return safe;
  if (rivals.length === 0) throw new DomainError('rivals', 'one or more, or left out', 'none');
  let chernoff = 0;
  for (const rival of rivals) {
    probability({ rival });
    chernoff = iv.add(chernoff, chernoffTerm(pA, rival, models)).hi;
  }
  return chernoff >= 0 ? Math.min(safe, chernoff) : safe;
}

/** (1 - (sqrt pA - sqrt pc)^2)^models rounded up, 1 where pc >= pA. */
function chernoffTerm(pA: number, rival: number, models: number): number {
  if (!(rival < pA)) return 1;
  const gap = iv.max(0, iv.sub(iv.sqrt(pA), iv.sqrt(rival)));
  const loss = iv.min(1, iv.mul(gap, gap));
  const term = iv.exp(iv.mul(models, iv.log1p(-loss.lo))).hi; // log1p(-1) = -Infinity when pA = 1 against 0
  return term >= 0 ? Math.min(1, term) : 1;
}
