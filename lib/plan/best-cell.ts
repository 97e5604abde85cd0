import type { Sweep, SweepCell } from '../core/sweep.js';

/**
 * Largest r whose certified accuracy is at least `share`.
 * @param certifiedAccuracy  at r = 0, 1, ..., non-increasing; 0 beyond the end
 * @param share  in (0, 1]
 * @returns -1 where even r = 0 falls short
 */
export function radiusAt(certifiedAccuracy: readonly number[], share: number): number {
  return certifiedAccuracy.findLastIndex((accuracy) => accuracy >= share);
}

/**
 * The cell of the largest radius; among equals the one that certifies more there, then the one whose vote is
 * right more often. Choosing looks at the votes of every cell: the sweep's bounds must be at alpha over their
 * number (chosenFrom), or the chosen claim is worth less than it says.
 *
 * @returns undefined where no cell keeps the sweep's share at r = 0
 */
export function bestCell({ cells }: Sweep): SweepCell | undefined {
  const there = ({ certifiedAccuracy, radius }: SweepCell): number => certifiedAccuracy[radius] ?? 0;
  const [best] = cells
    .filter(({ radius }) => radius >= 0)
    .sort((a, b) => b.radius - a.radius || there(b) - there(a) || b.accuracy.vote - a.accuracy.vote);
  return best;
}
