import type { Worlds } from './worlds.js';

/** A threshold and what it does to the scores at hand. */
export interface Candidate {
  readonly threshold: number;
  /** absent scores >= threshold */
  readonly falsePositives: number;
  /** present scores < threshold */
  readonly falseNegatives: number;
}

/** A count must change by this factor for another look. */
const FINENESS = 1.01;

/**
 * Thresholds worth looking at, from the highest to the lowest: between two distinct neighbouring scores, half way where
 * that is a number. Thinned: from one to the next a count changes by a hundredth or more, so there are some thousands of
 * them for any number of scores.
 *
 * @param worlds  scores without NaN
 */
export function candidates({ absent, present }: Worlds): readonly Candidate[] {
  const [low, high] = [Float64Array.from(absent).sort(), Float64Array.from(present).sort()];
  const found: Candidate[] = [];
  let [i, j] = [low.length, high.length]; // scores from i and j on are >= the threshold
  let [lastPositives, lastNegatives] = [0, Infinity];
  while (i > 0 || j > 0) {
    const value = Math.max(i > 0 ? low[i - 1] : -Infinity, j > 0 ? high[j - 1] : -Infinity);
    while (i > 0 && low[i - 1] >= value) i--;
    while (j > 0 && high[j - 1] >= value) j--;
    const falsePositives = low.length - i;
    if (falsePositives < lastPositives * FINENESS && j * FINENESS > lastNegatives) continue;
    const next = Math.max(i > 0 ? low[i - 1] : -Infinity, j > 0 ? high[j - 1] : -Infinity);
    found.push({ threshold: between(next, value), falsePositives, falseNegatives: j });
    [lastPositives, lastNegatives] = [falsePositives, j];
  }
  return found;
}

/** A threshold above `low` and not above `high`: the shortest decimal near the middle. */
function between(low: number, high: number): number {
  const middle = low / 2 + high / 2;
  for (let digits = 2; digits <= 15; digits++) {
    const short = Number(middle.toPrecision(digits));
    if (short > low && short <= high) return short;
  }
  return high; // infinite scores, or next to each other
}

/** The errors of one threshold. */
export function countErrors({ absent, present }: Worlds, threshold: number): Candidate {
  let [falsePositives, falseNegatives] = [0, 0];
  for (const score of absent) if (score >= threshold) falsePositives++;
  for (const score of present) if (!(score >= threshold)) falseNegatives++;
  return { threshold, falsePositives, falseNegatives };
}
