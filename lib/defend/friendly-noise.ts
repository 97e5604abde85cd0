import * as z from 'zod';
import { cleanSet } from '../train/defences/clean-set.js';
import { takesNoSteps } from './batches/batch-by-batch.js';
import { featureRange } from './batches/feature-range.js';
import type { FriendlyNoiseSpec } from './batches/noisy-batches.js';
import type { Defence, DefenceShape } from './defence.js';
import { NO_NOISE } from './uncertified.js';

/**
 * Friendly noise: once the network has warmed up, every record gets the largest noise that hardly changes what the
 * network says of it, and keeps it; fresh random noise joins it in every step. A poison that rests on a small and
 * exact perturbation is drowned, while the classes stay where they are.
 */
export const friendlyNoise: Defence<FriendlyNoiseSpec> = {
  kind: 'friendly-noise',
  summary: 'records carry the largest noise that leaves predictions alone, and random noise besides',
  source: 'Liu, Yang, Mirzasoleiman 2022, arXiv:2208.10224',
  schema: z.strictObject({
    kind: z.literal('friendly-noise'),
    size: z.number().gt(0).max(1).default(0.1),
    random: z.number().min(0).max(1).default(0.05),
    law: z.enum(['bernoulli', 'uniform']).default('bernoulli'),
    warmup: z.number().gt(0).lt(1).default(0.125),
    steps: z.int().min(1).max(1000).default(30),
    weight: z.number().gt(0).default(1),
  }),
  refusal: (spec, shape) => takesNoSteps(spec.kind, shape) ?? tooShort(shape),
  guarantee: () => ({ kind: 'none', reason: NO_NOISE }),
  async train(spec, { train, seed, fit }) {
    const { noisyBatches } = await import('./batches/noisy-batches.js');
    return fit(cleanSet(train), seed, { transform: noisyBatches(spec, train, featureRange(train)) });
  },
};

function tooShort({ learner }: DefenceShape): string | undefined {
  if (learner.kind === 'ridge' || learner.epochs >= 2) return undefined;
  return `friendly-noise needs a learner of 2 epochs or more, one of them without noise, got ${learner.epochs}`;
}
