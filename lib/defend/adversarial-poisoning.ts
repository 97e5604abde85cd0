import * as z from 'zod';
import { cleanSet } from '../train/defences/clean-set.js';
import { takesNoSteps } from './batches/batch-by-batch.js';
import { featureRange } from './batches/feature-range.js';
import type { AdversarialPoisoningSpec } from './batches/poisoned-batches.js';
import type { Defence } from './defence.js';
import { NO_NOISE } from './uncertified.js';

/**
 * Adversarial training against poisoning: every batch is poisoned before it is trained on, towards mislabelling some
 * of its own rows, which are trained on too with their own labels. So the network learns not to be moved by poisons.
 *
 * The gradient that is matched is that of the last layer's weights. The paper matches that of all weights, which
 * takes gradients of gradients: TensorFlow.js lacks those of convolutions, and they would cost several times the
 * training. For softmax regression and on a frozen extractor there are no other weights, and nothing is left out.
 */
export const adversarialPoisoning: Defence<AdversarialPoisoningSpec> = {
  kind: 'adversarial-poisoning',
  summary: 'batches are poisoned against their own rows while the network is trained',
  source: 'Geiping et al. 2021, arXiv:2102.13624',
  schema: z.strictObject({
    kind: z.literal('adversarial-poisoning'),
    attack: z.enum(['gradient-matching', 'feature-collision']).default('gradient-matching'),
    size: z.number().gt(0).max(1).default(0.1),
    steps: z.int().min(1).max(1000).default(5),
    targets: z.number().gt(0).lt(1).default(0.25),
  }),
  refusal: (spec, shape) => takesNoSteps(spec.kind, shape),
  guarantee: () => ({ kind: 'none', reason: NO_NOISE }),
  async train(spec, { train, seed, fit }) {
    const { poisonedBatches } = await import('./batches/poisoned-batches.js');
    return fit(cleanSet(train), seed, { transform: poisonedBatches(spec, featureRange(train)) });
  },
};
