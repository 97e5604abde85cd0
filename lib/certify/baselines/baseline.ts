import type { Profile } from '../../core/index.js';
import { integer, probability } from '../../numerics/index.js';
import type { Orientation } from '../psi.js';
import { lastByStep } from '../radius.js';

/** What published certificates are given of the mechanism: a few numbers instead of the profile. */
export interface BaselineKnowledge {
  /** the profile itself, for the baseline that iterates it */
  readonly profile: Profile<'upper'>;
  readonly orientation: Orientation;
  /**
   * Smallest known epsilon with (epsilon, delta) for r changed records, both directions, rounded up;
   * Infinity if none.
   * @param delta  in [0, 1); 0 asks for pure epsilon
   */
  epsilonAt(delta: number, poisons: number): number;
  /** Renyi divergence of r changed records, worst direction, nats, rounded up; Infinity beyond maximalOrder */
  renyi(order: number, poisons: number): number;
}

/** A published certificate under the interface of this package. */
export interface Baseline {
  readonly name: string;
  readonly source: string;
  /** whether the prediction is proved to survive r poisons, given bounds pA (lower) and pB (upper, every rival) */
  survives(knowledge: BaselineKnowledge, pA: number, pB: number, poisons: number): boolean;
  /** largest r such that the prediction survives 1, ..., r poisons; 0 if none. Stops at 10,000. */
  radius(knowledge: BaselineKnowledge, pA: number, pB: number): number;
}

const MOST = 10_000;

/** A baseline from its test; every one gives up where pA <= pB, and asks nothing more at r = 0. */
export function baselineOf(
  name: string,
  source: string,
  test: (knowledge: BaselineKnowledge, pA: number, pB: number, poisons: number) => boolean,
): Baseline {
  const survives: Baseline['survives'] = (knowledge, pA, pB, poisons) => {
    probability({ pA, pB });
    integer(0, Number.MAX_SAFE_INTEGER, { poisons });
    return pA > pB && (poisons === 0 || test(knowledge, pA, pB, poisons));
  };
  return {
    name,
    source,
    survives,
    radius: (knowledge, pA, pB) => lastByStep((r) => survives(knowledge, pA, pB, r), MOST),
  };
}

/** The deltas at which (epsilon, delta) is looked up: 0, then two a decade from 1e-1 to 1e-16. */
export const DELTAS: readonly number[] = [0, ...Array.from({ length: 31 }, (_, i) => 10 ** (-1 - i / 2))];

/** The Renyi orders tried: order - 1 from 1/16 to 1024, three an octave. */
export const ORDERS: readonly number[] = Array.from({ length: 43 }, (_, i) => 1 + 2 ** (i / 3 - 4));
