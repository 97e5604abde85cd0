import { above, atLeast, DomainError, integer, iv } from '../numerics/index.js';

const UP = 1 + 2 ** -44;

/** A pair (epsilon, delta) of approximate differential privacy. */
export interface EpsilonDelta {
  readonly epsilon: number;
  readonly delta: number;
}

/**
 * Generic group privacy: (epsilon, delta) for one changed record gives, for r of them,
 *   (r epsilon, delta (e^(r epsilon) - 1)/(e^epsilon - 1)).
 * r delta in place of the second is not valid.
 *
 * @param point    epsilon >= 0, nats, Infinity allowed; delta >= 0
 * @param poisons  r, a whole number >= 1
 * @returns both rounded up; delta capped at 1
 * @throws DomainError outside the ranges
 * @source derived here, by induction over the r changes
 * @proof proofs/group-conversion.md
 */
export function groupEpsilonDelta({ epsilon, delta }: EpsilonDelta, poisons: number): EpsilonDelta {
  if (!(epsilon >= 0)) throw new DomainError('epsilon', '>= 0', epsilon);
  atLeast(0, { delta });
  integer(1, Number.MAX_SAFE_INTEGER, { poisons });
  if (poisons === 1) return { epsilon, delta };
  const total = iv.mul(poisons, epsilon);
  if (delta === 0) return { epsilon: total.hi, delta };
  const terms = epsilon === 0 ? iv.of(poisons) : iv.div(iv.expm1(total), iv.expm1(epsilon));
  const sum = iv.mul(delta, terms).hi;
  return { epsilon: total.hi, delta: sum <= 1 ? sum : 1 };
}

/**
 * Generic group privacy of Renyi divergence: D at order a for one changed record gives 3^c D at order
 * a/2^c for 2^c of them, a >= 2^(c+1).
 *
 * @param divergence  at order `order`, for one changed record
 * @param poisons     r >= 1; c = ceil(log2 r)
 * @returns the order it now speaks of and the divergence there, rounded up; undefined if the order is too small
 * @throws DomainError outside the ranges
 * @source Mironov 2017, arXiv:1702.07476 (recalled by content)
 * @proof proofs/group-conversion.md
 */
export function groupRenyi(
  order: number,
  divergence: number,
  poisons: number,
): { order: number; divergence: number } | undefined {
  above(1, { order });
  integer(1, 1e9, { poisons });
  const doublings = Math.ceil(Math.log2(poisons));
  if (doublings > 0 && !(order >= 2 ** (doublings + 1))) return undefined;
  return { order: order / 2 ** doublings, divergence: divergence * 3 ** doublings * UP };
}

/**
 * The privacy profile implied by one (epsilon0, delta0), in both directions:
 *   delta(e) = delta0 for e >= epsilon0,
 *   1 - (1 + e^e)(1 - delta0)/(1 + e^epsilon0) for |e| <= epsilon0,   1 - e^e (1 - delta0) below.
 *
 * @param epsilon  every real number
 * @returns in [0, 1], rounded up
 * @source derived here, from the trade-off function of (epsilon0, delta0)
 * @proof proofs/group-conversion.md
 */
export function pointProfile(point: EpsilonDelta, epsilon: number): number {
  atLeast(0, { epsilon0: point.epsilon, delta0: point.delta });
  const kept = Math.max(0, 1 - point.delta);
  if (epsilon >= point.epsilon) return Math.min(1, point.delta);
  const delta =
    epsilon >= -point.epsilon
      ? point.delta + kept * ((Math.exp(point.epsilon) - Math.exp(epsilon)) / (1 + Math.exp(point.epsilon)))
      : 1 - Math.exp(epsilon) * kept;
  const up = delta * UP + 2 ** -50;
  return up <= 1 ? up : 1;
}
