import * as tf from '@tensorflow/tfjs-core';
import type { Surrogate } from '../../train/index.js';
import type { PixelBudget, PixelGrid } from '../attack.js';
import { descend, sizeInPixels } from './pgd.js';

/** Rows moved at once: bounds the memory that a step takes. */
const AT_ONCE = 1024;

export interface Adversarial {
  readonly budget: PixelBudget;
  readonly pixels: PixelGrid;
  readonly steps: number;
  /** length of a step, as a share of the budget */
  readonly step: number;
  /** 'away': the cross-entropy with the labels is made large; 'toward': small */
  readonly direction: 'away' | 'toward';
}

/**
 * Adversarial examples of a network by projected gradient descent, each row by itself.
 *
 * @param rows    (labels, dimension) row-major, pixels in range
 * @param labels  one for each row
 * @returns  as rows, in the budget about them
 */
export function adversarialRows(
  { dimension, classes, logits }: Surrogate,
  rows: Float32Array,
  labels: Uint16Array,
  { budget, pixels, steps, step, direction }: Adversarial,
): Float32Array {
  const moved = new Float32Array(rows.length);
  const sign = direction === 'toward' ? 1 : -1;
  for (let first = 0; first < labels.length; first += AT_ONCE) {
    const some = labels.subarray(first, first + AT_ONCE);
    const block = rows.subarray(first * dimension, (first + some.length) * dimension);
    tf.tidy(() => {
      const centre = tf.tensor2d(block, [some.length, dimension]);
      const targets = tf.oneHot(Array.from(some), classes) as tf.Tensor2D;
      const x = descend({
        start: centre,
        centre,
        budget,
        pixels,
        steps,
        step: step * sizeInPixels(budget, pixels),
        loss: (at) => tf.mul(sign, crossEntropy(logits(at), targets)),
      });
      moved.set(x.dataSync<'float32'>(), first * dimension);
    });
  }
  return moved;
}

/** Summed over the rows, so that no row's gradient hangs on how many there are. */
function crossEntropy(logits: tf.Tensor2D, targets: tf.Tensor2D): tf.Scalar {
  return tf.sum(tf.sub(tf.logSumExp(logits, 1), tf.sum(tf.mul(targets, logits), 1)));
}
