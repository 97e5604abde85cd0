import * as tf from '@tensorflow/tfjs-core';
import type { Records } from '../../core/index.js';
import { DomainError } from '../../numerics/index.js';
import type { Draws } from '../../random/index.js';
import type { BatchTransform, InTraining } from '../../train/index.js';
import { rowLosses } from '../../train/tensorflow/cross-entropy.js';
import type { FeatureRange } from './feature-range.js';
import { signedDescent } from './signed-descent.js';

export interface FriendlyNoiseSpec {
  readonly kind: 'friendly-noise';
  /** how far friendly noise may move a feature, as a share of the range of the features */
  readonly size: number;
  /** the same for the random noise of each step */
  readonly random: number;
  /** random noise: +-random by a fair coin, or uniform in between */
  readonly law: 'bernoulli' | 'uniform';
  /** share of the epochs that pass before there is any noise; at least one does */
  readonly warmup: number;
  /** signed steps that friendly noise is made in */
  readonly steps: number;
  /** what a unit of mean square noise is worth in nats of changed prediction */
  readonly weight: number;
}

/** Records that noise is made for at once: bounds the memory that it takes. */
const AT_ONCE = 1024;
/** Length of the first step, in sizes of the budget; they shrink to 0 evenly. */
const FIRST_STEP = 0.25;

/** Adds noise to every batch after the warm-up. It remembers the friendly noise: one transform for one training. */
export function noisyBatches(spec: FriendlyNoiseSpec, records: Records, range: FeatureRange): BatchTransform {
  const random = spec.random * (range.high - range.low);
  let friendly: Float32Array | undefined;
  return (batch, network, draws) => {
    const { epoch, epochs } = network;
    const warm = Math.min(epochs - 1, Math.max(1, Math.round(spec.warmup * epochs)));
    if (epoch < warm) return batch;
    friendly ??= friendlyNoiseOf(spec, records, range, network, draws);
    if (batch.rows === undefined) throw new DomainError('batch', 'rows of the records', 'rows of its own');
    const { dimension } = records;
    const noise = new Float32Array(batch.rows.length * dimension);
    for (const [i, row] of batch.rows.entries())
      noise.set(friendly.subarray(row * dimension, (row + 1) * dimension), i * dimension);
    addRandom(noise, spec.law, random, draws);
    return { ...batch, x: tf.add(batch.x, tf.tensor2d(noise, [batch.rows.length, dimension])) };
  };
}

/**
 * Noise e of each record x that makes
 *
 *   KL(p(x) || p(x + e)) - weight mean_j (e_j / range)^2
 *
 * small, p the probabilities that the network gives now, where |e_j| <= size range and x + e stays within the range.
 * Signed steps take the place of the paper's gradient steps, whose rate hangs on the scale of the data.
 *
 * @returns (count, dimension) row-major
 */
export function friendlyNoiseOf(
  { size: share, steps: count, weight }: FriendlyNoiseSpec,
  records: Records,
  range: FeatureRange,
  network: InTraining,
  draws: Draws,
): Float32Array {
  const { dimension, features } = records;
  const width = range.high - range.low;
  const size = share * width;
  const steps = Array.from({ length: count }, (_, i) => FIRST_STEP * size * (1 - i / count));
  // of the mean over the features, in units of the range; records of one value have no noise
  const worth = width > 0 ? weight / (dimension * width * width) : 0;
  const all = new Float32Array(features.length);
  for (let first = 0; first < records.count; first += AT_ONCE) {
    const rows = Math.min(AT_ONCE, records.count - first);
    const [from, to] = [first * dimension, (first + rows) * dimension];
    const start = new Float32Array(to - from);
    addRandom(start, 'uniform', size / 2, draws);
    const noise = tf.tidy(() => {
      const centre = tf.tensor2d(features.subarray(from, to), [rows, dimension]);
      const said = tf.softmax(network.logits(centre));
      const loss = (x: tf.Tensor2D): tf.Scalar => {
        const changed = tf.sum(rowLosses(network.logits(x), said));
        return tf.sub(changed, tf.mul(worth, tf.sum(tf.squaredDifference(x, centre))));
      };
      const begun = tf.add(centre, tf.tensor2d(start, [rows, dimension])) as tf.Tensor2D;
      return tf
        .sub(signedDescent(begun, { centre, size, ...range, steps }, loss), centre)
        .dataSync<'float32'>();
    });
    all.set(noise, from);
  }
  return all;
}

/** Adds noise of the law to every number. */
function addRandom(values: Float32Array, law: FriendlyNoiseSpec['law'], size: number, draws: Draws): void {
  if (size === 0) return;
  for (let i = 0; i < values.length; i++) {
    const unit = law === 'uniform' ? draws.unit() : draws.word() & 1;
    values[i] += size * (2 * unit - 1);
  }
}
