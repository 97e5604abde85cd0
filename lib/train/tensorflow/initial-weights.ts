import * as tf from '@tensorflow/tfjs-core';
import type { Draws } from '../../random/index.js';

/**
 * Independent uniform weights in [-limit, limit), limit = sqrt(6 / (inputs + outputs)).
 *
 * @source Glorot, Bengio 2010, "Understanding the difficulty of training deep feedforward neural networks"
 */
export function uniformWeights<R extends tf.Rank>(
  shape: tf.ShapeMap[R],
  inputs: number,
  outputs: number,
  draws: Draws,
): tf.Variable<R> {
  const limit = Math.sqrt(6 / (inputs + outputs));
  const values = new Float32Array(shape.reduce((size: number, side) => size * side, 1));
  for (let i = 0; i < values.length; i++) values[i] = limit * (2 * draws.unit() - 1);
  return variable(values, shape);
}

/** Zeros: every bias, and the weights of softmax regression, whose loss is convex. */
export function zeros<R extends tf.Rank>(shape: tf.ShapeMap[R]): tf.Variable<R> {
  return variable(new Float32Array(shape.reduce((size: number, side) => size * side, 1)), shape);
}

function variable<R extends tf.Rank>(values: Float32Array, shape: tf.ShapeMap[R]): tf.Variable<R> {
  return tf.tidy(() => tf.variable(tf.tensor<R>(values, shape)));
}
