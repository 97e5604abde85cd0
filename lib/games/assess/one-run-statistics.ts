import {
  type Guesses,
  type OneRunOutcome,
  oneRunBound,
  oneRunFamilyBound,
  type TradeOffFamily,
} from '../../audit/index.js';
import type { AuditBound } from '../../core/index.js';
import type { Statistic } from './judge.js';
import type { Theory } from './theory.js';

/** The pair that each canary plays, as theory knows it. */
export interface CanaryTheory {
  readonly family: TradeOffFamily;
  readonly exact: readonly [number, number];
  /** whether canaries enter mixtures independently (design poisson), as the inverted family asks */
  readonly apart: boolean;
}

/**
 * What one run with many canaries can contradict. Where groups have a fixed size, canaries tell a little of one another,
 * and the inverted family is shown but contradicts nothing.
 *
 * @param guesses  fixed before the scores were seen
 */
export function oneRunStatistics(
  outcome: OneRunOutcome,
  guesses: Guesses,
  { delta, upper }: Theory,
  { family, exact, apart }: CanaryTheory,
): readonly Statistic[] {
  const named = (bound: AuditBound): AuditBound => ({ ...bound, poisons: 1, upper, exact });
  return [
    {
      kind: 'bound',
      limit: upper,
      at: (alpha) => named(oneRunBound(outcome, { delta, alpha, guesses })),
    },
    {
      kind: 'bound',
      limit: apart ? exact[1] : Infinity,
      at: (alpha) => named(oneRunFamilyBound(outcome, family, { delta, alpha, guesses })),
    },
  ];
}
