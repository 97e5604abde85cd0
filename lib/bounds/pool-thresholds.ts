import type { Weights } from '../numerics/index.js';
import type { LocationFamily } from './location-family.js';
import type { Ratio } from './mixture-ratio.js';
import { monotoneRoot, type Root } from './monotone-root.js';

/** The thresholds that solve the group bound at one a: x[j] belongs to hit count j; x[0] is unused. */
export interface Thresholds {
  /** length J + 1, non-decreasing over the counts of positive weight; Infinity where all is saturated */
  readonly x: readonly number[];
  /** absolute error of every finite x[j], unless the ratio is too flat there */
  readonly error: number;
  /** how far off l may be where it is; else 0 */
  readonly displaced: number;
}

interface Block extends Root {
  readonly from: number;
  readonly to: number;
}

/**
 * Minimises sum_j pi_j H_{a_j}(F_{jt} || F_0) under the cumulative constraints of groupPair at a = exp(l).
 *
 * With a_j = dF_{jt}/dF_0 at x_j the optimum has x non-decreasing in j and constant over blocks in which
 * only the sum of the a_j is constrained: pool adjacent blocks while a later one has the smaller x.
 * With Laplace noise a block may need less than it has at x = m t, where its H are 0: then x is Infinity,
 * as soon as rounding leaves no doubt.
 *
 * A block i..m has sum_{i<=j<=m} pi_j a_j = a sum_{i<=j<=m} pi_j, plus (a - 1) pi_0 for the first block.
 *
 * @param l  ln a, >= 0
 * @proof proofs/group-pair.md
 */
export function poolThresholds(family: LocationFamily, hits: Weights, shift: number, l: number): Thresholds {
  const { pmf } = hits;
  const blocks: Block[] = [];
  for (let j = 1; j < pmf.length; j++) {
    if (!((pmf[j] as number) > 0)) continue;
    let block: Block = {
      from: j,
      to: j,
      ...solveBlock(family, hits, shift, l, j, j, blocks.length === 0),
    };
    let previous = blocks.at(-1);
    while (previous && previous.x >= block.x) {
      blocks.pop();
      const { from } = previous;
      block = { from, to: j, ...solveBlock(family, hits, shift, l, from, j, blocks.length === 0) };
      previous = blocks.at(-1);
    }
    blocks.push(block);
  }
  // a plain array: short-lived typed arrays are costly, and this is called for every point of a grid
  const x = new Array<number>(pmf.length).fill(Infinity);
  let [error, displaced] = [0, 0];
  for (const block of blocks) {
    x.fill(block.x, block.from, block.to + 1);
    if (block.x === Infinity) continue;
    error = Math.max(error, block.error);
    displaced = Math.max(displaced, block.displaced);
  }
  return { x, error, displaced };
}

/** The common threshold of the counts from..to; the first block also has what the misses leave over. */
function solveBlock(
  family: LocationFamily,
  { pmf, miss, slack }: Weights,
  shift: number,
  l: number,
  from: number,
  to: number,
  first: boolean,
): Root {
  let total = 0;
  for (let j = from; j <= to; j++) total += pmf[j] as number;
  const supply = logSupply(l, first ? miss / total : 0);
  const doubt = (2 ** -49 + 2 * slack) * supply;
  const reach = to * shift;
  const largest = family.largestLoss(reach);
  if (from === to) {
    if (supply - doubt > largest) return SATURATED;
    const x = family.threshold(Math.min(supply, largest), reach);
    const spacing = 2 ** -50 * (Math.abs(x) + reach);
    return { x, error: doubt / family.slope(reach / 2, reach) + spacing, displaced: 0 };
  }
  // ln of the mean of a_j over the block, weights pi_j / total; the doubt of the supply is taken as one of it
  const logMean = (x: number): Ratio => {
    const mean = blockLogMean(family, pmf, shift, total, from, to, x);
    return { value: mean.value, slope: mean.slope, error: mean.error + 2 * slack + doubt };
  };
  if (largest < Infinity) {
    const most = logMean(reach);
    if (supply > most.value + most.error) return SATURATED;
    if (supply >= most.value - most.error) return { x: reach, error: 0, displaced: 0 };
  }
  let [lo, hi] = [Infinity, Infinity];
  for (let j = from; j <= to; j++) {
    const t = j * shift;
    const own = family.threshold(supply, t);
    lo = Math.min(lo, own);
    // one term alone cannot exceed the sum
    hi = Math.min(hi, family.threshold(supply - Math.log((pmf[j] as number) / total), t));
  }
  if (largest < Infinity) hi = Math.min(hi, reach);
  const margin = 2 ** -40 * (1 + Math.abs(hi));
  return monotoneRoot(logMean, supply, largest < Infinity ? Infinity : reach, lo - margin, hi + margin, hi);
}

const SATURATED: Root = { x: Infinity, error: 0, displaced: 0 };

/** ln(a + (a - 1) ratio) for a = exp(l), without cancellation at either end. */
function logSupply(l: number, ratio: number): number {
  return l < 30 ? Math.log1p(Math.expm1(l) * (1 + ratio)) : l + Math.log1p(-Math.expm1(-l) * ratio);
}

function blockLogMean(
  family: LocationFamily,
  pmf: Float64Array,
  shift: number,
  total: number,
  from: number,
  to: number,
  x: number,
): Ratio {
  let peak = -Infinity;
  for (let j = from; j <= to; j++) peak = Math.max(peak, family.logRatio(x, j * shift));
  let [sum, slope, error] = [0, 0, 0];
  for (let j = from; j <= to; j++) {
    const exponent = family.logRatio(x, j * shift);
    const term = ((pmf[j] as number) / total) * Math.exp(exponent - peak);
    sum += term;
    slope += term * family.slope(x, j * shift);
    error += term * (Math.abs(exponent) + Math.abs(peak) + j * j * shift * shift);
  }
  const rest = Math.log(sum);
  return {
    value: peak + rest,
    slope: slope / sum,
    error: 2 ** -51 * (error / sum + (to - from) + 2 + Math.abs(peak) + Math.abs(rest)),
  };
}
