import type * as tf from '@tensorflow/tfjs-core';
import type { Draws } from '../random/index.js';

/** The rows of one step. */
export interface Batch {
  /** (rows, dimension), on the records' own scale */
  readonly x: tf.Tensor2D;
  /** (rows, classes), each row sums to 1 */
  readonly targets: tf.Tensor2D;
  /** where each row stands in the set that is trained on; absent for rows that a transform made up */
  readonly rows?: Int32Array;
}

/** The network in training, as it is before the step. Its functions take rows on the records' own scale. */
export interface InTraining {
  /** passes over the set that are behind it, and that there are in all */
  readonly epoch: number;
  readonly epochs: number;
  /** (rows, dimension) -> (rows, classes); differentiable by the tape */
  logits(x: tf.Tensor2D): tf.Tensor2D;
  /** (rows, dimension) -> what the last layer is given; differentiable by the tape */
  embed(x: tf.Tensor2D): tf.Tensor2D;
}

/**
 * Changes a batch before a step is taken on it; called inside tf.tidy, with the tape at hand. All its random choices
 * come from `draws`. What it remembers from step to step is of one training: a transform with a memory is used once.
 */
export type BatchTransform = (batch: Batch, network: InTraining, draws: Draws) => Batch;
