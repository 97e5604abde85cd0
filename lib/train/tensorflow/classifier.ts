import * as tf from '@tensorflow/tfjs-core';
import { DomainError } from '../../numerics/check.js';
import { finiteScores } from '../finite-scores.js';
import { indexOfLargest } from '../index-of-largest.js';
import type { BackendRecord, EmbeddingClassifier, LinearModel } from '../learner.js';
import { resumeBackend } from './backend.js';
import { disposeOf, type Network } from './network.js';
import { type Standard, standardRows } from './standardise.js';

/** Records classified at once: bounds the memory that a prediction takes. */
const AT_ONCE = 1024;

interface Block {
  /** position of its first row */
  readonly first: number;
  readonly rows: number;
  /** what the network made of the rows, row-major */
  readonly values: Float32Array;
}

/** A trained network as a classifier; it owns the network from now on. */
export function classifierOf(
  network: Network,
  standard: Standard,
  backend: BackendRecord,
): EmbeddingClassifier {
  const dimension = standard.mean.length;

  /** Once the backend is the current one: what the network makes of the rows, block by block. */
  function* blocks(
    features: Float32Array,
    count: number,
    map: (x: tf.Tensor2D) => tf.Tensor2D,
  ): Generator<Block> {
    for (let first = 0; first < count; first += AT_ONCE) {
      const rows = Int32Array.from({ length: Math.min(AT_ONCE, count - first) }, (_, i) => first + i);
      const values = tf.tidy(() => map(standardRows(features, rows, standard)).dataSync<'float32'>());
      yield { first, rows: rows.length, values: finiteScores(values) };
    }
  }

  async function ready(features: Float32Array, count: number): Promise<void> {
    if (features.length !== count * dimension)
      throw new DomainError('features', `${count} rows of ${dimension}`, features.length);
    await resumeBackend(backend);
  }

  const { classes, linear } = network;
  return {
    async predict(features, count) {
      await ready(features, count);
      const predictions = new Uint16Array(count);
      for (const { first, rows, values } of blocks(features, count, network.logits))
        predictions.set(largest(values, rows), first);
      return predictions;
    },
    async logits(features, count) {
      await ready(features, count);
      const all = new Float64Array(count * classes);
      for (const { first, values } of blocks(features, count, network.logits))
        all.set(values, first * classes);
      return all;
    },
    async embed(features, count) {
      await ready(features, count);
      const { width } = network;
      const all = new Float32Array(count * width);
      for (const { first, values } of blocks(features, count, network.embed)) all.set(values, first * width);
      return { width, values: all };
    },
    ...(linear === undefined
      ? {}
      : {
          async linear() {
            await resumeBackend(backend);
            return onOwnScale(linear.dataSync<'float32'>(), standard);
          },
        }),
    dispose: () => disposeOf(network),
  };
}

/** (x - mean) / spread W as x W' + b. @param weights (dimension, classes) row-major */
function onOwnScale(weights: Float32Array, { mean, spread }: Standard): LinearModel {
  const dimension = mean.length;
  const classes = weights.length / dimension;
  const scaled = Float64Array.from(weights, (weight) => weight / spread);
  const intercept = new Float64Array(classes);
  for (let i = 0, at = 0; i < dimension; i++)
    for (let j = 0; j < classes; j++, at++) intercept[j] -= mean[i] * scaled[at];
  return { dimension, classes, weights: scaled, intercept };
}

/** The class of the largest logit of each row, the first of equals. */
function largest(logits: Float32Array, rows: number): Uint16Array {
  const classes = logits.length / rows;
  return Uint16Array.from({ length: rows }, (_, row) =>
    indexOfLargest(logits.subarray(row * classes, (row + 1) * classes)),
  );
}
