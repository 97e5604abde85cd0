import * as tf from '@tensorflow/tfjs-core';
import type { DenseModel } from '../../train/index.js';

/** A dense network's layers as tensors. */
export interface DenseTensors {
  readonly enter: DenseModel['enter'];
  readonly mean: tf.Tensor1D;
  readonly spread: number;
  readonly layers: readonly {
    /** (inputs, outputs) */
    readonly weights: tf.Tensor2D;
    readonly bias?: tf.Tensor1D;
  }[];
  dispose(): void;
}

/** On the current backend; the caller disposes of them. */
export function denseTensors({ enter, standard, layers }: DenseModel): DenseTensors {
  const mean = tf.tensor1d(Float32Array.from(standard.mean));
  const made = layers.map(({ inputs, outputs, weights, bias }) => ({
    weights: tf.tensor2d(Float32Array.from(weights), [inputs, outputs]),
    ...(bias === undefined ? {} : { bias: tf.tensor1d(Float32Array.from(bias)) }),
  }));
  return {
    enter,
    mean,
    spread: standard.spread,
    layers: made,
    dispose: () =>
      tf.dispose([mean, ...made.flatMap(({ weights, bias }) => (bias ? [weights, bias] : [weights]))]),
  };
}

/** The gradient of the loss by the weights, and what it takes to differentiate it once more. */
export interface LossGradient {
  /** of the mean cross-entropy over the rows: for each layer its weights, then its bias where it has one */
  readonly gradient: readonly tf.Tensor[];
  /**
   * The derivative, by the rows, of the inner product of the gradient with fixed directions, shaped as the gradient.
   * @returns (rows, dimension), per unit of x
   */
  pull(directions: readonly tf.Tensor[]): tf.Tensor2D;
}

/**
 * Gradient of the mean cross-entropy of a dense network by its weights, and the derivative of that gradient by the
 * inputs. Call it, and pull, inside one tf.tidy.
 *
 * With a_0 the standardised rows, z_l = a_{l-1} W_l + b_l, a_l = max(0, z_l), and e_l the derivative by z_l:
 *   e_L = (softmax(z_L) - targets) / rows,   dW_l = a_{l-1}' e_l,   e_{l-1} = (e_l W_l') 1[a_{l-1} > 0]
 * The inner product of dW with V is the derivative of the loss by s at W + s V, so its derivative by the rows is that,
 * by s, of e_0, the loss's derivative by the rows: every line above is differentiated by s, in the same order.
 * The tape is no alternative: TensorFlow.js 4.22, going back twice, silently loses what passes through exp or softmax.
 *
 * @param x        (rows, dimension) as they entered the network: what it does to records first is the caller's
 * @param targets  (rows, classes), each row sums to 1
 * @source the product of a second derivative with a vector: Pearlmutter 1994, "Fast exact multiplication by the Hessian"
 */
export function lossGradient(network: DenseTensors, x: tf.Tensor2D, targets: tf.Tensor2D): LossGradient {
  const { layers, mean, spread } = network;
  const rows = x.shape[0];
  // outputs[l] is what enters layer l: the rows, then what left each layer before it
  const outputs: tf.Tensor2D[] = [tf.mul(tf.sub(x, mean), 1 / spread)];
  for (const { weights, bias } of layers) outputs.push(forward(outputs[outputs.length - 1], weights, bias));
  const probabilities = tf.softmax(outputs[layers.length]);
  const errors: tf.Tensor2D[] = new Array(layers.length);
  const passed: tf.Tensor2D[] = outputs.slice(1, -1).map((output) => tf.step(output));
  errors[layers.length - 1] = tf.div(tf.sub(probabilities, targets), rows);
  for (let l = layers.length - 1; l > 0; l--)
    errors[l - 1] = tf.mul(tf.matMul(errors[l], layers[l].weights, false, true), passed[l - 1]);

  return {
    gradient: layers.flatMap(({ bias }, l) => [
      tf.matMul(outputs[l], errors[l], true, false),
      ...(bias === undefined ? [] : [tf.sum(errors[l], 0)]),
    ]),
    pull(directions) {
      const along = byLayer(network, directions);
      let moved: tf.Tensor2D | undefined; // derivative of what enters layer l by s; that of the rows is 0
      for (const [l, { weights }] of layers.entries()) {
        let sum: tf.Tensor2D = tf.matMul(outputs[l], along[l].weights);
        const { bias } = along[l];
        if (bias !== undefined) sum = tf.add(sum, bias);
        if (moved !== undefined) sum = tf.add(sum, tf.matMul(moved, weights));
        moved = l + 1 < layers.length ? tf.mul(sum, passed[l]) : sum;
      }
      const z = moved as tf.Tensor2D;
      const centred = tf.sub(z, tf.sum(tf.mul(probabilities, z), 1, true));
      let error: tf.Tensor2D = tf.div(tf.mul(probabilities, centred), rows);
      for (let l = layers.length - 1; l >= 0; l--) {
        const back: tf.Tensor2D = tf.add(
          tf.matMul(error, layers[l].weights, false, true),
          tf.matMul(errors[l], along[l].weights, false, true),
        );
        error = l > 0 ? tf.mul(back, passed[l - 1]) : tf.mul(back, 1 / spread);
      }
      return error;
    },
  };
}

/** z, or max(0, z) of a layer that has a bias: only that of the logits has none. */
function forward(x: tf.Tensor2D, weights: tf.Tensor2D, bias: tf.Tensor1D | undefined): tf.Tensor2D {
  return bias === undefined
    ? tf.matMul(x, weights)
    : (tf.fused.matMul({ a: x, b: weights, bias, activation: 'relu' }) as tf.Tensor2D);
}

function byLayer(
  { layers }: DenseTensors,
  tensors: readonly tf.Tensor[],
): { weights: tf.Tensor2D; bias?: tf.Tensor1D }[] {
  let next = 0;
  return layers.map(({ bias }) => {
    const weights = tensors[next++] as tf.Tensor2D;
    return bias === undefined ? { weights } : { weights, bias: tensors[next++] as tf.Tensor1D };
  });
}
