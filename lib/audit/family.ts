import type { Basis } from '../core/index.js';

/**
 * A one-parameter family of trade-off functions, handed to an audit that inverts it: the mechanism as claimed
 * with its noise multiplied by `scale`. More noise, more privacy: members are ordered by their scale.
 */
export interface TradeOffFamily {
  readonly name: string;
  readonly basis: Basis;
  /** @param scale > 0; 1 is the mechanism as claimed */
  member(scale: number): FamilyMember;
}

export interface FamilyMember {
  /** Never above the smallest type II error of any test of type I error `typeOne` in [0, 1], absent against present. */
  typeTwoBelow(typeOne: number): number;
  /** Never above the smallest epsilon that holds at delta, worst direction. */
  epsilonBelow(delta: number): number;
}

/** Law of a score, as enclosures of its distribution function. */
export interface ScoreLaw {
  /** enclosure of P(score <= x), for every real x */
  atMost(x: number): readonly [number, number];
  /** enclosure of P(score < x) */
  below(x: number): readonly [number, number];
}

/** The exact laws of a score in both worlds. */
export interface ScoreLaws {
  readonly absent: ScoreLaw;
  readonly present: ScoreLaw;
}
