import type { Roc } from '../../lib/core/audit.js';
import type { KnownPair } from '../../lib/games/assess/known-pair.js';
import { releaseStatistics, type ScoreQuestion } from '../../lib/games/assess/release-statistics.js';
import type { ReleaseSpec } from '../../lib/games/game.js';
import { type ReleaseOutcome, releaseGame } from '../../lib/games/release/release-game.js';
import type { Evidence } from './evidence.js';
import { pictures } from './pictures.js';
import type { Player } from './playing.js';

/** Plays one pair with our own sampler. */
export async function playPair(
  known: KnownPair,
  spec: ReleaseSpec,
  question: ScoreQuestion,
  bound: Roc['bound'],
  player: Player,
): Promise<Evidence> {
  const game = releaseGame(spec);
  const outcome = await player.play(spec, game);
  return releaseEvidence(outcome, known, question, bound);
}

/** What releases say, wherever they were drawn. */
export function releaseEvidence(
  outcome: ReleaseOutcome,
  known: KnownPair,
  question: ScoreQuestion,
  bound: Roc['bound'],
): Evidence {
  const { laws, curve, remarks, assumptions } = known;
  return {
    statistics: releaseStatistics(outcome, known, question),
    ...pictures(outcome.scores, { exact: curve, bound, laws }),
    assumptions,
    notes: remarks,
  };
}
