import type { Roc, ScoreHistogram } from '../../lib/core/audit.js';
import type { Statistic } from '../../lib/games/assess/judge.js';

/** What was played, ready to be judged. */
export interface Evidence {
  readonly statistics: readonly Statistic[];
  readonly roc?: Roc;
  readonly histograms?: readonly ScoreHistogram[];
  /** what the reader must grant beside the mechanism's assumptions */
  readonly assumptions: readonly string[];
  readonly notes: readonly string[];
}

/** Evidence of several games, judged as one: the pictures are those of the last. */
export function joined(parts: readonly Evidence[]): Evidence {
  const pictures = parts.findLast(({ roc }) => roc !== undefined);
  return {
    statistics: parts.flatMap(({ statistics }) => statistics),
    assumptions: unique(parts.flatMap(({ assumptions }) => assumptions)),
    notes: unique(parts.flatMap(({ notes }) => notes)),
    ...(pictures?.roc === undefined ? {} : { roc: pictures.roc }),
    ...(pictures?.histograms === undefined ? {} : { histograms: pictures.histograms }),
  };
}

const unique = (sentences: readonly string[]): readonly string[] => [...new Set(sentences)];
