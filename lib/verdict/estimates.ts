import type { AttackRow, Estimate, MeasuredCell, SeedMeasure } from '../core/index.js';
import {
  compensatedSum,
  integer,
  iv,
  meanLowerBound,
  meanUpperBound,
  openUnit,
  proportionLowerBound,
  proportionUpperBound,
} from '../numerics/index.js';
import { lostSeeds } from './lost-seeds.js';

/**
 * What the numbers of one seed are, by how the experiment was laid out and not by how it came out.
 *
 * 'binary'  one query a seed: 0 or 1, so Clopper-Pearson bounds, which are exact
 * 'share'   shares of several queries to one model, whose answers depend on one another: any law in [0, 1], so
 *           bounds on the mean by betting
 */
export type Values = 'binary' | 'share';

/** Success and robustness of a seed are binary where every seed asks one query; accuracy is always a share. */
export function querying(seeds: readonly SeedMeasure[]): Values {
  return seeds.every(({ queries }) => queries === 1) ? 'binary' : 'share';
}

/**
 * One-sided lower confidence bound on the expectation of what one seed yields.
 *
 * @param values  one for each seed, in [0, 1]; 0 or 1 where they are binary
 * @param alpha   probability that the bound is wrong, in (0, 1)
 * @returns  in [0, 1], rounded down
 * @throws   DomainError outside these ranges
 * @proof    proofs/attack-verdict.md
 */
export function shareLowerBound(values: readonly number[], kind: Values, alpha: number): number {
  if (kind === 'share') return meanLowerBound(values, alpha);
  return proportionLowerBound(compensatedSum(values), values.length, alpha);
}

/** One-sided upper confidence bound, rounded up; otherwise as shareLowerBound. @proof proofs/attack-verdict.md */
export function shareUpperBound(values: readonly number[], kind: Values, alpha: number): number {
  if (kind === 'share') return meanUpperBound(values, alpha);
  return proportionUpperBound(compensatedSum(values), values.length, alpha);
}

/**
 * Mean over seeds and a two-sided confidence interval for the expectation: each end is wrong with probability at
 * most alpha / 2.
 *
 * @param lost  seeds whose value is not known, whole: the lower end takes them for 0, the upper end for 1; default 0
 * @returns  low rounded down, high rounded up, low <= mean <= high, all in [0, 1]
 * @throws   DomainError as shareLowerBound
 * @proof    proofs/attack-verdict.md
 */
export function shareEstimate(values: readonly number[], kind: Values, alpha: number, lost = 0): Estimate {
  openUnit({ alpha });
  const low = shareLowerBound([...values, ...repeat(0, lost)], kind, alpha / 2);
  const high = shareUpperBound([...values, ...repeat(1, lost)], kind, alpha / 2);
  return around(compensatedSum(values) / values.length, low, high);
}

/**
 * Mean over seeds of a paired difference, with - without, and a two-sided confidence interval for its expectation: the
 * interval by betting for (1 + difference) / 2, which lies in [0, 1] whatever the law of the pair.
 *
 * @param before  one for each seed, in [0, 1]; without the poisons
 * @param after   of the same seeds in the same order; with them
 * @param lost    seeds whose difference is not known: -1 for the lower end, 1 for the upper; default 0
 * @returns  in [-1, 1]; otherwise as shareEstimate
 * @throws   DomainError as shareLowerBound
 * @proof    proofs/attack-verdict.md
 */
export function differenceEstimate(
  before: readonly number[],
  after: readonly number[],
  alpha: number,
  lost = 0,
): Estimate {
  openUnit({ alpha });
  const halves = after.map((value, i) => iv.div(iv.add(iv.sub(value, before[i]), 1), 2));
  const least = halves.map(({ lo }) => Math.min(1, Math.max(0, lo)));
  const most = halves.map(({ hi }) => Math.min(1, Math.max(0, hi)));
  const low = iv.sub(iv.mul(2, meanLowerBound([...least, ...repeat(0, lost)], alpha / 2)), 1).lo;
  const high = iv.sub(iv.mul(2, meanUpperBound([...most, ...repeat(1, lost)], alpha / 2)), 1).hi;
  const differences = after.map((value, i) => value - before[i]);
  return around(compensatedSum(differences) / after.length, Math.max(-1, low), Math.min(1, high));
}

/**
 * Every estimate of a row of the table, each with a confidence of 1 - alpha by itself. Means are over the seeds that
 * were completed; intervals allow for anything in those whose training failed.
 *
 * @proof proofs/attack-verdict.md
 */
export function estimatesOf(cell: MeasuredCell, alpha: number): NonNullable<AttackRow['measured']> {
  const { seeds } = cell;
  const lost = lostSeeds(cell);
  const kind = querying(seeds);
  const [clean, poisoned] = [seeds.map((s) => s.clean), seeds.map((s) => s.poisoned)];
  const accuracy = poisoned.map((m) => m.accuracy);
  const cleanAccuracy = clean.map((m) => m.accuracy);
  const success = poisoned.map((m) => m.success);
  const baseline = clean.map((m) => m.success);
  return {
    accuracy: shareEstimate(accuracy, 'share', alpha, lost),
    cleanAccuracy: shareEstimate(cleanAccuracy, 'share', alpha, lost),
    accuracyChange: differenceEstimate(cleanAccuracy, accuracy, alpha, lost),
    success: shareEstimate(success, kind, alpha, lost),
    baseline: shareEstimate(baseline, kind, alpha, lost),
    gain: differenceEstimate(baseline, success, alpha, lost),
    robust: shareEstimate(
      poisoned.map((m) => m.robust),
      kind,
      alpha,
      lost,
    ),
  };
}

/** The mean is a rounded number; the interval around it is not narrowed by that. */
function around(mean: number, low: number, high: number): Estimate {
  return { mean, low: Math.min(low, mean), high: Math.max(high, mean) };
}

function repeat(value: number, count: number): readonly number[] {
  integer(0, Number.MAX_SAFE_INTEGER, { lost: count });
  return new Array<number>(count).fill(value);
}
