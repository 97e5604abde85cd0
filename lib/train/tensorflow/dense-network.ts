import * as tf from '@tensorflow/tfjs-core';
import { DomainError } from '../../numerics/check.js';
import type { Draws } from '../../random/index.js';
import { uniformWeights, zeros } from './initial-weights.js';
import { type Network, parametersOf } from './network.js';

interface Layer<T2 = tf.Variable<tf.Rank.R2>, T1 = tf.Variable<tf.Rank.R1>> {
  /** (inputs, outputs) */
  readonly weights: T2;
  /** length outputs; the layer of the logits has none */
  readonly bias?: T1;
}

type AnyLayer = Layer<tf.Tensor2D, tf.Tensor1D>;

/**
 * Dense layers, ReLU between them; without hidden layers this is softmax regression. The gradients are written
 * out, because TensorFlow.js's tape costs more than the arithmetic of networks this small.
 *
 * The logits have no bias. Noise shrinks what the features say about the labels, and a bias would not shrink
 * with it: for a record without noise it would outweigh the features (breast_cancer, k = 2, sigma = .2: .66
 * instead of .93). Classes are taken to be equally likely.
 *
 * @param widths  units from the input to the classes: [dimension, ...hidden, classes]
 */
export function denseNetwork(widths: readonly number[], draws: Draws): Network {
  const layers: Layer[] = [];
  for (let i = 1; i < widths.length; i++) {
    const [inputs, outputs] = [widths[i - 1], widths[i]];
    const shape: [number, number] = [inputs, outputs];
    const last = i === widths.length - 1;
    // What is learnt from noisy mixtures is small beside what a random last layer would say.
    const weights = last
      ? zeros<tf.Rank.R2>(shape)
      : uniformWeights<tf.Rank.R2>(shape, inputs, outputs, draws);
    layers.push(last ? { weights } : { weights, bias: zeros([outputs]) });
  }
  return {
    parameters: layers.flatMap(({ weights, bias }) => parametersOf(weights, bias)),
    classes: widths[widths.length - 1],
    ...(layers.length === 1 ? { linear: layers[0].weights } : {}),
    width: widths[widths.length - 2],
    logits: (x) => activations(layers, x)[layers.length],
    embed: (x) => activations(layers.slice(0, -1), x)[layers.length - 1],
    logitsAt: (x, weights) => activations(layersOf(weights, layers.length), x)[layers.length],
    gradients: (x, targets) => denseGradients(layers, x, targets),
  };
}

/** Weights and bias in turn, as the parameters are; the last layer has no bias. */
function layersOf(weights: readonly tf.Tensor[], layers: number): AnyLayer[] {
  if (weights.length !== 2 * layers - 1)
    throw new DomainError('weights', `${2 * layers - 1} tensors, one for each parameter`, weights.length);
  return Array.from({ length: layers }, (_, i) => ({
    weights: weights[2 * i] as tf.Tensor2D,
    ...(i === layers - 1 ? {} : { bias: weights[2 * i + 1] as tf.Tensor1D }),
  }));
}

/**
 * The input, the output of every hidden layer, and the logits. While the tape records, TensorFlow.js takes the fused
 * product apart, so its gradient has a gradient.
 */
function activations(layers: readonly AnyLayer[], x: tf.Tensor2D): tf.Tensor2D[] {
  const outputs = [x];
  for (const [i, { weights, bias }] of layers.entries())
    outputs.push(
      bias === undefined
        ? tf.matMul(outputs[i], weights)
        : (tf.fused.matMul({ a: outputs[i], b: weights, bias, activation: 'relu' }) as tf.Tensor2D),
    );
  return outputs;
}

function denseGradients(layers: readonly Layer[], x: tf.Tensor2D, targets: tf.Tensor2D): tf.Tensor[] {
  const outputs = activations(layers, x);
  const gradients: tf.Tensor[] = [];
  // The mean cross-entropy by the logits: (p - t) / rows.
  let error: tf.Tensor2D = tf.div(tf.sub(tf.softmax(outputs[layers.length]), targets), x.shape[0]);
  for (const [i, { weights, bias }] of [...layers.entries()].reverse()) {
    if (bias !== undefined) {
      // This layer's ReLU lets through what is positive.
      error = tf.mul(error, tf.step(outputs[i + 1]));
      gradients.unshift(tf.sum(error, 0));
    }
    gradients.unshift(tf.matMul(outputs[i], error, true, false));
    if (i > 0) error = tf.matMul(error, weights, false, true);
  }
  return gradients;
}
