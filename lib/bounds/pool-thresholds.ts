import type { Weights } from '../numerics/index.js';
import type { LocationFamily } from './location-family.js';
import type { Ratio } from './mixture-ratio.js';
import { monotoneRoot, type Root } from './monotone-root.js';

/** The thresholds that solve the group bound at one a: x[j] belongs to hit count j; x[0] is unused. */
export interface Thresholds {
  /** length J + 1, non-decreasing over the counts of positive weight; Infinity where all is saturated */
  readonly x: readonly number[];
  /** absolute error of every finite x[j] */
  readonly error: number;
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
 * A block i..m has sum_{i<=j<=m} pi_j a_j = a sum_{i<=j<=m} pi_j, plus (a - 1) pi_0 for the first block.
 *
 * @param l  ln a, >= 0
 * @proof proofs/group-pair.md
 */
export function poolThresholds(family: LocationFamily, hits: Weights, shift: number, l: number): Thresholds {
  const { pmf, miss } = hits;
  const blocks: Block[] = [];
  for (let j = 1; j < pmf.length; j++) {
    if (!((pmf[j] as number) > 0)) continue;
    let block: Block = {
      from: j,
      to: j,
      ...solveBlock(family, pmf, shift, l, j, j, blocks.length ? 0 : miss),
    };
    let previous = blocks.at(-1);
    while (previous && previous.x >= block.x) {
      blocks.pop();
      const { from } = previous;
      block = { from, to: j, ...solveBlock(family, pmf, shift, l, from, j, blocks.length ? 0 : miss) };
      previous = blocks.at(-1);
    }
    blocks.push(block);
  }
  // a plain array: short-lived typed arrays are costly, and this is called for every point of a grid
  const x = new Array<number>(pmf.length).fill(Infinity);
  let error = 0;
  for (const block of blocks) {
    x.fill(block.x, block.from, block.to + 1);
    if (block.x < Infinity) error = Math.max(error, block.error);
  }
  return { x, error };
}

/** The common threshold of the counts from..to; `miss` is the weight pi_0 where the block is the first. */
function solveBlock(
  family: LocationFamily,
  pmf: Float64Array,
  shift: number,
  l: number,
  from: number,
  to: number,
  miss: number,
): Root {
  let total = 0;
  for (let j = from; j <= to; j++) total += pmf[j] as number;
  const supply = logSupply(l, miss / total);
  if (from === to) {
    const t = from * shift;
    const x = family.threshold(supply, t);
    return { x, error: 2 ** -50 * (Math.abs(x) + t + supply / t) };
  }
  // ln of the mean of a_j over the block, weights pi_j / total
  const logMean = (x: number): Ratio => blockLogMean(family, pmf, shift, total, from, to, x);
  const reach = to * shift;
  if (supply > logMean(reach).value && family.largestLoss(reach) < Infinity) return { x: Infinity, error: 0 };
  let [lo, hi] = [Infinity, Infinity];
  for (let j = from; j <= to; j++) {
    const t = j * shift;
    const own = family.threshold(supply, t);
    lo = Math.min(lo, own);
    // one term alone cannot exceed the sum
    hi = Math.min(hi, family.threshold(supply - Math.log((pmf[j] as number) / total), t));
  }
  if (family.largestLoss(reach) < Infinity) hi = Math.min(hi, reach);
  const margin = 2 ** -40 * (1 + Math.abs(hi));
  return monotoneRoot(logMean, supply, lo - margin, hi + margin, hi);
}

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
  return {
    value: peak + Math.log(sum),
    slope: slope / sum,
    error: 2 ** -51 * (error / sum + (to - from) + 2 + Math.abs(peak)),
  };
}
