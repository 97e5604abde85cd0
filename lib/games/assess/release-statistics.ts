import {
  clopperPearsonBound,
  coincidences,
  credibleBound,
  deltaOfRates,
  familyBound,
  goodnessOfFit,
  hockeyStickBound,
  observationFit,
  pairedIndependence,
  rateCeiling,
  serialIndependence,
  type ThresholdRule,
  type TradeOffFamily,
  tailCounts,
  WORLDS,
  type Worlds,
} from '../../audit/index.js';
import type { AuditBound } from '../../core/index.js';
import type { ReleaseOutcome } from '../release/release-game.js';
import type { Statistic } from './judge.js';
import type { KnownPair } from './known-pair.js';
import { outcomesAt } from './outcomes-at.js';
import type { Theory } from './theory.js';

/** How scores are turned into tests. */
export interface ScoreQuestion {
  readonly theory: Theory;
  readonly rule: ThresholdRule;
  /** of the whole audit */
  readonly alpha: number;
  /** follows the name of every statistic, where several pairs are played: ', midpoint' */
  readonly suffix?: string;
}

/**
 * All that the scores and the single releases of one pair can contradict: bounds on epsilon and delta against the
 * claim, the inverted family against the pair's exact epsilon, and every law the claim implies.
 */
export function releaseStatistics(
  { scores, observations }: ReleaseOutcome,
  known: KnownPair,
  question: ScoreQuestion,
): readonly Statistic[] {
  const { suffix = '' } = question;
  const { laws, observations: law } = known;
  const statistics = [...scoreStatistics(scores, question, known)];
  for (const world of WORLDS) {
    const name = `${world}${suffix}`;
    if (laws !== undefined)
      statistics.push({
        kind: 'test',
        at: (alpha) => goodnessOfFit(scores[world], laws[world], alpha, `score, ${name}`),
      });
    const tally = observations[world];
    statistics.push(
      { kind: 'test', at: (alpha) => observationFit(tally, law[world], alpha, `releases, ${name}`) },
      { kind: 'test', at: (alpha) => tailCounts(tally, law[world], alpha, `releases, ${name}`) },
      { kind: 'test', at: (alpha) => coincidences(tally, law[world], alpha, `releases, ${name}`) },
    );
  }
  return statistics;
}

/** What scores of two worlds can contradict whatever they were made from. */
export function scoreStatistics(
  scores: Worlds,
  { theory, rule, alpha, suffix = '' }: ScoreQuestion,
  known?: Pick<KnownPair, 'exact'> & { readonly family?: TradeOffFamily },
): readonly Statistic[] {
  const { delta, upper, poisons } = theory;
  const exact = known?.exact === undefined ? {} : { exact: known.exact };
  const named = (bound: AuditBound): AuditBound => ({
    ...bound,
    method: `${bound.method}${suffix}`,
    poisons,
    upper,
    ...exact,
  });
  const statistics: Statistic[] = [
    {
      kind: 'bound',
      limit: upper,
      at: (alpha) => named(clopperPearsonBound(scores, { delta, alpha, rule })),
    },
  ];
  const family = known?.family;
  if (family !== undefined)
    statistics.push({
      kind: 'bound',
      // a mechanism that leaks more than its own pair can is not what it claims to be
      limit: Math.min(upper, known?.exact?.[1] ?? Infinity),
      at: (alpha) => named(familyBound(scores, family, { delta, alpha, rule })),
    });
  if (upper < Infinity && couldShow(scores, rule, alpha, upper))
    statistics.push({
      kind: 'bound',
      limit: delta,
      at: (alpha) => {
        const bound = hockeyStickBound(scores, { epsilon: upper, alpha, rule });
        return { ...bound, method: `${bound.method}${suffix}`, poisons, epsilon: upper, upper: delta };
      },
    });
  statistics.push(
    {
      kind: 'bound',
      limit: upper,
      at: (alpha) => {
        const { outcomes, words } = outcomesAt(scores, rule, { delta, alpha });
        const { interval: _, ...bound } = credibleBound(outcomes, { delta, alpha, threshold: words });
        return named(bound);
      },
    },
    {
      kind: 'test',
      at: (alpha) => pairedIndependence(scores.absent, scores.present, alpha, `between worlds${suffix}`),
    },
  );
  for (const world of WORLDS)
    statistics.push({
      kind: 'test',
      at: (alpha) => serialIndependence(scores[world], alpha, `${world}${suffix}`),
    });
  return statistics;
}

/** Whether so many trials, had every guess been right, would show any delta at epsilon. */
function couldShow({ absent }: Worlds, rule: ThresholdRule, alpha: number, epsilon: number): boolean {
  const { falsePositive, falseNegative } = rateCeiling(absent.length, rule, alpha);
  return deltaOfRates(falsePositive, falseNegative, epsilon) > 0;
}
