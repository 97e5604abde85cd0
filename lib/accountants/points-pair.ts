import { mirroredPair, NOTHING } from '../bounds/mirrored-pair.js';
import type { LossPair, Mass } from '../core/index.js';

/**
 * The pair whose profile joins the points (e_i, delta_i) by chords in a = exp(e), from their lower convex hull;
 * mirrored below 0. If the points lie on or above a privacy profile, so does this one.
 *
 * @param epsilons  increasing, the first is 0
 * @param deltas    non-increasing, in [0, 1]; the last one is taken as P(L = Infinity)
 * @proof proofs/product-laplace.md
 */
export function pointsPair(epsilons: readonly number[], deltas: readonly number[]): LossPair {
  const hull = lowerHull(epsilons, deltas);
  const losses = hull.map((i) => epsilons[i] as number);
  const values = hull.map((i) => deltas[i] as number);
  const highest = losses.at(-1) ?? 0;
  const infinity = values.at(-1) ?? 1;
  // On the segment from e_i the slope in a is -Q(L > e), and P(L > e) = delta(e) + e^e Q(L > e).
  const segments: Mass[] = losses.slice(0, -1).map((e, i) => {
    const scaled =
      ((values[i] as number) - (values[i + 1] as number)) / Math.expm1((losses[i + 1] as number) - e);
    const p = (values[i] as number) - infinity + scaled;
    return { p, q: scaled * Math.exp(-e), slack: 2 ** -44 };
  });
  const above = (l: number): Mass => {
    let [low, high] = [0, losses.length];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((losses[middle] as number) <= l) low = middle;
      else high = middle;
    }
    return segments[low] ?? NOTHING;
  };
  return mirroredPair(above, highest, () => Infinity, infinity);
}

/** Indices of the lower convex hull of the points (exp(e_i), delta_i). */
function lowerHull(epsilons: readonly number[], deltas: readonly number[]): number[] {
  const hull: number[] = [];
  for (let i = 0; i < epsilons.length; i++) {
    while (hull.length >= 2) {
      const [a, b] = [hull.at(-2) as number, hull.at(-1) as number];
      // slopes in units of exp(e_b): the chord a..b must be the steeper descent
      const first =
        ((deltas[a] as number) - (deltas[b] as number)) /
        -Math.expm1((epsilons[a] as number) - (epsilons[b] as number));
      const second =
        ((deltas[b] as number) - (deltas[i] as number)) /
        Math.expm1((epsilons[i] as number) - (epsilons[b] as number));
      if (first > second) break;
      hull.pop();
    }
    hull.push(i);
  }
  return hull;
}
