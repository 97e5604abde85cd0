import * as tf from '@tensorflow/tfjs-core';
import type { Mixtures } from '../../core/mixtures.js';
import type { ImageShape } from '../../core/records.js';
import { DomainError } from '../../numerics/check.js';
import { seededBits } from '../../release/bits.js';
import { Draws } from '../../release/draws.js';
import { checkGradientSpec } from '../gradient-spec.js';
import type { BackendRecord, Classifier, GradientSpec, Learner, LearnerContext } from '../learner.js';
import { loadBackend, resumeBackend } from './backend.js';
import { convolutionNetwork } from './convolution-network.js';
import { denseNetwork } from './dense-network.js';
import { fit } from './fit.js';
import type { Network } from './network.js';
import { type Standard, standardOf, standardRows } from './standardise.js';
import { loadTape } from './tape.js';

/** Test records classified at once: bounds the memory that a prediction takes. */
const PREDICTED_AT_ONCE = 1024;

/**
 * Softmax regression, MLP or CNN on TensorFlow.js, trained on cross-entropy with mixed labels.
 *
 * Bit-reproducible: on one machine the same spec, set, seed and backend record give the same weights. They
 * differ in their last bits between backends, and a prediction may with them.
 *
 * @throws DomainError for a spec that cannot be trained; BackendError where the named backend is absent
 */
export async function tensorflowLearner(spec: GradientSpec, context: LearnerContext = {}): Promise<Learner> {
  checkGradientSpec(spec);
  if (spec.kind === 'cnn' && context.image === undefined)
    throw new DomainError('learner', 'softmax or mlp for records that are no images', spec.kind);
  const backend = await loadBackend(context.backend);
  if (spec.kind === 'cnn') await loadTape();
  return {
    backend,
    async train(set, seed) {
      checkSet(set, spec, context.image);
      await resumeBackend(backend);
      const standard = standardOf(set);
      const network = networkOf(spec, set, context.image, new Draws(seededBits(seed, 'weights')));
      try {
        fit(network, set, standard, spec, new Draws(seededBits(seed, 'order')));
      } catch (error) {
        disposeOf(network);
        throw error;
      }
      return classifierOf(network, standard, backend);
    },
  };
}

function checkSet(
  { count, dimension }: Mixtures,
  { kind }: GradientSpec,
  image: ImageShape | undefined,
): void {
  if (!(count > 0)) throw new DomainError('mixtures', 'at least one', count);
  if (kind === 'cnn' && image !== undefined) {
    const pixels = image.height * image.width * image.channels;
    if (pixels !== dimension)
      throw new DomainError(
        'features',
        `the ${pixels} values of an image for cnn (no projection)`,
        dimension,
      );
  }
}

function networkOf(spec: GradientSpec, set: Mixtures, image: ImageShape | undefined, draws: Draws): Network {
  return spec.kind === 'cnn' && image !== undefined
    ? convolutionNetwork(image, spec.hidden, set.classes, draws)
    : denseNetwork([set.dimension, ...spec.hidden, set.classes], draws);
}

function classifierOf(network: Network, standard: Standard, backend: BackendRecord): Classifier {
  const dimension = standard.mean.length;
  return {
    async predict(features, count) {
      if (features.length !== count * dimension)
        throw new DomainError('features', `${count} rows of ${dimension}`, features.length);
      await resumeBackend(backend);
      const predictions = new Uint16Array(count);
      for (let first = 0; first < count; first += PREDICTED_AT_ONCE) {
        const rows = Int32Array.from(
          { length: Math.min(PREDICTED_AT_ONCE, count - first) },
          (_, i) => first + i,
        );
        const logits = tf.tidy(() => network.logits(standardRows(features, rows, standard)).dataSync());
        predictions.set(largest(logits, rows.length), first);
      }
      return predictions;
    },
    dispose: () => disposeOf(network),
  };
}

/** The class of the largest logit of each row, the first of equals. @throws Error where one is not a number */
function largest(logits: ArrayLike<number>, rows: number): Uint16Array {
  const classes = logits.length / rows;
  return Uint16Array.from({ length: rows }, (_, row) => {
    let best = 0;
    for (let c = 0; c < classes; c++) {
      const value = logits[row * classes + c];
      if (!Number.isFinite(value))
        throw new Error('training diverged: lower the learning rate or the batch size');
      if (value > logits[row * classes + best]) best = c;
    }
    return best;
  });
}

function disposeOf({ parameters }: Network): void {
  for (const { variable } of parameters) variable.dispose();
}
