import * as z from 'zod';
import type { DpSgd } from '../core/index.js';
import { Draws, seededBits } from '../random/index.js';
import { classifierOf, trainDpSgd } from '../train/defences/dp-sgd.js';
import type { Defence } from './defence.js';
import { hiddenOf, notDense } from './dense/dense-widths.js';
import { afterExtractor, embedded } from './dense/embedded.js';
import { positive } from './settings.js';

export interface DpSgdSpec {
  readonly kind: 'dp-sgd';
  /** standard deviation of the noise on the sum of gradients over the clipping norm */
  readonly noiseMultiplier: number;
  /** L2 norm that the gradient of one record is clipped to */
  readonly clip: number;
  /** expected times that a record is drawn: steps = epochs / rate, rounded, one at least */
  readonly epochs: number;
  /** probability that a record is in the batch of a step */
  readonly rate: number;
  /** eta: w <- w - eta (sum of clipped gradients + noise) / (rate n) */
  readonly stepSize: number;
}

/**
 * DP-SGD with the gradient of every record clipped. It is a way of training of its own: from the learner it takes
 * the widths of the layers and nothing else.
 */
export const dpSgd: Defence<DpSgdSpec> = {
  kind: 'dp-sgd',
  summary: 'noisy gradient steps, the gradient of every record clipped',
  source: 'Abadi et al. 2016, arXiv:1607.00133',
  schema: z.strictObject({
    kind: z.literal('dp-sgd'),
    noiseMultiplier: positive.max(65536).default(1),
    clip: positive.min(1e-9).max(1e9).default(1),
    epochs: positive.max(1e6).default(20),
    rate: positive.max(1).default(0.05),
    stepSize: positive.default(1),
  }),
  refusal: (_, { learner }) => notDense('dp-sgd', learner),
  guarantee: (spec) => ({ kind: 'mechanism', mechanism: mechanismOf(spec) }),
  async train(spec, { train, seed, learner, extractor }) {
    const hidden = hiddenOf('dp-sgd', learner);
    const records = extractor === undefined ? train : await embedded(train, extractor);
    const { clip, stepSize } = spec;
    const network = trainDpSgd(
      { kind: 'dp-sgd', mechanism: mechanismOf(spec), clip, stepSize, hidden },
      records,
      (use) => new Draws(seededBits(seed, 'dp-sgd', use)),
    );
    const classifier = classifierOf(network, records.dimension);
    return extractor === undefined ? classifier : afterExtractor(classifier, extractor);
  },
};

function mechanismOf({ noiseMultiplier, rate, epochs }: DpSgdSpec): DpSgd {
  const steps = Math.max(1, Math.round(epochs / rate));
  return { kind: 'dp-sgd', rate, noiseMultiplier, steps, adjacency: 'replace' };
}
