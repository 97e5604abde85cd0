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
 *
 * The first is concave in e^l, the second in e^-l, so the largest value is found by bisection; any other is as valid.
 */
export function typeTwoOf({ forward, backward }: PairEnclosure): (typeOne: number) => number {
  const [steep, flat] = [pointsOf(forward), pointsOf(backward)];
  return (typeOne) => {
    probability({ typeOne });
    const a = typeOne * UP;
    const best = Math.max(
      0,
      peak(steep, (l) => 1 - forward.upper(l) - ratioAbove(l) * a),
      peak(flat, (l) => (1 - a - backward.upper(l)) / ratioAbove(l)),
    );
    return Math.min(1, best * (1 - 2 ** -40));
  };
}

/** More than the roundings of a handful of products. */
const UP = 1 + 2 ** -50;

/** e^l, rounded up, for l in [0, 700]. */
const ratioAbove = (l: number): number => Math.exp(l) * (1 + 2 ** -48);

/** Points l in [0, 700] at which the curve bends, ascending. */
function pointsOf({ loss }: DirectedEnclosure): Float64Array {
  const first = loss.findIndex((l) => l >= 0);
  const last = loss.findLastIndex((l) => l <= 700);
  return first === -1 ? loss.subarray(0, 0) : loss.subarray(first, last + 1);
}

/**
 * The value of f where it stops growing from one point to the next, or at 0 if that is larger: the largest of all, where
 * f grows and then falls.
 */
function peak(points: Float64Array, f: (l: number) => number): number {
  if (points.length === 0) return f(0);
  let [low, high] = [0, points.length - 1];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (f(points[middle + 1]) > f(points[middle])) low = middle + 1;
    else high = middle;
  }
  return Math.max(f(0), f(points[low]));
}
