import type { ScoreLaws } from '../../lib/audit/family.js';
import { WORLDS, type Worlds } from '../../lib/audit/worlds.js';
import type { Roc } from '../../lib/core/audit.js';
import { histogramEdges, measuredHistogram, measuredRoc } from '../../lib/games/assess/curves.js';
import { scoreHistogram } from '../../lib/games/law/histogram.js';
import type { Evidence } from './evidence.js';

/** What scores are drawn beside, where it is known. */
export interface Beside {
  readonly exact?: Roc['exact'] | undefined;
  readonly bound?: Roc['bound'] | undefined;
  readonly laws?: ScoreLaws | undefined;
}

/** Error rates and histograms of the scores of two worlds. */
export function pictures(
  scores: Worlds,
  { exact, bound, laws }: Beside = {},
): Required<Pick<Evidence, 'roc' | 'histograms'>> {
  const edges = histogramEdges(scores);
  const law = laws === undefined ? undefined : scoreHistogram(laws, edges);
  return {
    roc: {
      measured: measuredRoc(scores),
      ...(exact === undefined ? {} : { exact }),
      ...(bound === undefined ? {} : { bound }),
    },
    histograms: WORLDS.map((world) => ({
      ...measuredHistogram(world, scores[world], edges),
      ...(law === undefined ? {} : { law: law[world] }),
    })),
  };
}
