import type { LossPair, Mass } from '../core/index.js';

/** The points (first + i) * step, i = 0..count-1; the loss 0 is one of them. */
export interface LossGrid {
  readonly step: number;
  readonly first: number;
  readonly count: number;
}

/**
 * The masses of a pair between the points of a grid, each with an absolute error.
 *
 * Cell i lies between the points i and i + 1. Losses that are exactly 0 are apart, in `tie`.
 */
export interface LossCells {
  readonly grid: LossGrid;
  readonly p: Float64Array;
  readonly q: Float64Array;
  readonly errorP: Float64Array;
  readonly errorQ: Float64Array;
  readonly tie: Mass;
  readonly infinity: number;
  /** mass below the first and above the last point */
  readonly below: Mass;
  readonly above: Mass;
}

/**
 * Cell masses as differences of the pair's tails, the upper tail to the right of 0 and the lower to the
 * left, so that a small tail keeps its relative accuracy.
 */
export function lossCells(pair: LossPair, grid: LossGrid): LossCells {
  const { step, first, count } = grid;
  const p = new Float64Array(count - 1);
  const q = new Float64Array(count - 1);
  const errorP = new Float64Array(count - 1);
  const errorQ = new Float64Array(count - 1);
  const zero = -first;
  const record = (i: number, outer: Mass, inner: Mass): void => {
    // inner is the larger tail: it contains the cell
    p[i] = Math.max(0, inner.p - outer.p);
    q[i] = Math.max(0, inner.q - outer.q);
    errorP[i] = inner.p * (inner.slack + 2 ** -52) + outer.p * outer.slack;
    errorQ[i] = inner.q * (inner.slack + 2 ** -52) + outer.q * outer.slack;
  };
  let inner = pair.above(0);
  for (let i = zero; i < count - 1; i++) {
    const outer = pair.above((first + i + 1) * step);
    record(i, outer, inner);
    inner = outer;
  }
  const above = inner;
  inner = pair.below(0);
  for (let i = zero - 1; i >= 0; i--) {
    const outer = pair.below((first + i) * step);
    record(i, outer, inner);
    inner = outer;
  }
  return { grid, p, q, errorP, errorQ, tie: pair.tie, infinity: pair.infinity, below: inner, above };
}
