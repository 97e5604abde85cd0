import type { Noise } from '../../lib/core/mechanism.js';
import { hockeySticks, type Mixture, mixture } from './mixture.js';

/*
 * The exact law of one release (or one epoch), written from each sampler's definition: every outcome of the
 * sampler is listed. Only for a handful of records.
 */

/** (n, d): one row a record. */
export type Records = readonly (readonly number[])[];

/** The k-subsets of 0..n-1. */
export function subsetsOf(n: number, k: number): number[][] {
  if (k === 0) return [[]];
  if (k > n) return [];
  return [...subsetsOf(n - 1, k), ...subsetsOf(n - 1, k - 1).map((s) => [...s, n - 1])];
}

export function permutationsOf(items: readonly number[]): number[][] {
  if (items.length === 0) return [[]];
  return items.flatMap((x, i) =>
    permutationsOf([...items.slice(0, i), ...items.slice(i + 1)]).map((p) => [x, ...p]),
  );
}

function sum(records: Records, chosen: readonly number[], k: number): number[] {
  const dimension = (records[0] as readonly number[]).length;
  return Array.from(
    { length: dimension },
    (_, c) => chosen.reduce((total, i) => total + ((records[i] as readonly number[])[c] as number), 0) / k,
  );
}

/** 'subsets': the mean of a uniform k-subset. */
export function subsetRelease(records: Records, k: number): Mixture {
  const all = subsetsOf(records.length, k);
  return mixture(all.map((s) => [1 / all.length, sum(records, s, k)] as const));
}

/** 'poisson': each record with probability `rate`, the sum about the origin divided by k. */
export function poissonRelease(records: Records, rate: number, k: number): Mixture {
  const n = records.length;
  return mixture(
    Array.from({ length: n + 1 }, (_, size) => size).flatMap((size) =>
      subsetsOf(n, size).map((s) => [rate ** size * (1 - rate) ** (n - size), sum(records, s, k)] as const),
    ),
  );
}

/** 'partition', one epoch: a random order cut into floor(n/k) groups; centres are the groups' means, joined. */
export function partitionEpoch(records: Records, k: number): Mixture {
  const orders = permutationsOf(records.map((_, i) => i));
  const groups = Math.floor(records.length / k);
  return mixture(
    orders.map((order) => {
      const means = Array.from({ length: groups }, (_, g) =>
        sum(records, order.slice(g * k, (g + 1) * k), k),
      );
      return [1 / orders.length, means.flat()] as const;
    }),
  );
}

/** 'balanced', one epoch: every way to draw k permutations in which no record meets itself; n mixtures each. */
export function balancedSchedules(n: number, k: number): number[][][] {
  const all = permutationsOf(Array.from({ length: n }, (_, i) => i));
  let drawn: number[][][] = [[]];
  for (let j = 0; j < k; j++)
    drawn = drawn.flatMap((before) =>
      all.filter((p) => before.every((b) => b.every((x, i) => x !== p[i]))).map((p) => [...before, p]),
    );
  return drawn.map((perms) => Array.from({ length: n }, (_, i) => perms.map((p) => p[i] as number)));
}

/** 'balanced', one epoch, permutations hidden. */
export function balancedEpoch(records: Records, k: number): Mixture {
  const schedules = balancedSchedules(records.length, k);
  return mixture(
    schedules.map((groups) => [1 / schedules.length, groups.flatMap((g) => sum(records, g, k))] as const),
  );
}

/**
 * H_exp(epsilon)(M(A) || M(B)) of one release under 'subsets', over all k-subsets of both data sets.
 * The sets may differ in size (records added or removed).
 */
export function hockeyStick(
  recordsA: Records,
  recordsB: Records,
  k: number,
  noise: Noise,
  epsilon: number,
): number {
  const [value] = hockeySticks(subsetRelease(recordsA, k), subsetRelease(recordsB, k), noise, [
    Math.exp(epsilon),
  ]);
  return value as number;
}
