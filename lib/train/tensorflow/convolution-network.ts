import * as tf from '@tensorflow/tfjs-core';
import type { ImageShape } from '../../core/records.js';
import type { Draws } from '../../random/index.js';
import { uniformWeights, zeros } from './initial-weights.js';
import { type Network, parametersOf } from './network.js';
import { tapeGradients } from './tape.js';

/** Side of every filter. */
const SIDE = 3;

/** Halves the image in every layer; pooling is left out, strided convolutions learn it. */
const STRIDE = 2;

interface Layer {
  /** (3, 3, channels, filters) */
  readonly filters: tf.Variable<tf.Rank.R4>;
  readonly bias: tf.Variable<tf.Rank.R1>;
}

/**
 * 3x3 convolutions of stride 2 with ReLU, then one linear layer without a bias that starts from zero
 * (denseNetwork says why). The gradients are the tape's: loadTape first.
 *
 * @param filters  filters of each convolution
 */
export function convolutionNetwork(
  image: ImageShape,
  filters: readonly number[],
  classes: number,
  draws: Draws,
): Network {
  const layers: Layer[] = [];
  let { height, width, channels } = image;
  for (const count of filters) {
    const shape: [number, number, number, number] = [SIDE, SIDE, channels, count];
    const cells = SIDE * SIDE;
    layers.push({
      filters: uniformWeights(shape, cells * channels, cells * count, draws),
      bias: zeros([count]),
    });
    height = Math.ceil(height / STRIDE);
    width = Math.ceil(width / STRIDE);
    channels = count;
  }
  const size = height * width * channels;
  const weights = zeros<tf.Rank.R2>([size, classes]);

  const embed = (x: tf.Tensor2D): tf.Tensor2D => {
    let at = tf.reshape(x, [x.shape[0], image.height, image.width, image.channels]) as tf.Tensor4D;
    for (const layer of layers)
      at = tf.relu(tf.add(tf.conv2d(at, layer.filters, STRIDE, 'same'), layer.bias));
    return tf.reshape(at, [x.shape[0], size]);
  };
  const logits = (x: tf.Tensor2D): tf.Tensor2D => tf.matMul(embed(x), weights);
  const parameters = [
    ...layers.flatMap(({ filters, bias }) => parametersOf(filters, bias)),
    ...parametersOf(weights),
  ];
  return {
    parameters,
    classes,
    width: size,
    logits,
    embed,
    gradients: (x, targets) => tapeGradients({ parameters, logits }, x, targets),
  };
}
