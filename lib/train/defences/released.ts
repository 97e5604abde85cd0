import type { Mixtures, Mixup } from '../../core/index.js';
import { seededBits } from '../../random/index.js';
import { type MixtureStream, prepareRelease } from '../../release/index.js';
import type { Learner } from '../learner.js';
import { learnerSeed } from '../learner-of.js';
import type { BlockLearner } from '../ridge.js';
import type { TrainingData, TrainOne } from '../training-data.js';

/** Mixtures that a learner of blocks holds at once. */
const BLOCK = 1024;

/**
 * DP-InstaHide, and noise only (k = 1): every model learns from a release of its own and sees nothing else.
 *
 * @param shared  all models learn from one release, which no certificate can be built on
 * @throws what prepareRelease throws where the mechanism does not fit the records
 */
export function released(
  mechanism: Mixup,
  learner: Learner | BlockLearner,
  { train }: TrainingData,
  seed: string,
  shared: boolean,
): TrainOne {
  const release = prepareRelease(mechanism, train);
  return async (index) => {
    const bits = shared ? seededBits(seed, 'shared release') : seededBits(seed, 'model', index, 'release');
    return 'trainOnBlocks' in learner
      ? learner.trainOnBlocks(blocksOf(release.stream(bits)))
      : learner.train(release.draw(bits), learnerSeed(seed, index));
  };
}

function* blocksOf(stream: MixtureStream): Generator<Mixtures> {
  for (let block = stream.next(BLOCK); block !== undefined; block = stream.next(BLOCK)) yield block;
}
