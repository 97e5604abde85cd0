import type { World, Worlds } from '../../audit/index.js';
import { type DomainRecords, UnsupportedError } from '../../core/index.js';
import { seededBits } from '../../random/index.js';
import { placeOf } from '../../release/grid.js';
import type { Game, LabelSpec } from '../game.js';
import { Blocks, preparedReleases } from './blocks.js';
import { checkSize, playable } from './playable.js';

/** Scores: in how many of a trial's releases the canary's class stands at exactly what it is without noise. */
export interface LabelOutcome {
  readonly scores: Worlds;
}

/** Numbers of mixtures that are drawn and looked at at once. */
const CHUNK = 2 ** 18;

/**
 * A canary whose class no other record has: in 'present' it has the class, in 'absent' that of all others; features are
 * the same. A mixed label without noise shows the class at 1/k exactly when the canary is in the mixture: no false
 * positives, and false negatives (1 - k/n)^T, whatever the noise of the features. With noise of the declared
 * scale such values are as rare in both worlds as any other.
 *
 * @throws UnsupportedError for labels 'in-record': no labels are released beside the features
 * @proof proofs/audit-games.md
 */
export function labelGame({ mechanism: asked, trials, seed }: LabelSpec): Game<LabelOutcome> {
  if (asked.labels.kind === 'in-record')
    throw new UnsupportedError(
      'labels in-record: no labels are released beside the features, so there is no label game',
    );
  const { mechanism, dimension } = playable(asked);
  const { n, k, releases } = mechanism;
  checkSize(n, dimension);
  const { centre } = placeOf(mechanism);
  const blocks = new Blocks(trials, releases * dimension);

  const records = (world: World): DomainRecords => ({
    count: n,
    dimension,
    features: new Float32Array(n * dimension).fill(centre),
    labels: new Uint16Array(n).fill(world === 'present' ? 1 : 0, 0, 1),
    classes: ['others', 'canary'],
    domain: mechanism.domain,
  });

  const releaseOf = preparedReleases(mechanism, records);

  return {
    units: blocks.units,
    width: blocks.size,
    async play(unit) {
      const block = blocks.at(unit);
      const bits = seededBits(seed, 'audit', 'labels', block.world, block.index);
      const stream = releaseOf(block).stream(bits);
      const scores = new Float64Array(blocks.size);
      const rows = Math.max(1, Math.floor(CHUNK / (dimension + 2)));
      let at = 0;
      for (let mixtures = stream.next(rows); mixtures !== undefined; mixtures = stream.next(rows)) {
        addExactLabels(mixtures.labels, mixtures.classes, k, releases, scores, at);
        at += mixtures.count;
      }
      return scores;
    },
    collect: (units) => ({ scores: blocks.scores(units) }),
  };
}

/**
 * Counts the releases of each trial whose label of the canary's class is exactly 1/k, as float32.
 *
 * @param labels    (rows, classes) row-major: mixed labels, T rows a trial
 * @param classes   columns; the last is the canary's class
 * @param releases  T
 * @param scores    counts are added, trial by trial
 * @param first     row of all trials that the first of these rows is
 */
export function addExactLabels(
  labels: ArrayLike<number>,
  classes: number,
  k: number,
  releases: number,
  scores: Float64Array,
  first = 0,
): void {
  const exact = Math.fround(1 / k);
  const rows = labels.length / classes;
  for (let row = 0; row < rows; row += 1)
    if (Math.fround(labels[row * classes + classes - 1]) === exact)
      scores[Math.floor((first + row) / releases)] += 1;
}
