import type * as tf from '@tensorflow/tfjs-core';
import type { EmbeddingClassifier } from './learner.js';

/**
 * A trained network that can be differentiated: what an attacker trains for himself. It computes on the backend of
 * TensorFlow.js that it was trained on, which must be the current one.
 */
export interface Surrogate {
  readonly classes: number;
  readonly dimension: number;
  /** numbers of one embedded record */
  readonly width: number;
  /**
   * (rows, dimension) on the records' own scale -> (rows, classes); differentiable by the tape, twice where dense.
   * Gradients of gradients of tf.softmax, tf.exp and the losses of TensorFlow.js are wrong: see
   * tensorflow/cross-entropy.ts for those that are right.
   */
  logits(x: tf.Tensor2D): tf.Tensor2D;
  /**
   * The same, with other weights in place of its own: one tensor for each parameter, in their order. Differentiable
   * by the weights as well. @throws DomainError for cnn
   */
  logitsAt(x: tf.Tensor2D, weights: readonly tf.Tensor[]): tf.Tensor2D;
  /** (rows, dimension) -> what the last layer is given; differentiable by the tape */
  embed(x: tf.Tensor2D): tf.Tensor2D;
  /** its weights, layer by layer; a layer's bias follows its weights */
  readonly parameters: readonly tf.Variable[];
  readonly classifier: EmbeddingClassifier;
  /** its layers, copied out; present where the network is dense */
  layers?(): Promise<DenseModel>;
  dispose(): void;
}

/**
 * A dense network as plain numbers: ReLU after every layer but the last. What derivatives are written out for, where
 * networks are so small that the tape costs more than the arithmetic.
 */
export interface DenseModel {
  /** what is done to records before anything else, such as clipping; differentiable by the tape. Absent: nothing. */
  enter?(x: tf.Tensor2D): tf.Tensor2D;
  /** the first layer takes (x - mean) / spread of a record x as it entered */
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
