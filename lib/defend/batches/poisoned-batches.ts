import * as tf from '@tensorflow/tfjs-core';
import type { BatchTransform, InTraining } from '../../train/index.js';
import type { FeatureRange } from './feature-range.js';
import { signedDescent } from './signed-descent.js';

export interface AdversarialPoisoningSpec {
  readonly kind: 'adversarial-poisoning';
  /**
   * what the rows of a batch are perturbed towards. 'gradient-matching': the gradient that would mislabel its
   * targets; 'feature-collision': the mean of its targets' features
   */
  readonly attack: 'gradient-matching' | 'feature-collision';
  /** how far a feature may be moved, as a share of the range of the features */
  readonly size: number;
  /** signed steps */
  readonly steps: number;
  /** share of the rows of a batch that are targets; the others are made poisons */
  readonly targets: number;
}

/** Steps go this far in all, in sizes of the budget: from one side of it to the other. */
const REACH = 2;
/** Joins squared norms: a gradient of norm 0 has a slope of 0, and not of 0 / 0. */
const SMALLEST_SQUARE = 1e-24;

/**
 * Some rows of the batch, drawn at random, are targets; all others are poisoned against them. What comes back is the
 * poisoned rows and then the targets as they were, with the labels that they had. A batch of one row stays as it is.
 */
export function poisonedBatches(spec: AdversarialPoisoningSpec, range: FeatureRange): BatchTransform {
  const size = spec.size * (range.high - range.low);
  const steps = new Array<number>(spec.steps).fill((REACH * size) / spec.steps);
  return (batch, network, draws) => {
    const rows = batch.x.shape[0];
    if (rows < 2) return batch;
    const order = Int32Array.from({ length: rows }, (_, i) => i);
    draws.shuffle(order);
    const count = Math.min(rows - 1, Math.max(1, Math.round(spec.targets * rows)));
    const [targets, bases] = [pick(batch, order.subarray(0, count)), pick(batch, order.subarray(count))];
    const loss = { 'gradient-matching': matching, 'feature-collision': colliding }[spec.attack](
      network,
      bases,
      targets,
    );
    const poisons = signedDescent(bases.x, { centre: bases.x, size, ...range, steps }, loss);
    return { x: tf.concat([poisons, targets.x]), targets: tf.concat([bases.targets, targets.targets]) };
  };
}

interface Rows {
  readonly x: tf.Tensor2D;
  readonly targets: tf.Tensor2D;
}

const pick = ({ x, targets }: Rows, rows: Int32Array): Rows => {
  const which = tf.tensor1d(rows, 'int32');
  return { x: tf.gather(x, which), targets: tf.gather(targets, which) };
};

/** 1 - cosine of the gradient of the poisons, with their labels, and that of the targets, mislabelled. */
function matching(network: InTraining, bases: Rows, targets: Rows): (x: tf.Tensor2D) => tf.Scalar {
  const wanted = lastLayerGradient(network, targets.x, mislabelled(bases, targets));
  const length = lengthOf(wanted);
  return (x) => {
    const made = lastLayerGradient(network, x, bases.targets);
    const cosine = tf.div(tf.sum(tf.mul(made, wanted)), tf.mul(lengthOf(made), length));
    return tf.sub(1, cosine);
  };
}

const lengthOf = (gradient: tf.Tensor2D): tf.Scalar =>
  tf.sqrt(tf.add(tf.sum(tf.square(gradient)), SMALLEST_SQUARE));

/** Every target is given the label that is the most frequent among the poisons, the first of equals. */
function mislabelled(bases: Rows, targets: Rows): tf.Tensor2D {
  const [rows, classes] = targets.targets.shape;
  const label = tf.argMax(tf.sum(bases.targets, 0)).dataSync()[0];
  return tf.oneHot(tf.fill([rows], label, 'int32'), classes) as tf.Tensor2D;
}

/** Gradient of the cross-entropy by the last layer's weights, summed over the rows: features' (p - t). */
function lastLayerGradient({ logits, embed }: InTraining, x: tf.Tensor2D, t: tf.Tensor2D): tf.Tensor2D {
  return tf.matMul(embed(x), tf.sub(tf.softmax(logits(x)), t), true, false);
}

/** Mean square distance between the mean features of the poisons and those of the targets. */
function colliding({ embed }: InTraining, _: Rows, targets: Rows): (x: tf.Tensor2D) => tf.Scalar {
  const middle = tf.mean(embed(targets.x), 0);
  return (x) => tf.mean(tf.squaredDifference(tf.mean(embed(x), 0), middle));
}
