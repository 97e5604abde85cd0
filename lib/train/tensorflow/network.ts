import type * as tf from '@tensorflow/tfjs-core';

/** A function from features to logits, with its weights. */
export interface Network {
  /** what an optimizer moves; disposing of them disposes of the network */
  readonly parameters: readonly Parameter[];
  readonly classes: number;
  /** (dimension, classes): the only weights, where the logits are x times them */
  readonly linear?: tf.Variable<tf.Rank.R2>;
  /** numbers that the last layer is given of each row */
  readonly width: number;
  /** x (rows, dimension); (rows, classes); differentiable by the tape, twice where dense */
  logits(x: tf.Tensor2D): tf.Tensor2D;
  /** What the last layer is given: x (rows, dimension); (rows, width); differentiable as the logits are. */
  embed(x: tf.Tensor2D): tf.Tensor2D;
  /** The logits by other weights, one tensor for each parameter; present where all layers are dense. */
  logitsAt?(x: tf.Tensor2D, weights: readonly tf.Tensor[]): tf.Tensor2D;
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

/** A layer's weights, and its bias where it has one. */
export const parametersOf = (weights: tf.Variable, bias?: tf.Variable): Parameter[] => [
  { variable: weights, decays: true },
  ...(bias === undefined ? [] : [{ variable: bias, decays: false }]),
];

/** Frees the weights. */
export function disposeOf({ parameters }: Network): void {
  for (const { variable } of parameters) variable.dispose();
}
