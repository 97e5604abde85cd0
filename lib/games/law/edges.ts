import type { CollinearMixture } from '../../bounds/index.js';
import type { GamePair } from '../pair.js';

/** Normal tails beyond this are below 1e-18. */
const FARTHEST = 9;

/** The largest shift of a mixture. */
export function reachOf({ hits, shift }: CollinearMixture): number {
  return (hits.pmf.length - 1) * shift;
}

/** Where observations lie, or all but 1e-18 of them; past both ends the loss of a Laplace pair is constant. */
export function spanOf({ family, present, absent }: GamePair): readonly [number, number] {
  const far = family.name === 'gaussian' ? FARTHEST : 0;
  return [-reachOf(absent) - far, reachOf(present) + far];
}

/** `count` equal steps. */
export function evenly([low, high]: readonly [number, number], count: number): Float64Array {
  return Float64Array.from({ length: count + 1 }, (_, i) =>
    i < count ? low + ((high - low) * i) / count : high,
  );
}

/** Of a Laplace pair what lies outside makes two more cells. */
export function withOutside({ family }: GamePair, inner: Float64Array): Float64Array {
  if (family.name === 'gaussian') return inner;
  const edges = new Float64Array(inner.length + 2);
  edges[0] = -Infinity;
  edges.set(inner, 1);
  edges[inner.length + 1] = Infinity;
  return edges;
}
