import type { Basis } from './basis.js';
import type { Adjacency, Direction, Side } from './side.js';

/**
 * Privacy profile: delta as a function of epsilon, for r changed records and one direction.
 *
 *   delta_r(e) = sup over neighbours at distance r of  sup_S P(S) - exp(e) P'(S)
 *
 * 'upper': at(...) is never below that supremum. 'lower': some admissible pair of data sets attains at
 * least at(...). Rounding is on the same side.
 */
export interface Profile<S extends Side = Side> {
  readonly side: S;
  readonly adjacency: Adjacency;
  readonly basis: Basis;
  /**
   * @param epsilon    every real number, nats; also negative and +-Infinity
   * @param poisons    changed records r, a whole number >= 0
   * @param direction  which law comes first
   * @returns delta in [0, 1], non-increasing in epsilon
   */
  at(epsilon: number, poisons: number, direction: Direction): number;
}

/** Renyi divergence of one changed record as a function of the order, worst direction. */
export interface RenyiCurve<S extends Side = Side> {
  readonly side: S;
  readonly adjacency: Adjacency;
  readonly basis: Basis;
  /** orders the curve may be asked at: (1, maximalOrder] */
  readonly maximalOrder: number;
  /** @param order real, > 1 @param poisons changed records @returns nats, >= 0, Infinity where unbounded */
  at(order: number, poisons: number): number;
}

/**
 * Trade-off function of one pair: smallest type II error of a test at type I error a, for P (clean)
 * against Q (poisoned) in the given direction.
 */
export interface TradeOff<S extends Side = Side> {
  readonly side: S;
  readonly adjacency: Adjacency;
  readonly basis: Basis;
  at(typeOne: number, poisons: number, direction: Direction): number;
}
