import type * as tf from '@tensorflow/tfjs-core';
import { DomainError } from '../../numerics/check.js';
import type { Draws } from '../../random/index.js';
import type { BatchTransform } from '../batch.js';
import type { MakeBatch } from './fit.js';
import type { Network } from './network.js';
import { plainRows } from './standardise.js';

/** A transform and what it sees. */
export interface Transformed {
  readonly transform: BatchTransform;
  readonly draws: Draws;
  /** (count, dimension) row-major, on the scale that the transform works on */
  readonly features: Float32Array;
  readonly dimension: number;
  readonly epochs: number;
  /** from that scale to what the network takes; differentiable */
  into(x: tf.Tensor2D): tf.Tensor2D;
}

/** Batches that a transform has changed: it sees rows on their own scale, the network its inputs. */
export function transformedBatches(
  network: Network,
  { transform, draws, features, dimension, epochs, into }: Transformed,
): MakeBatch {
  return (rows, labels, epoch) => {
    const seen = {
      epoch,
      epochs,
      logits: (x: tf.Tensor2D) => network.logits(into(x)),
      embed: (x: tf.Tensor2D) => network.embed(into(x)),
    };
    const { x, targets } = transform(
      { x: plainRows(features, rows, dimension), targets: labels, rows },
      seen,
      draws,
    );
    const fits = x.shape[1] === dimension && targets.shape[1] === network.classes;
    if (!(fits && x.shape[0] === targets.shape[0] && x.shape[0] > 0))
      throw new DomainError(
        'transformed batch',
        `rows of ${dimension} features and as many of ${network.classes} targets`,
        `${x.shape} and ${targets.shape}`,
      );
    return { x: into(x), targets };
  };
}
