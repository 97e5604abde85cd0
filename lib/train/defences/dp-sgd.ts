import type { Records } from '../../core/index.js';
import { Draws, seededBits } from '../../random/index.js';
import { ClippedSum } from '../clipped-sum.js';
import { DenseLayers } from '../dense-layers.js';
import { finiteScores } from '../finite-scores.js';
import type { Classifier, LinearModel } from '../learner.js';
import { poissonBatch } from '../poisson-batch.js';
import type { DpSgdDefence } from '../recipe.js';
import type { TrainingData, TrainOne } from '../training-data.js';

/** Every model is a run of its own of DP-SGD. */
export function dpSgd(defence: DpSgdDefence, { train }: TrainingData, seed: string): TrainOne {
  return async (index) =>
    classifierOf(
      trainDpSgd(defence, train, (use) => new Draws(seededBits(seed, 'model', index, use))),
      train.dimension,
    );
}

/**
 * DP-SGD on the cross-entropy: every step draws each record with probability q, clips the gradient of each record
 * drawn to L2 norm C, and moves by
 *
 *   w <- w - eta (sum of clipped gradients + noise of standard deviation sigma C) / (q n)
 *
 * The normaliser is the constant q n, never the size of the batch, which would tell how many records were drawn.
 * What leaves is a run of defence.mechanism exactly, see ClippedSum.
 *
 * @param drawsOf  a stream of its own for each use: 'batches', 'noise', 'weights'
 * @throws DomainError for a clip or a noise multiplier that no grid fits, see ClippedSum
 * @source Abadi et al. 2016, arXiv:1607.00133 (DP-SGD); Poisson sampling and the grid as accounted here
 * @proof  proofs/dp-sgd-run.md
 */
export function trainDpSgd(
  { mechanism, clip, stepSize, hidden }: DpSgdDefence,
  { count, dimension, classes, features, labels }: Records,
  drawsOf: (use: string) => Draws,
): DenseLayers {
  const [batches, noise] = [drawsOf('batches'), drawsOf('noise')];
  const network = new DenseLayers([dimension, ...hidden, classes.length], drawsOf('weights'));
  const sum = new ClippedSum(network.layers, clip, mechanism.noiseMultiplier);
  const move = (stepSize * sum.step) / (mechanism.rate * count);
  for (let step = 0; step < mechanism.steps; step++) {
    sum.clear();
    for (const i of poissonBatch(count, mechanism.rate, batches))
      sum.add(network.gradientOf(features.subarray(i * dimension, (i + 1) * dimension), labels[i]));
    sum.addNoise(noise);
    network.layers.forEach(({ weights }, l) => {
      const moved = sum.sums[l];
      for (let i = 0; i < weights.length; i++) weights[i] -= move * moved[i];
    });
  }
  return network;
}

/** The trained layers as a classifier; it holds nothing that must be freed. */
export function classifierOf(network: DenseLayers, dimension: number): Classifier {
  const { layers } = network;
  const classes = layers[layers.length - 1].outputs;
  return {
    predict: async (features, count) =>
      Uint16Array.from({ length: count }, (_, i) =>
        network.classOf(features.subarray(i * dimension, (i + 1) * dimension)),
      ),
    async logits(features, count) {
      const scores = new Float64Array(count * classes);
      for (let i = 0; i < count; i++)
        scores.set(network.scoresOf(features.subarray(i * dimension, (i + 1) * dimension)), i * classes);
      return finiteScores(scores);
    },
    async embed(features, count) {
      const width = layers[layers.length - 1].inputs - 1;
      const values = new Float32Array(count * width);
      for (let i = 0; i < count; i++)
        values.set(network.embeddingOf(features.subarray(i * dimension, (i + 1) * dimension)), i * width);
      return { width, values };
    },
    ...(layers.length === 1 ? { linear: async () => linearOf(network) } : {}),
    dispose() {},
  };
}

/** The weights and the bias of the only layer. */
function linearOf({ layers: [{ inputs, outputs, weights }] }: DenseLayers): LinearModel {
  const dimension = inputs - 1;
  return {
    dimension,
    classes: outputs,
    weights: weights.slice(0, dimension * outputs),
    intercept: weights.slice(dimension * outputs),
  };
}
