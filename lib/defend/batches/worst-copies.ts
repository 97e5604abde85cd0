import * as tf from '@tensorflow/tfjs-core';
import type { ImageShape } from '../../core/index.js';
import type { Draws } from '../../random/index.js';
import type { BatchTransform } from '../../train/index.js';
import { rowLosses } from '../../train/tensorflow/cross-entropy.js';
import { cutoutBox } from '../cutout.js';
import { forEachPixel } from '../images/pixel-box.js';

/**
 * Each row is copied, each copy gets a square of its own blotted out, and the copy of the largest cross-entropy (the
 * first of equals) takes the place of the row.
 *
 * @param fill  value of each channel inside a square
 */
export function worstCopies(
  { size, copies }: { readonly size: number; readonly copies: number },
  image: ImageShape,
  fill: ArrayLike<number>,
): BatchTransform {
  const dimension = image.height * image.width * image.channels;
  const filled = Float32Array.from({ length: dimension }, (_, at) => fill[at % image.channels]);
  return (batch, network, draws) => {
    const { x, targets } = batch;
    const rows = x.shape[0];
    const cut = (kept: Float32Array): tf.Tensor2D => {
      const mask = tf.tensor2d(kept, [rows, dimension]);
      return tf.add(tf.mul(x, mask), tf.mul(tf.sub(1, mask), tf.tensor1d(filled)));
    };
    const masks = Array.from({ length: copies }, () => keptPixels(rows, dimension, size, image, draws));
    const losses = masks.map((kept) =>
      tf.tidy(() => rowLosses(network.logits(cut(kept)), targets).dataSync<'float32'>()),
    );
    const worst = new Float32Array(rows * dimension);
    for (let row = 0; row < rows; row++) {
      let chosen = 0;
      for (let copy = 1; copy < copies; copy++) if (losses[copy][row] > losses[chosen][row]) chosen = copy;
      const from = row * dimension;
      worst.set(masks[chosen].subarray(from, from + dimension), from);
    }
    return { ...batch, x: cut(worst) };
  };
}

/** 0 inside a square of each row, 1 outside it; (rows, dimension) row-major */
function keptPixels(
  rows: number,
  dimension: number,
  size: number,
  image: ImageShape,
  draws: Draws,
): Float32Array {
  const kept = new Float32Array(rows * dimension).fill(1);
  for (let row = 0; row < rows; row++)
    forEachPixel(cutoutBox(draws, image, size), image, (at) => {
      kept[row * dimension + at] = 0;
    });
  return kept;
}
