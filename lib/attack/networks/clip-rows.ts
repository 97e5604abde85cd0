import * as tf from '@tensorflow/tfjs-core';
import { type Domain, UnsupportedError } from '../../core/index.js';

/**
 * Rows clipped into the domain as lib/data clips records, up to rounding, differentiable by the tape, twice too.
 *
 *   balls  x radius / max(|x|, radius), the norm being that of the ball
 *   box    each feature to the nearest value in [low, high]
 *
 * @param x  (rows, dimension)
 */
export function clipRows(x: tf.Tensor2D, domain: Domain): tf.Tensor2D {
  switch (domain.kind) {
    case 'box':
      return tf.clipByValue(x, domain.low, domain.high);
    case 'l2-ball': {
      const { radius } = domain;
      // the maximum before the root: a row of zeros would have no derivative after it
      const squares = tf.maximum(tf.sum(tf.square(x), 1, true), radius * radius);
      return tf.mul(x, tf.div(radius, tf.sqrt(squares)));
    }
    case 'l1-ball': {
      const { radius } = domain;
      return tf.mul(x, tf.div(radius, tf.maximum(tf.sum(size(x), 1, true), radius)));
    }
    default:
      throw new UnsupportedError(`records cannot be clipped into a domain of kind ${domain.kind}`);
  }
}

/** |x|, whose derivative at 0 is 1: tf.abs has -1 there, and a black pixel can only grow. */
function size(x: tf.Tensor2D): tf.Tensor2D {
  return tf.mul(x, tf.sign(tf.add(tf.sign(x), 0.5)));
}
