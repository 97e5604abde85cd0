import { type Dominating, dominating } from '../bounds/dominating.js';
import { gaussianProfile, identicalLaws } from '../bounds/plain-profile.js';
import { DIRECTIONS, type Direction, type LossPair, type Mechanism, opposite } from '../core/index.js';
import { integer, remembered } from '../numerics/index.js';
import { type ComposedPair, composePair } from './compose-pair.js';
import { composeProduct } from './product-laplace.js';

/** Both ends of a numerical enclosure of delta, for every real epsilon. */
export interface EnclosedDelta {
  at(epsilon: number, poisons: number, direction: Direction, side: 'upper' | 'lower'): number;
}

/**
 * delta of all releases of a mechanism under its dominating pair, enclosed; each number of poisons is
 * composed when first asked for.
 *
 * For e < 0 it is 1 - exp(e) + exp(e) delta(-e) of the other direction, an identity of every pair.
 */
export function enclosedDelta(
  dominatingPair: (poisons: number) => Dominating,
  accuracy: number,
): EnclosedDelta {
  const known = new Map<number, Record<Direction, ComposedPair>>();
  const composedFor = (poisons: number): Record<Direction, ComposedPair> => {
    return remembered(known, poisons, () => compose(dominatingPair(poisons), accuracy));
  };
  // At 0 both directions agree, so each bounds the other; what holds at 0 caps or lifts the rest.
  const atZero = (poisons: number, side: 'upper' | 'lower'): number => {
    const { forward, backward } = composedFor(poisons);
    const both = [forward[side](0), backward[side](0)];
    return side === 'upper' ? Math.min(...both) : Math.max(...both);
  };
  const at: EnclosedDelta['at'] = (epsilon, poisons, direction, side) => {
    integer(0, Number.MAX_SAFE_INTEGER, { poisons });
    if (Number.isNaN(epsilon)) return side === 'upper' ? 1 : 0;
    if (epsilon === -Infinity) return 1;
    if (poisons === 0) return identicalLaws(epsilon, side);
    const zero = atZero(poisons, side);
    if (epsilon > 0) return Math.min(zero, composedFor(poisons)[direction][side](epsilon));
    if (epsilon === 0) return zero;
    return Math.max(zero, reflected(epsilon, at(-epsilon, poisons, opposite(direction), side), side));
  };
  return { at };
}

/** The enclosed delta of a mechanism that is accounted by its dominating pair. */
export function mechanismDelta(mechanism: Mechanism, accuracy: number): EnclosedDelta {
  return enclosedDelta((poisons) => dominating(mechanism, poisons), accuracy);
}

/** 1 - exp(e) + exp(e) delta for e < 0, rounded to the side. */
export function reflected(epsilon: number, delta: number, side: 'upper' | 'lower'): number {
  const rest = -Math.expm1(epsilon);
  const kept = epsilon === -Infinity ? 0 : Math.exp(epsilon) * delta;
  const value = rest + kept + (side === 'upper' ? 2 ** -50 : -(2 ** -50));
  return Math.min(1, Math.max(0, value));
}

function compose(pair: Dominating, accuracy: number): Record<Direction, ComposedPair> {
  switch (pair.kind) {
    case 'nothing':
      return { forward: NO_BOUND, backward: NO_BOUND };
    case 'gaussian': {
      const { mu } = pair;
      const composed: ComposedPair = {
        upper: (e) => gaussianProfile(mu, e, 'upper'),
        lower: (e) => gaussianProfile(mu, e, 'lower'),
      };
      return { forward: composed, backward: composed };
    }
    case 'product': {
      const composed = smaller(composeProduct(pair, accuracy), compose(pair.envelope, accuracy).forward);
      return { forward: composed, backward: composed };
    }
    case 'pairs': {
      const made = new Map<LossPair, ComposedPair>();
      for (const direction of DIRECTIONS)
        if (!made.has(pair[direction]))
          made.set(pair[direction], composePair(pair[direction], pair.copies, accuracy));
      return {
        forward: made.get(pair.forward) ?? NO_BOUND,
        backward: made.get(pair.backward) ?? NO_BOUND,
      };
    }
  }
}

/** Two upper bounds of one delta: the smaller one. Nothing is said from below. */
function smaller(first: ComposedPair, second: ComposedPair): ComposedPair {
  return { upper: (e) => Math.min(first.upper(e), second.upper(e)), lower: () => 0 };
}

/** Where nothing is known: delta may be 1, and it may be 0. */
const NO_BOUND: ComposedPair = { upper: () => 1, lower: () => 0 };
