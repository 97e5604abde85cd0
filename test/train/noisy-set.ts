import type { Mixtures } from '../../lib/core/mixtures.js';
import { seededBits } from '../../lib/random/bits.js';
import { Draws } from '../../lib/random/draws.js';
import { gradientSpec } from '../../lib/train/gradient-spec.js';
import type { GradientSpec } from '../../lib/train/learner.js';

/** One small learner of each kind, one of each optimizer, with a last batch that is not full. */
export const SMALL: readonly GradientSpec[] = [
  gradientSpec('softmax', { epochs: 3, batch: 64 }),
  gradientSpec('mlp', { epochs: 3, batch: 64, optimizer: 'sgd', rate: 0.1, decay: 0.01, hidden: [7, 5] }),
  gradientSpec('cnn', { epochs: 3, batch: 64, rate: 0.01, hidden: [3, 4] }),
];

/** Three classes, each bright in pixels of its own, of 4x4 images; labels with noise, so some are negative. */
export function noisySet(count: number): Mixtures {
  const draws = new Draws(seededBits('noisy set'));
  const [dimension, classes] = [16, 3];
  const features = new Float32Array(count * dimension);
  const labels = new Float32Array(count * classes);
  for (let i = 0; i < count; i++) {
    const label = draws.below(classes);
    for (let j = 0; j < dimension; j++)
      features[i * dimension + j] = (j % classes === label ? 1 : 0) + draws.unit() - 0.5;
    for (let c = 0; c < classes; c++) labels[i * classes + c] = (c === label ? 1 : 0) + 2 * draws.unit() - 1;
  }
  return { count, dimension, classes, features, labels };
}
