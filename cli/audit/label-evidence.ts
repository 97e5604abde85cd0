import type { ThresholdRule } from '../../lib/audit/threshold-rule.js';
import type { Worlds } from '../../lib/audit/worlds.js';
import type { Mixup } from '../../lib/core/mechanism.js';
import { scoreStatistics } from '../../lib/games/assess/release-statistics.js';
import type { Theory } from '../../lib/games/assess/theory.js';
import type { LabelSpec } from '../../lib/games/game.js';
import { labelGame } from '../../lib/games/release/label-game.js';
import type { Evidence } from './evidence.js';
import { pictures } from './pictures.js';
import type { Player } from './playing.js';
import { refusing } from './refusing.js';

/** One mixture that shows the canary's class without noise is enough. */
const SEEN: ThresholdRule = { kind: 'explicit', at: 0.5 };

/** Plays the game that sees labels without noise, which no noise of the features hides. */
export async function playLabels(
  spec: LabelSpec,
  label: string,
  alpha: number,
  theory: Theory,
  player: Player,
): Promise<Evidence> {
  const { scores } = await player.play(
    spec,
    refusing(label, () => labelGame(spec)),
  );
  return labelEvidence(scores, spec.mechanism, alpha, theory);
}

/** What mixed labels say, wherever they were drawn. */
export function labelEvidence(scores: Worlds, { labels }: Mixup, alpha: number, theory: Theory): Evidence {
  const exposed = labels.kind === 'exposed';
  return {
    // nothing is claimed of a change of label where labels are exposed
    statistics: scoreStatistics(scores, {
      theory: exposed ? { ...theory, upper: Infinity } : theory,
      rule: SEEN,
      alpha,
      suffix: ', labels',
    }),
    ...pictures(scores),
    assumptions: [],
    notes: exposed
      ? [
          'Labels are exposed: a canary of a class of its own is seen in every mixture that holds it, and no bound speaks of that.',
        ]
      : [],
  };
}
