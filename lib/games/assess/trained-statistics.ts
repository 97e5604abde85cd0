import {
  clopperPearsonBound,
  familyBound,
  groupBound,
  type ThresholdRule,
  type TradeOffFamily,
  type Worlds,
} from '../../audit/index.js';
import type { AuditBound } from '../../core/index.js';
import type { Statistic } from './judge.js';
import type { ScoreQuestion } from './release-statistics.js';

/**
 * What scores of trained models can contradict. A model is a function of its releases, so no score of it tells more
 * than they do: what holds for the mechanism on every pair of data sets holds for it.
 *
 * @param columns  scores by name, such as 'loss' or 'LiRA'
 * @param family   trade-off functions that no pair of data sets lies below, where they are known: the curve of one
 *   pair, such as the one-sided, is no bound for others
 */
export function trainedStatistics(
  columns: Readonly<Record<string, Worlds>>,
  family: TradeOffFamily | undefined,
  { theory, rule }: Pick<ScoreQuestion, 'theory' | 'rule'>,
): readonly Statistic[] {
  const { delta, upper, poisons } = theory;
  return Object.entries(columns).flatMap(([name, scores]): Statistic[] => {
    const named = (bound: AuditBound): AuditBound => ({
      ...bound,
      method: `${bound.method}, ${name}`,
      object: 'trained model',
      poisons,
      upper,
    });
    return [
      {
        kind: 'bound',
        limit: upper,
        at: (alpha) => named(clopperPearsonBound(scores, { delta, alpha, rule })),
      },
      ...(family === undefined
        ? []
        : [
            {
              kind: 'bound',
              limit: upper,
              at: (alpha: number) => named(familyBound(scores, family, { delta, alpha, rule })),
            } as const,
          ]),
    ];
  });
}

/** Success is 0 or 1. */
const SUCCEEDED: ThresholdRule = { kind: 'explicit', at: 0.5 };

/**
 * What the success of r poisons against none can contradict: the bound for r records, the family for r
 * poisons, and by group privacy the bound for one.
 *
 * @param success  1 where the model says what the adversary wants, else 0
 * @param single   the claimed epsilon at delta for one record
 */
export function poisonStatistics(
  success: Worlds,
  family: TradeOffFamily | undefined,
  { theory }: Pick<ScoreQuestion, 'theory'>,
  single: number,
): readonly Statistic[] {
  const { delta, poisons } = theory;
  const tally = (scores: Float64Array) => ({
    successes: scores.reduce((sum, score) => sum + score, 0),
    trials: scores.length,
  });
  const tallies = { clean: tally(success.absent), poisoned: tally(success.present) };
  return [
    ...trainedStatistics({ success }, family, { theory, rule: SUCCEEDED }),
    {
      kind: 'bound',
      limit: single,
      at: (alpha) => ({
        ...groupBound(tallies, { poisons, delta, alpha }),
        object: 'trained model',
        upper: single,
      }),
    },
  ];
}
