import { type EpsilonDelta, groupEpsilonDelta } from '../../convert/index.js';
import { integer, iv } from '../../numerics/index.js';
import { complementDown } from '../psi.js';
import { type Baseline, baselineOf } from './baseline.js';
import { atSomeDelta } from './epsilon-delta.js';

/**
 * Lower bound on an expected cost in [0, ceiling] after k poisons:
 *   max{ exp(-k epsilon) (J + a) - a,  0 },  a = ceiling delta/(exp(epsilon) - 1)
 *   = max{ exp(-k epsilon) (J - ceiling delta_k), 0 },  delta_k = delta (exp(k epsilon) - 1)/(exp(epsilon) - 1)
 *
 * The second line is the same number without the division by a small exp(epsilon) - 1.
 *
 * @param cost     J: lower bound on the expected cost without poison, in [0, ceiling]
 * @param ceiling  largest cost, > 0
 * @param point    (epsilon, delta) of one changed record
 * @param poisons  k, a whole number >= 1
 * @returns  rounded down
 * @source   Ma, Zhu, Hsu 2019, arXiv:1903.09860; derived here
 * @proof    proofs/baselines.md
 */
export function maCost(cost: number, ceiling: number, point: EpsilonDelta, poisons: number): number {
  integer(1, Number.MAX_SAFE_INTEGER, { poisons });
  const group = groupEpsilonDelta(point, poisons);
  if (!(group.epsilon < Infinity && group.delta < 1)) return 0;
  const kept = iv.mul(iv.exp(-group.epsilon), iv.sub(cost, iv.mul(ceiling, group.delta))).lo;
  return Math.min(cost, Math.max(0, kept));
}

/**
 * Ma's bound on costs, read for a prediction: it is applied to the cost 1[A] and to the cost 1[not B], and A is
 * kept if the two lower bounds sum to more than 1. Best delta of DELTAS.
 *
 * @proof proofs/baselines.md
 */
export const ma: Baseline = baselineOf(
  'Ma',
  'Ma, Zhu, Hsu 2019, arXiv:1903.09860 (bound on expected cost, read for a prediction); re-derived here',
  (knowledge, pA, pB, poisons) =>
    atSomeDelta(knowledge, 1, (point) => {
      const kept = maCost(pA, 1, point, poisons);
      const rest = maCost(complementDown(pB), 1, point, poisons);
      return iv.add(kept, rest).lo > 1;
    }),
);
