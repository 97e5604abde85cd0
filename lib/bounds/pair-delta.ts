import type { LossPair } from '../core/index.js';

/**
 * delta(e) = P(L > e) - exp(e) Q(L > e) of one pair, P(L = Infinity) included, for every real e, rounded to
 * the given side.
 *
 * For e < 0 it is taken as (1 - exp(e)) - P(L < e) + exp(e) Q(L < e), in which nothing near 1 cancels.
 *
 * @param epsilon  every real number and +-Infinity
 * @returns in [0, 1]; NaN in gives 1 (upper) or 0 (lower)
 * @proof proofs/pair-delta.md
 */
export function pairDelta(pair: LossPair, epsilon: number, side: 'upper' | 'lower'): number {
  const sign = side === 'upper' ? 1 : -1;
  const finite = epsilon >= 0 ? rightTail(pair, epsilon, sign) : leftTail(pair, epsilon, sign);
  // below 0 the mirror image of the infinite loss counts: Q(L = -Infinity), at most P(L = Infinity) here
  const value = finite + Math.min(1, Math.exp(epsilon)) * pair.infinity;
  if (side === 'lower') return value > 0 ? Math.min(1, value) : 0;
  const most = limit(pair, epsilon);
  return value <= most ? Math.max(0, value) : most;
}

function rightTail(pair: LossPair, epsilon: number, sign: number): number {
  if (epsilon === Infinity) return 0;
  const { p, q, slack } = pair.above(epsilon);
  const lost = slack > 0 ? UNDERFLOW : 0;
  const other = scaled(epsilon, Math.max(0, q - sign * lost));
  return p * (1 + sign * up(slack)) + sign * lost - other * (1 - sign * up(slack + 2 ** -50 * epsilon));
}

function leftTail(pair: LossPair, epsilon: number, sign: number): number {
  if (epsilon === -Infinity) return 1;
  const { p, q, slack } = pair.below(epsilon);
  const rest = -Math.expm1(epsilon) * (1 + sign * 2 ** -50);
  return rest - p * (1 - sign * up(slack)) + Math.exp(epsilon) * q * (1 + sign * up(slack));
}

/** delta(e) <= 1 - exp(e - supremum of L): where the tails say little, this still holds. Rounded up, at most 1. */
function limit({ support, infinity }: LossPair, epsilon: number): number {
  const distance = support[1] - epsilon;
  if (distance <= 0) return infinity;
  const most = -Math.expm1(-distance) * (1 + 2 ** -49) + infinity;
  return most <= 1 ? most : 1;
}

/** What a sum of tails may lose below the smallest normal number, in absolute terms. */
const UNDERFLOW = 2 ** -1021;

/** exp(e) q without overflow in between */
function scaled(epsilon: number, q: number): number {
  if (!(q > 0)) return 0;
  return epsilon < 700 ? Math.exp(epsilon) * q : Math.exp(epsilon + Math.log(q));
}

function up(slack: number): number {
  return slack + 2 ** -49;
}
