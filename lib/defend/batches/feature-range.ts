import type { Records } from '../../core/index.js';

/** The smallest and the largest feature of the records: the range that a perturbation is a share of. */
export interface FeatureRange {
  readonly low: number;
  readonly high: number;
}

export function featureRange({ features }: Records): FeatureRange {
  let [low, high] = [Infinity, -Infinity];
  for (const x of features) {
    low = Math.min(low, x);
    high = Math.max(high, x);
  }
  return { low, high };
}
