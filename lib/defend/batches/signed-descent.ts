import * as tf from '@tensorflow/tfjs-core';
import type { FeatureRange } from './feature-range.js';

export interface Descent extends FeatureRange {
  /** (rows, dimension): no entry moves further from here than size */
  readonly centre: tf.Tensor2D;
  readonly size: number;
  /** length of each step in turn */
  readonly steps: readonly number[];
}

/**
 * Steps along the sign of the gradient, each followed by a projection into the l_inf ball about the centre and into
 * [low, high]. Called inside tf.tidy.
 */
export function signedDescent(
  start: tf.Tensor2D,
  { centre, size, low, high, steps }: Descent,
  loss: (x: tf.Tensor2D) => tf.Scalar,
): tf.Tensor2D {
  const slope = tf.grad((x: tf.Tensor) => loss(x as tf.Tensor2D));
  const inside = (x: tf.Tensor2D): tf.Tensor2D =>
    tf.clipByValue(tf.minimum(tf.maximum(x, tf.sub(centre, size)), tf.add(centre, size)), low, high);
  let x = inside(start);
  for (const step of steps)
    x = tf.tidy(() => inside(tf.sub(x, tf.mul(tf.sign(slope(x)), step)) as tf.Tensor2D));
  return x;
}
