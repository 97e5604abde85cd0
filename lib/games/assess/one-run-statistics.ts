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
  /** whether canaries enter mixtures independently (design poisson): without that, no inverted family is proved to hold */
  readonly apart: boolean;
}

/**
 * What one run with many canaries can contradict. The family is inverted only where canaries enter mixtures
 * independently: in groups of a fixed size they tell a little of one another.
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
  const inverted: Statistic = {
    kind: 'bound',
    limit: exact[1],
    at: (alpha) => named(oneRunFamilyBound(outcome, family, { delta, alpha, guesses })),
  };
  return [
    {
      kind: 'bound',
      limit: upper,
      at: (alpha) => named(oneRunBound(outcome, { delta, alpha, guesses })),
    },
    ...(apart ? [inverted] : []),
  ];
}
