import type { EpsilonDelta } from '../../convert/index.js';
import { iv } from '../../numerics/index.js';
import { type Baseline, baselineOf } from './baseline.js';
import { atSomeDelta } from './epsilon-delta.js';

/**
 * Xie's certified prediction: A is kept under k poisons if
 *   k < (1 / (2 epsilon)) ln[ (pA (exp(epsilon) - 1) + delta) / (pB (exp(epsilon) - 1) + delta) ]
 *
 * Best delta of DELTAS. At epsilon = 0 the limit (pA - pB)/(2 delta).
 *
 * @proof proofs/baselines.md
 */
export const xie: Baseline = baselineOf(
  'Xie',
  'Xie, Long, Chen, Li 2023 (certified prediction under (epsilon, delta)); re-derived here',
  (knowledge, pA, pB, poisons) => atSomeDelta(knowledge, 1, (point) => withinXie(point, pA, pB, poisons)),
);

/** exp(2 k epsilon) (pB g + delta) < pA g + delta with g = exp(epsilon) - 1, proved. */
function withinXie({ epsilon, delta }: EpsilonDelta, pA: number, pB: number, poisons: number): boolean {
  if (!(epsilon < Infinity)) return false;
  if (epsilon === 0) return delta === 0 ? pA > pB : iv.mul(2 * poisons, delta).hi < iv.sub(pA, pB).lo;
  const grown = iv.expm1(epsilon);
  const left = iv.mul(iv.exp(iv.mul(2 * poisons, epsilon)), iv.add(iv.mul(pB, grown), delta));
  return left.hi < iv.add(iv.mul(pA, grown), delta).lo;
}
