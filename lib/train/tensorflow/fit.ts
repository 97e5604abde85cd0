import * as tf from '@tensorflow/tfjs-core';
import type { Mixtures } from '../../core/mixtures.js';
import type { Draws } from '../../random/index.js';
import type { GradientSpec } from '../learner.js';
import type { Network } from './network.js';
import { optimizerOf } from './optimizer.js';
import { softLabels } from './soft-labels.js';
import { type Standard, standardRows } from './standardise.js';

/** Rows as the network takes them, and what they are trained to. */
export interface NetworkBatch {
  /** (rows, inputs of the network) */
  readonly x: tf.Tensor2D;
  /** (rows, classes) */
  readonly targets: tf.Tensor2D;
}

/** Makes the batch of a step from its rows, where it is not simply those rows standardised. */
export type MakeBatch = (rows: Int32Array, targets: tf.Tensor2D, epoch: number) => NetworkBatch;

/**
 * Trains a network in place. Every epoch visits the rows in a fresh uniform order; the last batch has what is left.
 * Tensors that a step makes are freed with it: when fit returns, only the network's own are there.
 */
export function fit(
  network: Network,
  set: Mixtures,
  standard: Standard,
  spec: GradientSpec,
  draws: Draws,
  makeBatch: MakeBatch = (rows, targets) => ({ x: standardRows(set.features, rows, standard), targets }),
): void {
  const labels = softLabels(set);
  const order = Int32Array.from({ length: set.count }, (_, row) => row);
  const optimizer = optimizerOf(spec, network.parameters);
  try {
    for (let epoch = 0; epoch < spec.epochs; epoch++) {
      draws.shuffle(order);
      for (let first = 0; first < set.count; first += spec.batch) {
        const rows = order.subarray(first, first + spec.batch);
        tf.tidy(() => {
          const { x, targets } = makeBatch(rows, targetRows(labels, set.classes, rows), epoch);
          optimizer.step(network.gradients(x, targets));
        });
      }
    }
  } finally {
    optimizer.dispose();
  }
}

function targetRows(labels: Float32Array, classes: number, rows: Int32Array): tf.Tensor2D {
  const values = new Float32Array(rows.length * classes);
  for (const [i, row] of rows.entries())
    values.set(labels.subarray(row * classes, (row + 1) * classes), i * classes);
  return tf.tensor2d(values, [rows.length, classes]);
}
