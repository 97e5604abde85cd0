import { bestGuesses } from '../../lib/audit/one-run-guesses.js';
import { oneRunStatistics } from '../../lib/games/assess/one-run-statistics.js';
import type { Theory } from '../../lib/games/assess/theory.js';
import type { OneRunSpec } from '../../lib/games/game.js';
import { exactEpsilon } from '../../lib/games/law/exact-epsilon.js';
import { pairFamily } from '../../lib/games/law/pair-family.js';
import { oneRunGame, oneRunPlayed } from '../../lib/games/release/one-run-game.js';
import type { AuditQuestion } from './audit-question.js';
import type { Evidence } from './evidence.js';
import type { Player } from './playing.js';
import { refusing } from './refusing.js';

/** Plays one run with many canaries; how many are guessed is fixed by the laws of the scores, before the run. */
export async function playOneRun(
  spec: OneRunSpec,
  label: string,
  { delta, alpha }: AuditQuestion,
  theory: Theory,
  player: Player,
): Promise<Evidence> {
  const { game, played, guesses, exact } = refusing(label, () => {
    const one = oneRunPlayed(spec.mechanism, spec.canaries);
    return {
      game: oneRunGame(spec),
      played: one,
      guesses: bestGuesses(spec.canaries, one.laws(), { delta, alpha }),
      exact: exactEpsilon(one.pair, delta),
    };
  });
  const apart = spec.mechanism.design === 'poisson';
  const outcome = await player.play(spec, game);
  return {
    statistics: oneRunStatistics(outcome, guesses, theory, { family: pairFamily(played.pair), exact, apart }),
    assumptions: played.assumptions,
    notes: [
      `One run: ${spec.canaries} canaries, each on a coordinate of its own and present by a fair coin; ` +
        `a bound of ${Number(guesses.expected.toPrecision(3))} was to be expected.`,
      `These canaries can show at most the exact epsilon of their own pair, ${Number(exact[1].toPrecision(4))}.`,
      ...(apart
        ? []
        : [
            `Under design ${spec.mechanism.design} canaries tell a little of one another, so the family of the pair is not ` +
              'inverted; under --design poisson it is.',
          ]),
    ],
  };
}
