import type { Side } from './side.js';

/** Mass of a set of losses under both laws of a pair, each within a relative error of `slack`. */
export interface Mass {
  readonly p: number;
  readonly q: number;
  readonly slack: number;
}

/**
 * The privacy loss L = ln dP/dQ of a pair (P, Q), described by its tails.
 */
export interface LossPair {
  /** mass of {L = 0}: what no test can tell apart */
  readonly tie: Mass;
  /** P(L = Infinity) */
  readonly infinity: number;
  /** infimum and supremum of the finite losses; may be infinite */
  readonly support: readonly [number, number];
  /** mass of {loss < L < Infinity}; accurate in relative terms in the upper tail */
  above(loss: number): Mass;
  /** mass of {-Infinity < L < loss}; accurate in relative terms in the lower tail */
  below(loss: number): Mass;
  /**
   * Upper bound on order (order - 1) times the integral of a^(order-2) H_a(P||Q) over a > exp(loss):
   * what a moment of the truncated profile leaves out.
   * @param order  real, > 1
   */
  momentAbove(order: number, loss: number): number;
}

/**
 * A discretised privacy loss: P-mass `mass[i]` at loss offset + (first + i) * step, and `infinity` at +Infinity.
 *
 * 'upper' dominates the pair it was made from, 'lower' is dominated by it. The mass under Q of a point
 * at loss l is exp(-l) times its P-mass.
 */
export interface LossDistribution<S extends Side = Side> {
  readonly side: S;
  readonly offset: number;
  readonly step: number;
  readonly first: number;
  readonly mass: Float64Array;
  readonly infinity: number;
}
