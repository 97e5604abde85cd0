import * as tf from '@tensorflow/tfjs-core';
import type { PixelBudget, PixelGrid } from '../attack.js';

/** Where rows may be: within a ball about each row's centre, and in the range of the pixels. */
export interface Reach {
  /** (rows, dimension), in [low, high] */
  readonly centre: tf.Tensor2D;
  /** undefined: as far as the pixels go */
  readonly budget: PixelBudget | undefined;
  readonly pixels: PixelGrid;
}

export interface Descent extends Reach {
  /** (rows, dimension): where it starts, moved into reach */
  readonly start: tf.Tensor2D;
  readonly steps: number;
  /** length of a step in pixels: of each coordinate under l_inf, of each row under l2 */
  readonly step: number;
  /** what is made small; rows are apart where it is a sum over them */
  loss(x: tf.Tensor2D): tf.Scalar;
}

/** A budget in pixels: its size is a share of their range. */
export const sizeInPixels = ({ size }: PixelBudget, { low, high }: PixelGrid): number => size * (high - low);

/**
 * The nearest rows in the ball, clamped into [low, high]. Clamping leaves the rows in the ball: it moves every
 * coordinate towards that of the centre, which is in range itself.
 */
export function projected(x: tf.Tensor2D, { centre, budget, pixels }: Reach): tf.Tensor2D {
  return tf.tidy(() => {
    const offset = budget === undefined ? undefined : inBall(tf.sub(x, centre), budget, pixels);
    const near = offset === undefined ? x : tf.add(centre, offset);
    return tf.clipByValue(near, pixels.low, pixels.high) as tf.Tensor2D;
  });
}

function inBall(offset: tf.Tensor, budget: PixelBudget, pixels: PixelGrid): tf.Tensor {
  const size = sizeInPixels(budget, pixels);
  if (budget.norm === 'linf') return tf.clipByValue(offset, -size, size);
  return tf.mul(offset, tf.minimum(1, tf.div(size, tf.maximum(rowNorms(offset), 1e-30))));
}

/**
 * Projected gradient descent: every step goes along the sign of the gradient under l_inf, along the gradient
 * scaled to length 1 in each row under l2, and back into reach.
 *
 * @returns  (rows, dimension), in reach; the caller disposes of it
 * @source   Madry et al. 2018, "Towards deep learning models resistant to adversarial attacks"
 */
export function descend({ start, steps, step, loss, ...reach }: Descent): tf.Tensor2D {
  const gradient = tf.grad((x) => loss(x as tf.Tensor2D));
  let x = projected(start, reach);
  for (let i = 0; i < steps; i++) {
    const next = tf.tidy(() => {
      const move = tf.mul(direction(gradient(x), reach.budget), step);
      return projected(tf.sub(x, move), reach);
    });
    x.dispose();
    x = next;
  }
  return x;
}

/** A row without a gradient stays where it is. */
function direction(gradient: tf.Tensor, budget: PixelBudget | undefined): tf.Tensor {
  if (budget?.norm === 'l2') return tf.div(gradient, tf.maximum(rowNorms(gradient), 1e-30));
  return tf.sign(gradient);
}

/** (rows, 1) */
const rowNorms = (x: tf.Tensor): tf.Tensor => tf.sqrt(tf.sum(tf.square(x), 1, true));
