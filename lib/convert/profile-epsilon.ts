import { DIRECTIONS, type Profile } from '../core/index.js';
import { bisect, openUnit } from '../numerics/index.js';

const LARGEST = 2 ** 20;
/** Halvings after the bracket is found: a relative 2^-32. */
const HALVINGS = 32;

/**
 * Smallest epsilon >= 0 found with delta_r(epsilon) <= delta in both directions.
 *
 * @param profile  upper
 * @param delta    in (0, 1)
 * @param poisons  changed records r, whole, >= 0
 * @returns nats; verified at the value returned; Infinity if no epsilon up to 2^20 will do
 * @throws DomainError if delta is not in (0, 1)
 * @source definition
 * @proof proofs/profile-epsilon.md
 */
export function epsilonAt(profile: Profile<'upper'>, delta: number, poisons: number): number {
  openUnit({ delta });
  const holds = (epsilon: number): boolean =>
    DIRECTIONS.every((direction) => profile.at(epsilon, poisons, direction) <= delta);
  return smallest(holds, Infinity).holds;
}

/**
 * Largest epsilon >= 0 found with delta_r(epsilon) > delta in some direction: the true epsilon is no smaller.
 *
 * @param profile  lower
 * @returns nats; verified at the value returned; 0 where nothing is known
 * @throws DomainError if delta is not in (0, 1)
 * @source definition
 * @proof proofs/profile-epsilon.md
 */
export function epsilonWitness(profile: Profile<'lower'>, delta: number, poisons: number): number {
  openUnit({ delta });
  // backward first: it is mostly the larger one and settles the question
  const holds = (epsilon: number): boolean =>
    !DIRECTIONS.toReversed().some((direction) => profile.at(epsilon, poisons, direction) > delta);
  return smallest(holds, LARGEST).fails;
}

/** Where a condition begins to hold on [0, 2^20]: a point at which it holds and one at which it fails. */
function smallest(holds: (epsilon: number) => boolean, nowhere: number): { holds: number; fails: number } {
  if (holds(0)) return { holds: 0, fails: 0 };
  let high = 2 ** -20;
  while (!holds(high)) {
    if (high >= LARGEST) return { holds: nowhere, fails: high };
    high *= 2;
  }
  const low = high > 2 ** -20 ? high / 2 : 0;
  return bisect(low, high, holds, HALVINGS);
}
