import * as z from 'zod';
import type { Records } from '../core/index.js';
import { Draws, seededBits } from '../random/index.js';
import { RoundedNoise } from '../release/index.js';
import { classifierOf } from '../train/defences/dp-sgd.js';
import { DenseLayers, type RecordGradient } from '../train/dense-layers.js';
import type { Defence } from './defence.js';
import { hiddenOf, notDense } from './dense/dense-widths.js';
import { afterExtractor, embedded } from './dense/embedded.js';
import { positive } from './settings.js';

/** Steps of the grid in one standard deviation of the noise. */
const STEPS_OF_NOISE = 1024;

export interface MinibatchDpSgdSpec {
  readonly kind: 'dp-sgd-minibatch';
  /** standard deviation of the noise on the clipped mean gradient over the clipping norm */
  readonly noiseMultiplier: number;
  /** L2 norm that the mean gradient of a batch is clipped to */
  readonly clip: number;
  readonly epochs: number;
  /** records of one step */
  readonly batch: number;
  /** eta: w <- w - eta (clipped mean gradient + noise) */
  readonly stepSize: number;
}

/**
 * Gradient shaping: the mean gradient of every mini-batch is clipped, and noise is added to it. The poisoning
 * literature has compared with this under the name of DP-SGD; it is not, and no guarantee comes with it.
 */
export const dpSgdMinibatch: Defence<MinibatchDpSgdSpec> = {
  kind: 'dp-sgd-minibatch',
  summary: 'noisy gradient steps, the mean gradient of a mini-batch clipped: not DP-SGD',
  source: 'Hong et al. 2020, arXiv:2002.11497 (gradient shaping)',
  schema: z.strictObject({
    kind: z.literal('dp-sgd-minibatch'),
    noiseMultiplier: z.number().min(0).max(65536).default(0.01),
    clip: positive.default(1),
    epochs: z.int().min(1).max(1e6).default(20),
    batch: z.int().min(1).max(1e9).default(64),
    stepSize: positive.default(1),
  }),
  refusal: (_, { learner }) => notDense('dp-sgd-minibatch', learner),
  guarantee: () => ({
    kind: 'none',
    reason:
      'the gradient of a whole mini-batch is clipped to C, not that of each record: one record can move the ' +
      'step by 2 C however large the batch, and the accounting of DP-SGD, where a record moves a sum over ' +
      'the batch by its own clipped gradient, does not apply to it',
  }),
  async train(spec, { train, seed, learner, extractor }) {
    const hidden = hiddenOf('dp-sgd-minibatch', learner);
    const records = extractor === undefined ? train : await embedded(train, extractor);
    const network = trainByBatches(spec, records, hidden, seed);
    const classifier = classifierOf(network, records.dimension);
    return extractor === undefined ? classifier : afterExtractor(classifier, extractor);
  },
};

function trainByBatches(
  { noiseMultiplier, clip, epochs, batch, stepSize }: MinibatchDpSgdSpec,
  { count, dimension, classes, features, labels }: Records,
  hidden: readonly number[],
  seed: string,
): DenseLayers {
  const [orders, noise] = [drawsOf(seed, 'orders'), drawsOf(seed, 'noise')];
  const network = new DenseLayers([dimension, ...hidden, classes.length], drawsOf(seed, 'weights'));
  const sums = network.layers.map(({ weights }) => new Float64Array(weights.length));
  const law = noiseMultiplier > 0 ? new RoundedNoise('gaussian', STEPS_OF_NOISE) : undefined;
  const drawn = sums.map((sum) => new Int32Array(sum.length)); // stays 0 without noise
  for (let epoch = 0; epoch < epochs; epoch++) {
    const order = orders.order(count);
    for (let start = 0; start < count; start += batch) {
      const members = order.subarray(start, start + batch);
      for (const sum of sums) sum.fill(0);
      for (const i of members)
        addGradient(
          sums,
          network.gradientOf(features.subarray(i * dimension, (i + 1) * dimension), labels[i]),
        );
      const norm = Math.sqrt(squareOf(sums)) / members.length;
      const scale = Math.min(1, clip / norm) / members.length; // norm 0: a scale of 1 on zeros
      sums.forEach((sum, l) => {
        law?.fill(drawn[l], noise);
        const { weights } = network.layers[l];
        const unit = (noiseMultiplier * clip) / STEPS_OF_NOISE;
        for (let i = 0; i < sum.length; i++) weights[i] -= stepSize * (scale * sum[i] + unit * drawn[l][i]);
      });
    }
  }
  return network;
}

function drawsOf(seed: string, use: string): Draws {
  return new Draws(seededBits(seed, 'dp-sgd-minibatch', use));
}

function addGradient(sums: readonly Float64Array[], { entered, left }: RecordGradient): void {
  sums.forEach((sum, l) => {
    const outputs = left[l].length;
    for (let i = 0; i < entered[l].length; i++) {
      const x = entered[l][i];
      if (x === 0) continue;
      for (let j = 0, at = i * outputs; j < outputs; j++, at++) sum[at] += x * left[l][j];
    }
  });
}

function squareOf(sums: readonly Float64Array[]): number {
  let square = 0;
  for (const sum of sums) for (let i = 0; i < sum.length; i++) square += sum[i] * sum[i];
  return square;
}
