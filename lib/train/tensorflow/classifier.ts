import * as tf from '@tensorflow/tfjs-core';
import { DomainError } from '../../numerics/check.js';
import { indexOfLargest } from '../index-of-largest.js';
import type { BackendRecord, Classifier } from '../learner.js';
import { resumeBackend } from './backend.js';
import { disposeOf, type Network } from './network.js';
import { type Standard, standardRows } from './standardise.js';

/** Records classified at once: bounds the memory that a prediction takes. */
const AT_ONCE = 1024;

/** A trained network as a classifier; it owns the network from now on. */
export function classifierOf(network: Network, standard: Standard, backend: BackendRecord): Classifier {
  const dimension = standard.mean.length;
  return {
    async predict(features, count) {
      if (features.length !== count * dimension)
        throw new DomainError('features', `${count} rows of ${dimension}`, features.length);
      await resumeBackend(backend);
      const predictions = new Uint16Array(count);
      for (let first = 0; first < count; first += AT_ONCE) {
        const rows = Int32Array.from({ length: Math.min(AT_ONCE, count - first) }, (_, i) => first + i);
        const logits = tf.tidy(() =>
          network.logits(standardRows(features, rows, standard)).dataSync<'float32'>(),
        );
        predictions.set(largest(logits, rows.length), first);
      }
      return predictions;
    },
    dispose: () => disposeOf(network),
  };
}

/** The class of the largest logit of each row, the first of equals. @throws Error where one is not a number */
function largest(logits: Float32Array, rows: number): Uint16Array {
  const classes = logits.length / rows;
  return Uint16Array.from({ length: rows }, (_, row) => {
    const own = logits.subarray(row * classes, (row + 1) * classes);
    if (!own.every(Number.isFinite))
      throw new Error('training diverged: lower the learning rate or the batch size');
    return indexOfLargest(own);
  });
}
