import type * as tf from '@tensorflow/tfjs-core';
import type { DenseLayer, DenseModel } from '../surrogate.js';
import type { Network } from './network.js';
import type { Standard } from './standardise.js';

/** The layers of a dense network, copied out. */
export function denseModelOf({ parameters }: Network, standard: Standard): DenseModel {
  const layers: DenseLayer[] = [];
  for (const { variable } of parameters) {
    const values = Float64Array.from(variable.dataSync<'float32'>());
    // weights come first, and the bias of the same layer after them
    if (variable.rank === 1) layers.push({ ...(layers.pop() as DenseLayer), bias: values });
    else {
      const [inputs, outputs] = (variable as tf.Variable<tf.Rank.R2>).shape;
      layers.push({ inputs, outputs, weights: values });
    }
  }
  return { standard, layers };
}
