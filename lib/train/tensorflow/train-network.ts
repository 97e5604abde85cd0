import type { Mixtures } from '../../core/mixtures.js';
import type { ImageShape } from '../../core/records.js';
import { DomainError } from '../../numerics/check.js';
import { Draws, seededBits } from '../../random/index.js';
import type { GradientSpec } from '../learner.js';
import { convolutionNetwork } from './convolution-network.js';
import { denseNetwork } from './dense-network.js';
import { fit } from './fit.js';
import { disposeOf, type Network } from './network.js';
import { type Standard, standardOf } from './standardise.js';

export interface TrainedNetwork {
  /** takes standardised records */
  readonly network: Network;
  readonly standard: Standard;
}

/**
 * A network trained on the current backend, from its first weights on.
 *
 * @param image  shape of the records; what 'cnn' needs
 * @throws DomainError where the set is empty, holds what is not finite, or is none of such images
 */
export function trainNetwork(
  spec: GradientSpec,
  set: Mixtures,
  seed: string,
  image?: ImageShape,
): TrainedNetwork {
  if (!(set.count > 0)) throw new DomainError('mixtures', 'at least one', set.count);
  const standard = standardOf(set);
  const network = networkOf(spec, set, image, new Draws(seededBits(seed, 'weights')));
  try {
    fit(network, set, standard, spec, new Draws(seededBits(seed, 'order')));
  } catch (error) {
    disposeOf(network);
    throw error;
  }
  return { network, standard };
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
