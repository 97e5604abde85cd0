import { type EpsilonDelta, groupEpsilonDelta } from '../../convert/index.js';
import { iv } from '../../numerics/index.js';
import { complementDown, complementUp } from '../psi.js';
import { type Baseline, type BaselineKnowledge, baselineOf, DELTAS } from './baseline.js';

/**
 * Lower bound on Y(S) for an event with X(S) >= p and X(not S) <= missing under (epsilon, delta):
 *   max{ exp(-epsilon)(p - delta),  1 - delta - exp(epsilon) missing,  0 }
 *
 * @returns  rounded down, in [0, p]; 0 where epsilon is infinite
 * @source   derived here
 * @proof    proofs/baselines.md
 */
export function keptAtPoint(point: EpsilonDelta, p: number, missing: number): number {
  const { epsilon, delta } = point;
  if (!(epsilon < Infinity && delta < 1)) return 0;
  const first = iv.mul(iv.exp(-epsilon), iv.sub(p, delta)).lo;
  const second = iv.sub(iv.sub(1, delta), iv.mul(iv.exp(epsilon), missing)).lo;
  return Math.min(p, Math.max(0, first, second));
}

/**
 * Whether (epsilon, delta) holds at one of DELTAS for which the condition does.
 *
 * @param records  changed records that the pair speaks of
 */
export function atSomeDelta(
  knowledge: BaselineKnowledge,
  records: number,
  holds: (point: EpsilonDelta) => boolean,
): boolean {
  return DELTAS.some((delta) => holds({ epsilon: knowledge.epsilonAt(delta, records), delta }));
}

/** One (epsilon, delta) of one record, taken to the group in one step; all four branches; the best delta of DELTAS. */
export const oneShot: Baseline = baselineOf(
  '(epsilon, delta) one-shot',
  'group privacy of Dwork, Roth 2014, with the complement branches; derived here',
  (knowledge, pA, pB, poisons) =>
    atSomeDelta(knowledge, 1, (point) => {
      const group = groupEpsilonDelta(point, poisons);
      const kept = keptAtPoint(group, pA, complementUp(pA));
      const rest = keptAtPoint(group, complementDown(pB), pB);
      return iv.add(kept, rest).lo > 1;
    }),
);

/**
 * One (epsilon, delta) of one record, applied record after record: p <- max{exp(-epsilon)(p - delta),
 * 1 - delta - exp(epsilon)(1 - p)}, r times; the best delta of DELTAS. Never below one-shot.
 */
export const iterated: Baseline = baselineOf(
  '(epsilon, delta) iterated',
  'group privacy of trade-off functions, Dong, Roth, Su, Gaussian differential privacy; derived here',
  (knowledge, pA, pB, poisons) =>
    atSomeDelta(knowledge, 1, (point) => {
      let [kept, rest] = [pA, complementDown(pB)];
      for (let i = 0; i < poisons && kept + rest > 1; i++) {
        kept = keptAtPoint(point, kept, complementUp(kept));
        rest = keptAtPoint(point, rest, i === 0 ? pB : complementUp(rest));
      }
      return iv.add(kept, rest).lo > 1;
    }),
);
