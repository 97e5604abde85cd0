import { type Orientation, profileRule } from '../certify/index.js';
import { DIRECTIONS } from '../core/index.js';
import type { Known } from './certificate-claims.js';

/** What a mechanism is to reach. */
export type Target =
  | {
      readonly quantity: 'epsilon';
      /** epsilon >= 0 at most */
      readonly value: number;
      readonly delta: number;
      readonly poisons: number;
    }
  | {
      readonly quantity: 'radius';
      /** poisoned records r at least, a whole number >= 1 */
      readonly value: number;
      /** probability of the prediction at least p, any other class at most 1 - p */
      readonly p: number;
      readonly orientation: Orientation;
    };

/**
 * Whether an account proves the target: delta_r(epsilon) <= delta in both directions, or the prediction
 * survives r poisons (and so fewer: group profiles are nested). False where a number is missing.
 */
export function meets({ upper }: Pick<Known, 'upper'>, target: Target): boolean {
  if (target.quantity === 'radius')
    return profileRule(upper, target.orientation).test(target.value)(target.p, 1 - target.p);
  const { value, delta, poisons } = target;
  return DIRECTIONS.every((direction) => upper.at(value, poisons, direction) <= delta);
}
