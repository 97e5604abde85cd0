import type { CollinearMixture } from '../../bounds/index.js';
import type { GamePair } from '../pair.js';

/** Normal tails beyond this are below 1e-19. */
const FARTHEST = 9;

/** The largest shift of a mixture. */
export function reachOf({ hits, shift }: CollinearMixture): number {
  return (hits.pmf.length - 1) * shift;
}

/**
 * Edges of about `count` cells in which all observations lie, or all but 1e-19 of them. The loss of a Laplace pair is
 * constant past its outermost centres: one cell each.
 */
export function pairEdges({ family, present, absent }: GamePair, count: number): Float64Array {
  const [left, right] = [-reachOf(absent), reachOf(present)];
  if (family.name === 'gaussian') return between(left - FARTHEST, right + FARTHEST, count);
  const inner = between(left, right, right > left ? count : 0);
  const edges = new Float64Array(inner.length + 2);
  edges[0] = -Infinity;
  edges.set(inner, 1);
  edges[inner.length + 1] = Infinity;
  return edges;
}

function between(low: number, high: number, count: number): Float64Array {
  return Float64Array.from({ length: count + 1 }, (_, i) =>
    i < count ? low + ((high - low) * i) / count : high,
  );
}
