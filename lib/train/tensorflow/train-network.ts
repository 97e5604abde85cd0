import type * as tf from '@tensorflow/tfjs-core';
import type { Mixtures } from '../../core/mixtures.js';
import type { ImageShape } from '../../core/records.js';
import { DomainError } from '../../numerics/check.js';
import { Draws, seededBits } from '../../random/index.js';
import type { BatchTransform } from '../batch.js';
import type { GradientSpec } from '../learner.js';
import { convolutionNetwork } from './convolution-network.js';
import { denseNetwork } from './dense-network.js';
import { fit } from './fit.js';
import { disposeOf, type Network } from './network.js';
import { type Standard, standardiser, standardOf } from './standardise.js';
import { transformedBatches } from './transformed.js';

export interface TrainedNetwork {
  /** takes standardised records */
  readonly network: Network;
  readonly standard: Standard;
}

/** A transform of batches, and where its rows come from if not from the set itself. */
export interface Altered {
  readonly transform: BatchTransform;
  /** rows of which those of the set are made, in the same order, and how: a frozen extractor */
  readonly from?: {
    /** (count, dimension) row-major */
    readonly features: Float32Array;
    readonly dimension: number;
    embed(x: tf.Tensor2D): tf.Tensor2D;
  };
}

/**
 * A network trained on the current backend, from its first weights on.
 *
 * @param image    shape of the records; what 'cnn' needs
 * @param altered  what changes every batch before a step is taken on it; loadTape first
 * @throws DomainError where the set is empty, holds what is not finite, or is none of such images
 */
export function trainNetwork(
  spec: GradientSpec,
  set: Mixtures,
  seed: string,
  image?: ImageShape,
  altered?: Altered,
): TrainedNetwork {
  if (!(set.count > 0)) throw new DomainError('mixtures', 'at least one', set.count);
  const standard = standardOf(set);
  const network = networkOf(spec, set, image, new Draws(seededBits(seed, 'weights')));
  const order = new Draws(seededBits(seed, 'order'));
  try {
    if (altered === undefined) fit(network, set, standard, spec, order);
    else fitAltered(network, set, standard, spec, order, seed, altered);
  } catch (error) {
    disposeOf(network);
    throw error;
  }
  return { network, standard };
}

function fitAltered(
  network: Network,
  set: Mixtures,
  standard: Standard,
  spec: GradientSpec,
  order: Draws,
  seed: string,
  { transform, from }: Altered,
): void {
  const standardised = standardiser(standard);
  const { epochs } = spec;
  const draws = new Draws(seededBits(seed, 'transform'));
  const { features, dimension } = from ?? set;
  const into = (x: tf.Tensor2D): tf.Tensor2D => standardised.of(from === undefined ? x : from.embed(x));
  const makeBatch = transformedBatches(network, { transform, draws, features, dimension, epochs, into });
  try {
    fit(network, set, standard, spec, order, makeBatch);
  } finally {
    standardised.mean.dispose();
  }
}

function networkOf(
  spec: GradientSpec,
  { dimension, classes }: Mixtures,
  image: ImageShape | undefined,
  draws: Draws,
): Network {
  if (spec.kind !== 'cnn') return denseNetwork([dimension, ...spec.hidden, classes], draws);
  if (image === undefined)
    throw new DomainError('learner', 'softmax or mlp for records that are no images', spec.kind);
  const pixels = image.height * image.width * image.channels;
  if (pixels !== dimension)
    throw new DomainError('features', `the ${pixels} values of an image for cnn`, dimension);
  return convolutionNetwork(image, spec.hidden, classes, draws);
}
