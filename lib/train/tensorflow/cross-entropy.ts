import * as tf from '@tensorflow/tfjs-core';

type Map2D = (x: tf.Tensor2D) => tf.Tensor2D;

/*
 * The tape of TensorFlow.js 4.22.0 records the copy that an operation keeps of its own OUTPUT before it records the
 * operation, and so loses what flows through that copy: gradients of gradients of exp, softmax, logSoftmax, sqrt and
 * every loss built on them come out wrong, without a word. (Of logSumExp there are none.) The functions here keep
 * their input instead and are right to every order.
 */

/** exp(z_c) / sum_j exp(z_j) of each row: gradients of every order. */
export const probabilities: Map2D = tf.customGrad((z, save) => {
  (save as tf.GradSaveFunc)([z as tf.Tensor]);
  return {
    value: tf.softmax(z as tf.Tensor2D),
    gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => {
      const p = probabilities(saved[0] as tf.Tensor2D);
      return tf.mul(p, tf.sub(dy, tf.sum(tf.mul(dy, p), 1, true)));
    },
  };
}) as Map2D;

/** ln(sum_j exp(z_j)) of each row, (rows, 1): gradients of every order. */
const logSumExp: Map2D = tf.customGrad((z, save) => {
  (save as tf.GradSaveFunc)([z as tf.Tensor]);
  return {
    value: tf.logSumExp(z as tf.Tensor2D, 1, true),
    gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => tf.mul(dy, probabilities(saved[0] as tf.Tensor2D)),
  };
}) as Map2D;

/**
 * Cross-entropy of each row, logsumexp(z) - t . z, where each row of targets sums to 1: gradients of every order.
 *
 * @param logits   (rows, classes)
 * @param targets  (rows, classes)
 * @returns  length rows
 */
export function rowLosses(logits: tf.Tensor2D, targets: tf.Tensor2D): tf.Tensor1D {
  const agreed = tf.sum(tf.mul(targets, logits), 1, true);
  return tf.reshape(tf.sub(logSumExp(logits), agreed), [logits.shape[0]]);
}

/** The mean of rowLosses. */
export function crossEntropy(logits: tf.Tensor2D, targets: tf.Tensor2D): tf.Scalar {
  return tf.mean(rowLosses(logits, targets));
}
