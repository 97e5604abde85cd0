import type * as tf from '@tensorflow/tfjs-core';
import type { Classifier } from './learner.js';

/** A trained network that can be differentiated: what an attacker trains for himself. */
export interface Surrogate {
  readonly classes: number;
  readonly dimension: number;
  /** (rows, dimension) on the records' own scale -> (rows, classes); differentiable by the tape, twice where dense */
  logits(x: tf.Tensor2D): tf.Tensor2D;
  /** the same, with other weights in place of its own: one tensor for each parameter */
  logitsAt(x: tf.Tensor2D, weights: readonly tf.Tensor[]): tf.Tensor2D;
  /** (rows, dimension) -> what the last layer is given; differentiable by the tape */
  embed(x: tf.Tensor2D): tf.Tensor2D;
  /** its weights */
  readonly parameters: readonly tf.Variable[];
  readonly classifier: Classifier;
  /** its layers, copied out; present where the network is dense */
  layers?(): Promise<DenseModel>;
  dispose(): void;
}

/**
 * A dense network as plain numbers: ReLU after every layer but the last. What derivatives are written out for, where
 * networks are so small that the tape costs more than the arithmetic.
 */
export interface DenseModel {
  /** the first layer takes (x - mean) / spread of a record x on its own scale */
  readonly standard: { readonly mean: Float64Array; readonly spread: number };
  readonly layers: readonly DenseLayer[];
}

export interface DenseLayer {
  readonly inputs: number;
  readonly outputs: number;
  /** (inputs, outputs) row-major */
  readonly weights: Float64Array;
  /** length outputs; the layer of the logits has none */
  readonly bias?: Float64Array;
}

/** A frozen map from records to features, trained on public records: what transfer learning starts from. */
export interface Extractor {
  /** numbers of one embedded record */
  readonly width: number;
  /** (rows, dimension) on the records' own scale -> (rows, width); differentiable by the tape */
  embed(x: tf.Tensor2D): tf.Tensor2D;
  /** the same for many rows at once, (count, width) row-major */
  values(features: Float32Array, count: number): Promise<Float32Array>;
  dispose(): void;
}
