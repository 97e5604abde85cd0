import * as tf from '@tensorflow/tfjs-core';

/** A function from features to logits, with its weights. */
export interface Network {
  /** what an optimizer moves; disposing of them disposes of the network */
  readonly parameters: readonly Parameter[];
  /** x (rows, dimension); (rows, classes) */
  logits(x: tf.Tensor2D): tf.Tensor2D;
  /**
   * Gradient of the mean cross-entropy over the rows, one tensor for each parameter.
   *
   * @param x        (rows, dimension)
   * @param targets  (rows, classes), each row sums to 1
   */
  gradients(x: tf.Tensor2D, targets: tf.Tensor2D): tf.Tensor[];
}

export interface Parameter {
  readonly variable: tf.Variable;
  /** biases do not */
  readonly decays: boolean;
}

/** Mean over the rows of logsumexp(z) - t . z, which is cross-entropy where targets sum to 1. */
export function meanCrossEntropy(logits: tf.Tensor2D, targets: tf.Tensor2D): tf.Scalar {
  return tf.mean(tf.sub(tf.logSumExp(logits, 1), tf.sum(tf.mul(targets, logits), 1)));
}

/** The gradients by TensorFlow.js's tape. */
export function tapeGradients(
  { parameters, logits }: Pick<Network, 'parameters' | 'logits'>,
  x: tf.Tensor2D,
  targets: tf.Tensor2D,
): tf.Tensor[] {
  const variables = parameters.map(({ variable }) => variable);
  const { grads } = tf.variableGrads(() => meanCrossEntropy(logits(x), targets), variables);
  return variables.map(({ name }) => grads[name]);
}
