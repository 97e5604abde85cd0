import { binomialLowerTail, binomialUpperTail } from '../../lib/numerics/index.js';

/** The chance that a correct sampler fails one test: each test spends no more, over all it compares. */
export const RARE = 1e-6;

/** At least the two-sided probability of a count so far out, for Bin(trials, p). */
export function surprise(count: number, trials: number, p: number): number {
  return 2 * Math.min(binomialUpperTail(count, trials, p).hi, binomialLowerTail(count, trials, p).hi);
}

/** The counts that are too far out for their probabilities, RARE shared by all of them: none, of a right sampler. */
export function unlikely(
  counts: Iterable<readonly [name: string | number, count: number, p: number]>,
  trials: number,
): string[] {
  const all = [...counts];
  return all
    .filter(([, count, p]) => !(surprise(count, trials, p) * all.length >= RARE))
    .map(([name, count, p]) => `${name}: ${count} of ${trials}, expected ${trials * p}`);
}

/**
 * Pearson's statistic over cells of the same probability, beside the value that chi square of as many degrees
 * exceeds with chance at most RARE (Laurent and Massart 2000, lemma 1: d + 2 sqrt(d x) + 2 x, x = ln 1/RARE).
 */
export function uniformity(
  counts: readonly number[],
  trials: number,
): { statistic: number; critical: number } {
  const expected = trials / counts.length;
  const statistic = counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
  const d = counts.length - 1;
  const x = -Math.log(RARE);
  return { statistic, critical: d + 2 * Math.sqrt(d * x) + 2 * x };
}

/**
 * Kolmogorov and Smirnov: the largest distance between the empirical and the exact distribution function, beside
 * the one exceeded with chance at most RARE, for any law (Massart 1990: sqrt(ln(2/RARE)/(2 trials))).
 *
 * @param counts counts[v - first] is how often the whole number v came
 * @param cdf    P[N <= v]
 */
export function kolmogorovSmirnov(
  counts: Float64Array,
  first: number,
  cdf: (value: number) => number,
): { distance: number; critical: number } {
  const trials = counts.reduce((sum, count) => sum + count, 0);
  let seen = 0;
  let distance = 0;
  for (const [i, count] of counts.entries()) {
    distance = Math.max(distance, Math.abs(seen / trials - cdf(first + i - 1)));
    seen += count;
  }
  distance = Math.max(distance, Math.abs(seen / trials - cdf(first + counts.length - 1)));
  return { distance, critical: Math.sqrt(Math.log(2 / RARE) / (2 * trials)) };
}
