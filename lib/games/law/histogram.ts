import type { ScoreLaw, ScoreLaws } from '../../audit/index.js';

/** Shares of the bins (edge i, edge i + 1] in both worlds: the middle of their enclosures, for a picture. */
export function scoreHistogram(
  { absent, present }: ScoreLaws,
  edges: ArrayLike<number>,
): { readonly absent: number[]; readonly present: number[] } {
  return { absent: shares(absent, edges), present: shares(present, edges) };
}

function shares(law: ScoreLaw, edges: ArrayLike<number>): number[] {
  const upTo = Array.from(edges, (edge) => {
    const [low, high] = law.atMost(edge);
    return (low + high) / 2;
  });
  return upTo.slice(1).map((share, i) => Math.max(0, share - upTo[i]));
}
