import { binomialUpperTail, integer, iv, openUnit } from '../../numerics/index.js';

/**
 * How many of B bags hold one of r fixed positions at least, but for a small probability over the draw of the bags:
 * each bag draws s of n positions uniformly with replacement, so it is touched with probability
 *
 *   p = 1 - (1 - r/n)^s,
 *
 * the bags independently of one another, and the returned c is the smallest with P[Bin(B, p) > c] <= failure
 * as computed, rounded up.
 *
 * @param bags     B, a whole number in [1, 1e9]
 * @param size     s >= 1, whole
 * @param n        records, whole, >= 1
 * @param poisons  r, whole, in [0, n]; positions fixed without knowledge of the bags
 * @param failure  in (0, 1)
 * @returns  whole, in [0, B], never below the exact quantile
 * @throws   DomainError outside these ranges
 * @source   bagging: Jia, Cao, Gong 2021, arXiv:2008.04495; this bound derived here
 * @proof    proofs/bagging-votes.md
 */
export function touchedBags(bags: number, size: number, n: number, poisons: number, failure: number): number {
  integer(1, 1e9, { bags });
  integer(1, Number.MAX_SAFE_INTEGER, { size, n });
  integer(0, n, { poisons });
  openUnit({ failure });
  if (poisons === 0) return 0;
  const touched = touchProbability(size, n, poisons);
  // the tail at `above` is at most failure, that at `below` is not known to be
  let [below, above] = [-1, bags];
  while (above - below > 1) {
    const middle = Math.floor((below + above) / 2);
    if (binomialUpperTail(middle + 1, bags, touched).hi <= failure) above = middle;
    else below = middle;
  }
  return above;
}

/** A number in [0, 1] that is not below 1 - (1 - r/n)^s. */
function touchProbability(size: number, n: number, poisons: number): number {
  if (poisons === n) return 1;
  const untouched = iv.mul(size, iv.log1p(iv.neg(iv.div(poisons, n))));
  return Math.min(1, iv.neg(iv.expm1(untouched)).hi);
}
