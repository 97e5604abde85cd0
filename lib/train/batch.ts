import type * as tf from '@tensorflow/tfjs-core';
import type { Draws } from '../random/index.js';

/** The rows of one step. */
export interface Batch {
  /** (rows, dimension), on the records' own scale */
  readonly x: tf.Tensor2D;
  /** (rows, classes), each row sums to 1 */
  readonly targets: tf.Tensor2D;
}

/** The network in training, as it is before the step. Both take rows on the records' own scale. */
export interface InTraining {
  /** (rows, dimension) -> (rows, classes); differentiable by the tape */
  logits(x: tf.Tensor2D): tf.Tensor2D;
  /** (rows, dimension) -> what the last layer is given; differentiable by the tape */
  embed(x: tf.Tensor2D): tf.Tensor2D;
}

/** Changes a batch before a step is taken on it; called inside tf.tidy. All its random choices come from `draws`. */
export type BatchTransform = (batch: Batch, network: InTraining, draws: Draws) => Batch;
