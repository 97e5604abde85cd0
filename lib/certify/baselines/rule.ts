import { assumptionsOf } from '../assumptions.js';
import type { Rule } from '../rule.js';
import type { Baseline, BaselineKnowledge } from './baseline.js';

/** A baseline as a rule, so that it certifies the same votes with the same bounds as the profile. */
export function baselineRule(baseline: Baseline, knowledge: BaselineKnowledge): Rule {
  const { profile, orientation } = knowledge;
  return {
    method: baseline.name,
    object: 'smoothed learner',
    basis: {
      theorem: baseline.source,
      note: 'proofs/baselines.md',
      assumptions: [...assumptionsOf(profile, orientation)],
    },
    test: (poisons) => (pA, pB) => baseline.survives(knowledge, pA, pB, poisons),
  };
}
