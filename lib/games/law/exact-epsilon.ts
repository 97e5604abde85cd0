import { openUnit, probability } from '../../numerics/index.js';
import type { GamePair } from '../pair.js';
import { type DirectedEnclosure, enclosePair, type PairEnclosure } from './pair-enclosure.js';

/** Points of the loss as far apart as this times the deviation of a sum over T: some 1e-5 of epsilon. */
const FINE = 0.01;

/**
 * Enclosure of the smallest epsilon that T independent copies of a pair have at delta, the worse of both directions.
 *
 * @param delta  in (0, 1); below 1e-13 the lower end may be 0
 * @proof proofs/pair-enclosure.md
 */
export function exactEpsilon(pair: GamePair, delta: number): readonly [number, number] {
  openUnit({ delta });
  const enclosure = enclosePair(pair, FINE);
  return [epsilonBelow(enclosure, delta), epsilonAbove(enclosure, delta)];
}

/** Never above the smallest epsilon at delta; 0 where nothing is known. */
export function epsilonBelow({ forward, backward }: PairEnclosure, delta: number): number {
  return Math.max(
    crossing(forward, (l) => forward.lower(l) > delta),
    crossing(backward, (l) => backward.lower(l) > delta),
  );
}

/** Never below it; Infinity where nothing is known. */
export function epsilonAbove({ forward, backward }: PairEnclosure, delta: number): number {
  const above = (side: DirectedEnclosure): number =>
    side.upper(farthest(side)) <= delta ? crossing(side, (l) => side.upper(l) > delta, 'above') : Infinity;
  return Math.max(above(forward), above(backward));
}

/** Beyond all points, by more than what errors move l. */
function farthest({ loss }: DirectedEnclosure): number {
  return Math.max(loss[loss.length - 1], 0) + 1;
}

/** The last l >= 0 at which a condition holds that fails from some l on, or one just above it where it fails. */
function crossing(side: DirectedEnclosure, holds: (l: number) => boolean, end?: 'above'): number {
  if (!holds(0)) return 0;
  let [low, high] = [0, farthest(side)];
  if (holds(high)) return high;
  while (high - low > 1e-12 * high) {
    const middle = (low + high) / 2;
    if (!(middle > low && middle < high)) break;
    if (holds(middle)) low = middle;
    else high = middle;
  }
  return end === 'above' ? high : low;
}

/**
 * The trade-off curve of T independent copies of a pair for a picture: `count` pairs (false positive rate, smallest false
 * negative rate), false positives ascending from 0 to 1. In the middle of its enclosure, with no side.
 *
 * @param count  whole, >= 2
 */
export function tradeOffPoints(pair: GamePair, count: number): readonly (readonly [number, number])[] {
  const enclosure = enclosePair(pair, FINE);
  const curve = typeTwoOf(enclosure);
  return Array.from({ length: count }, (_, i) => {
    // dense at both ends, where the picture is read on logarithmic axes
    const share = i / (count - 1);
    const rate = share <= 0 ? 0 : share >= 1 ? 1 : 1 / (1 + Math.exp(SPREAD * (1 - 2 * share)));
    return [rate, curve(rate)] as const;
  });
}

const SPREAD = 16;

/**
 * Never above the smallest type II error of a test of `present` against `absent` at type I error a:
 * 1 - H_{e^l}(P||Q) - e^l a for every l, and e^-l (1 - a - H_{e^l}(Q||P)) for every l.
 */
export function typeTwoOf({ forward, backward }: PairEnclosure): (typeOne: number) => number {
  const steep = sampled(forward);
  const flat = sampled(backward);
  return (typeOne) => {
    probability({ typeOne });
    let best = 0;
    for (let i = 0; i < steep.ratio.length; i++)
      best = Math.max(best, 1 - steep.delta[i] - steep.ratio[i] * typeOne * UP);
    for (let i = 0; i < flat.ratio.length; i++)
      best = Math.max(best, (1 - typeOne * UP - flat.delta[i]) / flat.ratio[i]);
    return Math.min(1, best * (1 - 2 ** -40));
  };
}

/** More than the roundings of a handful of products. */
const UP = 1 + 2 ** -50;

/** Upper ends of H at points l >= 0, with e^l rounded up. */
function sampled({ loss, upper }: DirectedEnclosure): {
  readonly ratio: Float64Array;
  readonly delta: Float64Array;
} {
  const points = [0, ...loss.filter((l) => l > 0 && l < 700)];
  return {
    ratio: Float64Array.from(points, (l) => Math.exp(l) * (1 + 2 ** -48)),
    delta: Float64Array.from(points, upper),
  };
}
