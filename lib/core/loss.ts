import type { Side } from './side.js';

/** Mass of a set of losses under both laws of a pair, each within a relative error of `slack`. */
export interface Mass {
  readonly p: number;
  readonly q: number;
  readonly slack: number;
}

/** A single loss that carries positive mass. */
export interface LossAtom extends Mass {
  readonly loss: number;
}

/**
 * The privacy loss L = ln dP/dQ of a pair (P, Q), described by its tails.
 *
 * `above` and `below` speak of the part without atoms. P(L = Infinity) is 0 for every pair built here.
 */
export interface LossPair {
  readonly atoms: readonly LossAtom[];
  /** infimum and supremum of L over the part without atoms; may be infinite */
  readonly support: readonly [number, number];
  /** mass of {L > loss}; accurate for losses in the upper tail */
  above(loss: number): Mass;
  /** mass of {L <= loss}; accurate for losses in the lower tail */
  below(loss: number): Mass;
  /**
   * Upper bound on the integral of exp(order * L) dQ over {L > loss}: what a truncated moment leaves out.
   * @param order real, > 1
   */
  momentAbove(order: number, loss: number): number;
}

/**
 * A discretised privacy loss: P-mass `mass[i]` at loss (first + i) * step, and `infinity` at +Infinity.
 *
 * 'upper' dominates the pair it was made from, 'lower' is dominated by it. The mass under Q of a point
 * at loss l is exp(-l) times its P-mass.
 */
export interface LossDistribution<S extends Side = Side> {
  readonly side: S;
  readonly step: number;
  readonly first: number;
  readonly mass: Float64Array;
  readonly infinity: number;
}
