import {
  type Guesses,
  type OneRunOutcome,
  oneRunBound,
  oneRunFamilyBound,
  type TradeOffFamily,
} from '../audit/index.js';
import type { AuditBound } from '../core/index.js';
import type { Statistic } from './assess-judge.js';
import type { Theory } from './assess-theory.js';

/** What one run with many canaries can contradict. @param guesses  fixed before the scores were seen */
export function oneRunStatistics(
  outcome: OneRunOutcome,
  guesses: Guesses,
  { delta, upper }: Theory,
  { family, exact }: { readonly family: TradeOffFamily; readonly exact: readonly [number, number] },
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
      limit: exact[1],
      at: (alpha) => named(oneRunFamilyBound(outcome, family, { delta, alpha, guesses })),
    },
  ];
}
