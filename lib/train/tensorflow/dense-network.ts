import * as tf from '@tensorflow/tfjs-core';
import type { Draws } from '../../release/draws.js';
import { uniformWeights, zeros } from './initial-weights.js';
import type { Network } from './network.js';

interface Layer {
  /** (inputs, outputs) */
  readonly weights: tf.Variable<tf.Rank.R2>;
  readonly bias: tf.Variable<tf.Rank.R1>;
}

/**
 * Dense layers, ReLU between them; without hidden layers this is softmax regression. The gradients are written
 * out, because TensorFlow.js's tape costs more than the arithmetic of networks this small.
 *
 * @param widths  units from the input to the classes: [dimension, ...hidden, classes]
 */
export function denseNetwork(widths: readonly number[], draws: Draws): Network {
  const layers: Layer[] = [];
  for (let i = 1; i < widths.length; i++) {
    const [inputs, outputs] = [widths[i - 1], widths[i]];
    const shape: [number, number] = [inputs, outputs];
    layers.push({
      // One convex layer has one optimum: it starts from zero and needs no luck.
      weights: widths.length === 2 ? zeros(shape) : uniformWeights(shape, inputs, outputs, draws),
      bias: zeros([outputs]),
    });
  }
  return {
    parameters: layers.flatMap(({ weights, bias }) => [
      { variable: weights, decays: true },
      { variable: bias, decays: false },
    ]),
    logits: (x) => activations(layers, x).at(-1) as tf.Tensor2D,
    gradients: (x, targets) => denseGradients(layers, x, targets),
  };
}

/** The input, the output of every hidden layer, and the logits. */
function activations(layers: readonly Layer[], x: tf.Tensor2D): tf.Tensor2D[] {
  const outputs = [x];
  for (const [i, { weights, bias }] of layers.entries()) {
    const activation = i < layers.length - 1 ? 'relu' : 'linear';
    outputs.push(tf.fused.matMul({ a: outputs[i], b: weights, bias, activation }) as tf.Tensor2D);
  }
  return outputs;
}

function denseGradients(layers: readonly Layer[], x: tf.Tensor2D, targets: tf.Tensor2D): tf.Tensor[] {
  const outputs = activations(layers, x);
  const gradients: tf.Tensor[] = [];
  // The mean cross-entropy by the logits: (p - t) / rows.
  let error: tf.Tensor2D = tf.div(tf.sub(tf.softmax(outputs[layers.length]), targets), x.shape[0]);
  for (let i = layers.length - 1; i >= 0; i--) {
    const entered = outputs[i];
    gradients.unshift(tf.matMul(entered, error, true, false), tf.sum(error, 0));
    if (i > 0) error = tf.mul(tf.matMul(error, layers[i].weights, false, true), tf.step(entered));
  }
  return gradients;
}
