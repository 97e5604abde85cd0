import * as tf from '@tensorflow/tfjs-core';
import type { Records } from '../../core/index.js';
import { rowOf } from '../choices/choose.js';
import type { Objective } from '../descent/signed-adam.js';
import type { DenseSurrogate } from '../networks/dense-surrogate.js';
import type { Arrangement } from './arrangement.js';
import { cosineDistance } from './cosine-distance.js';
import { type DenseTensors, denseTensors, type LossGradient, lossGradient } from './dense-gradients.js';

/** A network and the gradient that training on the poisons shall have the direction of. */
export interface Goal {
  readonly network: DenseTensors;
  /** one array for each parameter */
  readonly gradient: readonly Float32Array[];
  dispose(): void;
}

/**
 * The gradient of a surrogate's mean cross-entropy on the rows that the attacker wants labelled so. The goal owns the
 * surrogate from now on.
 *
 * @param features  (rows, dimension) row-major, as the records
 * @param labels    what he wants each row to be labelled
 */
export function goalOf(
  { surrogate, model }: DenseSurrogate,
  features: Float32Array,
  labels: Uint16Array,
): Goal {
  const network = denseTensors(model);
  const gradient = tf.tidy(() => {
    const { x, targets } = rowsOn(network, features, labels);
    return lossGradient(network, x, targets).gradient.map(valuesOf);
  });
  return {
    network,
    gradient,
    dispose() {
      network.dispose();
      surrogate.dispose();
    },
  };
}

/** Records as they enter a network: what mixtures are made of. */
export function entering({ enter }: DenseTensors, records: Records): Records {
  if (enter === undefined) return records;
  const shape: [number, number] = [records.count, records.dimension];
  return { ...records, features: tf.tidy(() => valuesOf(enter(tf.tensor2d(records.features, shape)))) };
}

/**
 * Those of the records whose own cross-entropy has the largest gradients by the weights: training on them moves the
 * network most.
 *
 * @param candidates  positions, at least `count` of them
 * @returns positions, ascending
 * @source Souri et al. 2022, "Sleeper Agent"
 */
export function largestGradients(
  network: DenseTensors,
  records: Records,
  candidates: readonly number[],
  count: number,
): Uint32Array {
  const norms = new Map(candidates.map((position) => [position, gradientNorm(network, records, position)]));
  const sorted = [...candidates].sort((a, b) => (norms.get(b) ?? 0) - (norms.get(a) ?? 0) || a - b);
  return Uint32Array.from(sorted.slice(0, count)).sort();
}

function gradientNorm(
  network: DenseTensors,
  { features, dimension, labels }: Records,
  position: number,
): number {
  return tf.tidy(() => {
    const { x, targets } = rowsOn(
      network,
      rowOf(features, dimension, position),
      labels.subarray(position, position + 1),
    );
    let squares = 0;
    for (const part of lossGradient(network, x, targets).gradient)
      for (const value of part.dataSync<'float32'>()) squares += value * value;
    return Math.sqrt(squares);
  });
}

/**
 * What gradient matching minimises, in the mean over the goals:
 *   1 - cos(gradient of the mean cross-entropy on the arranged poisons, gradient of the goal)
 *
 * @param arrange    called once for every evaluation
 * @param replaced   the records in whose places the poisons are; where given, the gradient of those, arranged alike, is
 *                   subtracted: what is matched is what the poisons add to it
 */
export function matching(
  goals: readonly Goal[],
  dimension: number,
  arrange: () => Arrangement,
  replaced?: Float32Array,
): Objective {
  return (features) => {
    const arrangement = arrange();
    const gradient = new Float32Array(features.length);
    let loss = 0;
    for (const goal of goals) {
      const at = distanceTo(goal, features, dimension, arrangement, replaced);
      loss += at.loss / goals.length;
      for (let i = 0; i < gradient.length; i += 1) gradient[i] += at.gradient[i] / goals.length;
    }
    return { loss, gradient };
  };
}

function distanceTo(
  { network, gradient }: Goal,
  features: Float32Array,
  dimension: number,
  arrangement: Arrangement,
  replaced: Float32Array | undefined,
): ReturnType<Objective> {
  return tf.tidy(() => {
    const { x, found } = arranged(network, features, dimension, arrangement);
    const values = found.gradient.map(valuesOf);
    if (replaced !== undefined)
      for (const [i, part] of arranged(network, replaced, dimension, arrangement).found.gradient.entries()) {
        const without = part.dataSync<'float32'>();
        for (let j = 0; j < without.length; j += 1) values[i][j] -= without[j];
      }
    const { distance, derivative } = cosineDistance(values, gradient);
    const pulled = found.pull(derivative.map((part, i) => tf.tensor(part, found.gradient[i].shape)));
    const { copies, share } = arrangement;
    const rows: tf.Tensor3D = tf.reshape(tf.mul(pulled, share), [copies, -1, dimension]);
    return { loss: distance, gradient: valuesOf(backThroughEntry(network, x, tf.sum(rows, 0))) };
  });
}

/** The records as a tensor, and the gradient of the loss on what they are arranged to. */
function arranged(
  network: DenseTensors,
  features: Float32Array,
  dimension: number,
  { copies, share, offset, targets }: Arrangement,
): { x: tf.Tensor2D; found: LossGradient } {
  const x = tf.tensor2d(features, [features.length / dimension, dimension]);
  const rows = copies * x.shape[0];
  const entered = network.enter === undefined ? x : network.enter(x);
  const copied = copies === 1 ? entered : tf.tile(entered, [copies, 1]);
  const weighed: tf.Tensor2D = share === 1 ? copied : tf.mul(copied, share);
  const trainedOn: tf.Tensor2D =
    offset === undefined ? weighed : tf.add(weighed, tf.tensor2d(offset, [rows, dimension]));
  return { x, found: lossGradient(network, trainedOn, tf.tensor2d(targets, [rows, targets.length / rows])) };
}

/** From the derivative by the rows as they entered to that by the records. */
function backThroughEntry({ enter }: DenseTensors, x: tf.Tensor2D, derivative: tf.Tensor2D): tf.Tensor {
  if (enter === undefined) return derivative;
  return tf.grad((records: tf.Tensor) => tf.sum(tf.mul(enter(records as tf.Tensor2D), derivative)))(x);
}

function rowsOn(network: DenseTensors, features: Float32Array, labels: Uint16Array) {
  const { enter, layers } = network;
  const rows = tf.tensor2d(features, [labels.length, features.length / labels.length]);
  const classes = layers[layers.length - 1].weights.shape[1];
  const targets = tf.oneHot(tf.tensor1d(Int32Array.from(labels), 'int32'), classes);
  return { x: enter === undefined ? rows : enter(rows), targets: tf.cast(targets, 'float32') as tf.Tensor2D };
}

/** A copy of a tensor's values, to be written to: the plain JavaScript backend hands out its own. */
const valuesOf = (tensor: tf.Tensor): Float32Array => tensor.dataSync<'float32'>().slice();
