import * as tf from '@tensorflow/tfjs-core';
import type { Mixtures } from '../../core/mixtures.js';
import type { Draws } from '../../random/index.js';
import type { GradientSpec } from '../learner.js';
import type { Network } from './network.js';
import { optimizerOf } from './optimizer.js';
import { softLabels } from './soft-labels.js';
import { type Standard, standardRows } from './standardise.js';

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
): void {
  const targets = softLabels(set);
  const order = Int32Array.from({ length: set.count }, (_, row) => row);
  const optimizer = optimizerOf(spec, network.parameters);
  try {
    for (let epoch = 0; epoch < spec.epochs; epoch++) {
      draws.shuffle(order);
      for (let first = 0; first < set.count; first += spec.batch) {
        const rows = order.subarray(first, first + spec.batch);
        tf.tidy(() => {
          const x = standardRows(set.features, rows, standard);
          optimizer.step(network.gradients(x, targetRows(targets, set.classes, rows)));
        });
      }
    }
  } finally {
    optimizer.dispose();
  }
}

function targetRows(targets: Float32Array, classes: number, rows: Int32Array): tf.Tensor2D {
  const values = new Float32Array(rows.length * classes);
  for (const [i, row] of rows.entries())
    values.set(targets.subarray(row * classes, (row + 1) * classes), i * classes);
  return tf.tensor2d(values, [rows.length, classes]);
}
