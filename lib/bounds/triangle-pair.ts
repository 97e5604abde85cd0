import type { LossPair, Mass } from '../core/index.js';
import type { Weights } from '../numerics/index.js';
import type { LocationFamily } from './location-family.js';
import { NOTHING } from './mirrored-pair.js';

const CELLS_A_SIDE = 700;
const BINS = 20_000;
const REACH = 10; // in units of the noise; what lies beyond is dropped, which a lower bound may

/**
 * A coarse view, hence never a better one, of the pair
 *
 *   P = sum_j pi_j F_{j u},   Q = sum_j pi_j F_{j v},   |u| = |v| = |u - v| = t,
 *
 * in the plane: the clean records at one corner of an equilateral triangle, the changed ones at the others.
 * The plane is cut into rectangles, rectangles of nearly the same loss are merged; both are post-processing,
 * so every privacy profile of the result is attained by the triangle itself. Gaussian noise only: it needs
 * no axes.
 *
 * @param hits   pi: weights of the number of changed records in a release
 * @param shift  t, in noise units, > 0
 * @source derived here
 * @proof proofs/witnesses.md
 */
export function trianglePair(family: LocationFamily, hits: Weights, shift: number): LossPair {
  const { pmf } = hits;
  const last = pmf.length - 1;
  const height = (Math.sqrt(3) / 2) * shift;
  const xs = edges(-REACH, last * shift + REACH);
  const ys = edges(-REACH, last * height + REACH);
  const counts = Array.from(pmf.keys());
  const across = counts.map((j) => slices(family, xs, j * shift));
  const aslant = counts.map((j) => slices(family, xs, (j * shift) / 2));
  const level = slices(family, ys, 0);
  const raised = counts.map((j) => slices(family, ys, j * height));

  const p = new Float64Array(BINS);
  const q = new Float64Array(BINS);
  // bins even in asinh(loss / hit): losses are of the size of the hit rate near 0
  const widest = Math.asinh((last * shift * (REACH + last * shift) * 2) / hits.hit);
  for (let x = 0; x < CELLS_A_SIDE; x++) {
    for (let y = 0; y < CELLS_A_SIDE; y++) {
      let [massP, massQ] = [0, 0];
      for (let j = 0; j <= last; j++) {
        massP += (pmf[j] as number) * (across[j]?.[x] ?? 0) * (level[y] ?? 0);
        massQ += (pmf[j] as number) * (aslant[j]?.[x] ?? 0) * (raised[j]?.[y] ?? 0);
      }
      if (!(massP > 0 && massQ > 0)) continue;
      const place = Math.asinh(Math.log(massP / massQ) / hits.hit) / widest;
      const bin = Math.min(BINS - 1, Math.max(0, Math.floor(((place + 1) / 2) * BINS)));
      p[bin] = (p[bin] as number) + massP;
      q[bin] = (q[bin] as number) + massQ;
    }
  }
  return steppedPair(p, q);
}

/** The pair of two discrete measures on the same bins. */
function steppedPair(p: Float64Array, q: Float64Array): LossPair {
  const order = Array.from(p.keys()).filter((i) => (p[i] as number) > 0 && (q[i] as number) > 0);
  const lossOf = (i: number): number => Math.log((p[i] as number) / (q[i] as number));
  order.sort((a, b) => lossOf(a) - lossOf(b));
  const losses = Float64Array.from(order, lossOf);
  const count = losses.length;
  // suffix and prefix sums of both masses
  const after = [new Float64Array(count + 1), new Float64Array(count + 1)] as const;
  const before = [new Float64Array(count + 1), new Float64Array(count + 1)] as const;
  for (let i = 0; i < count; i++) {
    for (const [side, masses] of [p, q].entries()) {
      const forward = before[side as 0 | 1];
      const backward = after[side as 0 | 1];
      forward[i + 1] = (forward[i] as number) + (masses[order[i] as number] as number);
      backward[count - 1 - i] =
        (backward[count - i] as number) + (masses[order[count - 1 - i] as number] as number);
    }
  }
  const slack = 2 ** -50 * (CELLS_A_SIDE ** 2 + count);
  const mass = (sums: readonly [Float64Array, Float64Array], i: number): Mass =>
    i < 0 ? NOTHING : { p: sums[0][i] as number, q: sums[1][i] as number, slack };
  return {
    tie: NOTHING,
    infinity: 0,
    support: [losses[0] ?? 0, losses.at(-1) ?? 0],
    above: (l) =>
      mass(
        after,
        firstBeyond(losses, (x) => x > l),
      ),
    below: (l) =>
      mass(
        before,
        firstBeyond(losses, (x) => x >= l),
      ),
    momentAbove: () => Infinity,
  };
}

/** The smallest index at which a condition that stays true holds; the length where it never does. */
function firstBeyond(losses: Float64Array, holds: (x: number) => boolean): number {
  let [low, high] = [0, losses.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(losses[middle] as number)) high = middle;
    else low = middle + 1;
  }
  return low;
}

function edges(from: number, to: number): Float64Array {
  return Float64Array.from({ length: CELLS_A_SIDE + 1 }, (_, i) => from + ((to - from) * i) / CELLS_A_SIDE);
}

/** Mass of each interval between edges under the law shifted by `centre`, from the nearer tail. */
function slices(family: LocationFamily, points: Float64Array, centre: number): Float64Array {
  return Float64Array.from({ length: CELLS_A_SIDE }, (_, i) => {
    const [low, high] = [(points[i] as number) - centre, (points[i + 1] as number) - centre];
    return low > 0 ? family.tail(low) - family.tail(high) : family.tail(-high) - family.tail(-low);
  });
}
