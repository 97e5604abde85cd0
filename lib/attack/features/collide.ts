import * as tf from '@tensorflow/tfjs-core';
import type { PixelBudget, PixelGrid } from '../attack.js';
import { projected } from '../descent/pgd.js';
import type { FeatureMap } from '../networks/feature-maps.js';

export interface CollideSpec {
  readonly maps: readonly FeatureMap[];
  /** undefined: as far as the pixels go */
  readonly budget: PixelBudget | undefined;
  readonly pixels: PixelGrid;
  /** share of the target in the pixels that a poison starts from */
  readonly opacity: number;
  readonly steps: number;
  /** length in pixels of the largest coordinate of the first step */
  readonly step: number;
  /** beta of the penalty beta / 2 ||x - base||^2, for pixels on their own scale; 0: none */
  readonly penalty: number;
}

/** What a step is multiplied by where it did not lead downwards. */
const SHRINK = 0.2;

/** Below this no length counts as one. */
const TINY = 1e-30;

/**
 * As collide, for rows that are no tensors.
 *
 * @param bases   (rows, dimension) row-major
 * @param target  length dimension
 * @returns  the rows, and how far their features were and are from the target's: ||phi(x) - phi(t)|| / ||phi(t)||,
 *           root mean square
 */
export function collideAll(
  bases: Float32Array,
  target: Float32Array,
  spec: CollideSpec,
): { features: Float32Array; distanceBefore: number; distance: number } {
  const dimension = target.length;
  return tf.tidy(() => {
    const centre = tf.tensor2d(bases, [bases.length / dimension, dimension]);
    const aim = tf.tensor2d(target, [1, dimension]);
    const distances = distancesTo(aim, spec.maps);
    const distance = (x: tf.Tensor2D): number => Math.sqrt(tf.mean(distances(x)).dataSync()[0]);
    const x = collide(centre, aim, spec);
    return {
      features: x.dataSync<'float32'>().slice(),
      distanceBefore: distance(centre),
      distance: distance(x),
    };
  });
}

/**
 * Rows whose features meet those of the target, each by itself: forward-backward splitting for
 *
 *   mean over maps of ||phi(x) - phi(t)||^2 / ||phi(t)||^2  +  beta / 2 ||x - base||^2
 *
 * forward: x - eta gradient of the first term; backward: (. + eta beta base) / (1 + eta beta), then into reach.
 * A row that would rise stays, and its eta shrinks.
 *
 * @param centre  (rows, dimension): the bases
 * @param target  (1, dimension)
 * @returns  (rows, dimension), in reach
 * @source   Shafahi et al. 2018, "Poison frogs!", algorithm 1
 */
function collide(centre: tf.Tensor2D, target: tf.Tensor2D, spec: CollideSpec): tf.Tensor2D {
  const { maps, opacity, steps, step, penalty } = spec;
  const reach = { centre, budget: spec.budget, pixels: spec.pixels };
  const distances = distancesTo(target, maps);
  const losses = (x: tf.Tensor2D): tf.Tensor2D =>
    tf.add(distances(x), tf.mul(penalty / 2, rowSums(tf.square(tf.sub(x, centre)))));
  const gradient = tf.grad((x) => tf.sum(distances(x as tf.Tensor2D)));
  const mixed = tf.add(tf.mul(1 - opacity, centre), tf.mul(opacity, target)) as tf.Tensor2D;
  let x = projected(mixed, reach);
  let loss = losses(x);
  let eta = tf.div(step, tf.maximum(tf.max(tf.abs(gradient(x)), 1, true), TINY)) as tf.Tensor2D;
  for (let i = 0; i < steps; i++) {
    const before = [x, loss, eta];
    [x, loss, eta] = tf.tidy(() => {
      const forward = tf.sub(x, tf.mul(eta, gradient(x)));
      const pull = tf.mul(eta, penalty);
      const backward = tf.div(tf.add(forward, tf.mul(pull, centre)), tf.add(1, pull)) as tf.Tensor2D;
      const next = projected(backward, reach);
      const there = losses(next);
      const falls = tf.cast(tf.less(there, loss), 'float32');
      return [
        tf.add(x, tf.mul(falls, tf.sub(next, x))) as tf.Tensor2D,
        tf.minimum(there, loss) as tf.Tensor2D,
        tf.mul(eta, tf.add(SHRINK, tf.mul(1 - SHRINK, falls))) as tf.Tensor2D,
      ];
    });
    tf.dispose(before);
  }
  return x;
}

/** ||phi(x) - phi(t)||^2 / ||phi(t)||^2 of each row, (rows, 1), in the mean over the maps. Keeps what it needs of t. */
function distancesTo(target: tf.Tensor2D, maps: readonly FeatureMap[]): (x: tf.Tensor2D) => tf.Tensor2D {
  const aims = maps.map((map) => {
    const features = map(target);
    return { map, features, scale: tf.maximum(tf.sum(tf.square(features)), TINY) };
  });
  return (x) => {
    const each = aims.map(({ map, features, scale }) =>
      tf.div(rowSums(tf.square(tf.sub(map(x), features))), scale),
    );
    return tf.div(tf.addN(each), maps.length) as tf.Tensor2D;
  };
}

/** (rows, 1) */
const rowSums = (x: tf.Tensor): tf.Tensor => tf.sum(x, 1, true);
