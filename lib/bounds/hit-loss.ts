import type { Weights } from '../numerics/index.js';

/** A loss with an absolute error bound. */
export interface BoundedLoss {
  readonly value: number;
  readonly error: number;
}

/**
 * ln(1 + (e^l - 1)/w): the loss y of a hit for which a miss of probability 1 - w beside it leaves the loss l,
 * (1 - w) + w e^y = e^l.
 *
 * @param l     every real number above ln(1 - w); -Infinity is returned where rounding leaves nothing
 * @param hits  w = hits.hit, 1 - w = hits.miss
 * @proof proofs/collinear-pair.md
 */
export function hitLoss(
  l: number,
  { hit, miss, slack }: Pick<Weights, 'hit' | 'miss' | 'slack'>,
): BoundedLoss {
  if (miss === 0) return { value: l, error: 0 };
  if (l > 30) {
    const value = l - Math.log(hit) + Math.log1p(-miss * Math.exp(-l));
    return { value, error: 2 * slack + 2 ** -50 * (l + Math.abs(value)) };
  }
  const excess = Math.expm1(l) / hit;
  if (!(excess > -1)) return { value: -Infinity, error: Infinity };
  const value = Math.log1p(excess);
  // a relative error of the excess counts |excess|/(1 + excess) times, up to second order
  const doubt = (2 ** -50 + slack) * (Math.abs(excess) / (1 + excess));
  return { value, error: doubt < 0.5 ? 2 * doubt + 2 ** -51 * Math.abs(value) : Infinity };
}
