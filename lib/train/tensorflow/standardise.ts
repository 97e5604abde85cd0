import * as tf from '@tensorflow/tfjs-core';
import type { Mixtures } from '../../core/mixtures.js';
import { DomainError } from '../../numerics/check.js';

/** x -> (x - mean) / spread: one mean for each feature, one spread for all. */
export interface Standard {
  /** length dimension */
  readonly mean: Float64Array;
  /** root mean square of what is left after centring; 1 where nothing is left */
  readonly spread: number;
}

/**
 * The standard of a set of mixtures, from the mixtures alone: it is part of the learner, and follows the release
 * as training does. Without it the records' common mean swamps what tells the classes apart, and a good
 * learning rate would hang on the records' units. With it, and without a bias of the logits, softmax regression
 * gets .69 of the digits right instead of .58 (one model, k = 4, sigma = .4, 4n mixtures).
 *
 * @throws DomainError where a feature is not finite
 */
export function standardOf({ count, dimension, features }: Mixtures): Standard {
  const mean = new Float64Array(dimension);
  for (let row = 0; row < count; row++)
    for (let j = 0; j < dimension; j++) mean[j] += features[row * dimension + j] / count;
  let squares = 0;
  for (let row = 0; row < count; row++)
    for (let j = 0; j < dimension; j++) squares += (features[row * dimension + j] - mean[j]) ** 2;
  const spread = Math.sqrt(squares / (count * dimension));
  if (!Number.isFinite(spread)) throw new DomainError('features of the mixtures', 'finite', spread);
  return { mean, spread: spread > 0 ? spread : 1 };
}

/** The named rows of a (count, dimension) matrix, as they are. */
export function plainRows(features: Float32Array, rows: Int32Array, dimension: number): tf.Tensor2D {
  const values = new Float32Array(rows.length * dimension);
  for (const [i, row] of rows.entries())
    values.set(features.subarray(row * dimension, (row + 1) * dimension), i * dimension);
  return tf.tensor2d(values, [rows.length, dimension]);
}

/** The same standard for rows that are tensors; differentiable. The mean is the caller's to dispose of. */
export function standardiser({ mean, spread }: Standard): {
  readonly mean: tf.Tensor1D;
  of(x: tf.Tensor2D): tf.Tensor2D;
} {
  const centre = tf.tensor1d(Float32Array.from(mean));
  return { mean: centre, of: (x) => tf.mul(tf.sub(x, centre), 1 / spread) };
}

/**
 * The named rows of a (count, dimension) matrix, standardised. Gathered here and not by a slice of a tensor,
 * which would copy all of it.
 */
export function standardRows(
  features: Float32Array,
  rows: Int32Array,
  { mean, spread }: Standard,
): tf.Tensor2D {
  const dimension = mean.length;
  const values = new Float32Array(rows.length * dimension);
  const factor = 1 / spread;
  let to = 0;
  for (const row of rows)
    for (let j = 0; j < dimension; j++) values[to++] = (features[row * dimension + j] - mean[j]) * factor;
  return tf.tensor2d(values, [rows.length, dimension]);
}
