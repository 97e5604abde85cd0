import type { TradeOffFamily } from '../../lib/audit/family.js';
import { expectedBound } from '../../lib/audit/planner.js';
import type { ThresholdRule } from '../../lib/audit/threshold-rule.js';
import type { Worlds } from '../../lib/audit/worlds.js';
import type { AuditBound, GameName, Roc } from '../../lib/core/audit.js';
import { adversaryShare } from '../../lib/games/assess/adversary-share.js';
import type { KnownPair } from '../../lib/games/assess/known-pair.js';
import type { Theory } from '../../lib/games/assess/theory.js';
import { poisonStatistics, trainedStatistics } from '../../lib/games/assess/trained-statistics.js';
import { shadowLira } from '../../lib/games/models/shadow-lira.js';
import type { TrainedOutcome } from '../../lib/games/models/trained-game.js';
import type { Evidence } from './evidence.js';
import { pictures } from './pictures.js';

/** A game on trained models, and what theory says of it. */
export interface ModelGame {
  readonly game: GameName;
  readonly theory: Theory;
  readonly rule: ThresholdRule;
  /** of each world */
  readonly models: number;
  /** claimed epsilon at delta for one record */
  readonly single: number;
  /** the worst known pair of data sets, where the mechanism releases mixtures: for a picture */
  readonly pair: KnownPair | undefined;
  /** trade-off functions of the mechanism on any data sets: those of a model are not those of a known pair */
  readonly family: TradeOffFamily | undefined;
  readonly bound: Roc['bound'];
  /** what distinguishes the two data sets */
  readonly text: string;
}

/** What models tell of the canary. @throws DomainError where there are too few of them */
export function modelEvidence(outcome: TrainedOutcome, asked: ModelGame): Evidence {
  const { game, theory, rule, pair, family, single, bound, text } = asked;
  const columns = columnsOf(outcome, game);
  const [scores] = Object.values(columns);
  if (scores === undefined) throw new RangeError('a game on models must have a score');
  const statistics =
    game === 'poison'
      ? poisonStatistics(outcome.success, family, { theory }, single)
      : trainedStatistics(columns, family, { theory, rule });
  return {
    statistics,
    ...pictures(scores, { exact: pair?.curve, bound }),
    assumptions: [`of the two data sets one is the training records as they are; in the other ${text}`],
    notes: [],
  };
}

/** The scores that are judged; the first of them is drawn. */
function columnsOf(outcome: TrainedOutcome, game: GameName): Readonly<Record<string, Worlds>> {
  const { loss, margin, confidence, success, weights } = outcome;
  if (game === 'poison') return { success };
  if (game === 'white-box') return weights === undefined ? { loss } : { weights };
  return { LiRA: shadowLira(confidence), loss, margin };
}

/** How much of the gap between what models showed and what is proved is the adversary's, in words. */
export function shareNotes(
  bounds: readonly AuditBound[],
  { theory, family, models }: ModelGame,
): readonly string[] {
  const { delta, upper } = theory;
  const rivals = bounds
    .filter(({ object }) => object === 'trained model')
    .filter(
      ({ quantity, validity, poisons }) =>
        quantity === 'epsilon' && validity === 'family' && poisons === theory.poisons,
    );
  const [first] = rivals;
  if (family === undefined || first === undefined) return [];
  const { alpha } = first;
  const measured = rivals.reduce((most, { value }) => Math.max(most, value), 0);
  if (!(upper > measured)) return [];
  const perfect = expectedBound(models, family, { delta, alpha, statistic: 'noise family' });
  const share = adversaryShare({ measured, perfect, upper });
  const figures = (x: number): number => Number(x.toPrecision(3));
  return [
    `By noise family the best score showed epsilon ${figures(measured)}; of an adversary who sees the releases ` +
      `${figures(perfect)} is to be expected from as many trials, and ${figures(upper)} is proved: ` +
      `${Math.round(100 * share)} % of the gap is the adversary's.`,
  ];
}
