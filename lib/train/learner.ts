import type { Mixtures } from '../core/mixtures.js';
import type { ImageShape } from '../core/records.js';
import type { BatchTransform } from './batch.js';

/**
 * What is trained on a set of mixtures, as plain data.
 *
 * Every field that changes a prediction is stated: two runs with the same spec, set and seed agree.
 */
export type LearnerSpec = RidgeSpec | GradientSpec;

/** Moment-corrected ridge regression: closed form. */
export interface RidgeSpec {
  readonly kind: 'ridge';
}

/**
 * A network trained on cross-entropy with soft labels.
 *
 * 'softmax' one linear layer; 'mlp' dense layers with ReLU; 'cnn' strided convolutions with ReLU, then one
 * linear layer (needs the records' image shape)
 */
export interface GradientSpec {
  readonly kind: 'softmax' | 'mlp' | 'cnn';
  /** passes over the set */
  readonly epochs: number;
  /** rows of one step; the last step of an epoch may have fewer */
  readonly batch: number;
  readonly optimizer: 'sgd' | 'momentum' | 'adam';
  /** learning rate, above 0 */
  readonly rate: number;
  /** decoupled weight decay: a step multiplies every weight, but no bias, by 1 - rate * decay. At least 0. */
  readonly decay: number;
  /** mlp: units of each hidden layer. cnn: filters of each 3x3 convolution of stride 2. softmax: empty. */
  readonly hidden: readonly number[];
}

/** Where TensorFlow.js computes. 'node': libtensorflow, an optional dependency. */
export type BackendName = 'node' | 'wasm' | 'cpu';

/** The backend that ran: weights repeat bit for bit only where all of this agrees. */
export interface BackendRecord {
  readonly name: BackendName;
  /** version of TensorFlow.js */
  readonly version: string;
  /** kernels of our own that replace or complete the backend's, in alphabetical order */
  readonly kernels: readonly string[];
  /** whether the backend uses SIMD instructions; null where it does not say */
  readonly simd: boolean | null;
}

export interface Learner {
  /** undefined where TensorFlow.js has no part in it */
  readonly backend?: BackendRecord;
  /**
   * One model. The seed alone decides every random choice: initial weights, order of the rows, and what the
   * transform draws. Without a transform the weights are what they would be if there were no such thing.
   *
   * @param transform  changes every batch before a step is taken on it
   * @throws DomainError where a transform is given to a learner that takes no steps
   */
  train(set: Mixtures, seed: string, transform?: BatchTransform): Promise<Classifier>;
}

export interface Classifier {
  /**
   * features (count, dimension) row-major, on the records' own scale; the predicted class of each row
   *
   * @throws Error where training diverged: the largest of scores that are no numbers is no class
   */
  predict(features: Float32Array, count: number): Promise<Uint16Array>;
  /**
   * The score of every class for each row, (count, classes) row-major: the first of the largest is predicted.
   *
   * Of models trained on cross-entropy these are log-odds up to a constant of each row, and their softmax is what
   * the model takes the probabilities of the classes to be. Ridge regression estimates the one-hot label itself:
   * its scores are on the scale of probabilities and sum to about 1, and their softmax is a smooth increasing
   * function of them that says how far one class is ahead, and no probability of anything.
   *
   * @throws Error where training diverged: a score is not finite
   */
  logits(features: Float32Array, count: number): Promise<Float64Array>;
  /**
   * What the last layer is given for each row; the standardised or plain record where there is one layer only.
   */
  embed?(features: Float32Array, count: number): Promise<Embedded>;
  /** The model itself, where its scores are linear in the features: what a white-box adversary looks at. */
  linear?(): Promise<LinearModel>;
  /** Frees the weights; the classifier is of no use afterwards. */
  dispose(): void;
}

/** A classifier that says what its last layer is given. */
export interface EmbeddingClassifier extends Classifier {
  embed(features: Float32Array, count: number): Promise<Embedded>;
}

/** Records as the last layer sees them. */
export interface Embedded {
  readonly width: number;
  /** (count, width) row-major */
  readonly values: Float32Array;
}

/** A linear classifier: the class of x is the largest entry of x W + b. */
export interface LinearModel {
  readonly dimension: number;
  readonly classes: number;
  /** (dimension, classes) row-major, for features on the records' own scale */
  readonly weights: Float64Array;
  /** length classes */
  readonly intercept: Float64Array;
}

/** What a learner must know beside its spec. */
export interface LearnerContext {
  /** shape of a record that is an image: what 'cnn' needs */
  readonly image?: ImageShape;
  /** undefined: the first of node, wasm, cpu that is there */
  readonly backend?: BackendName;
}
