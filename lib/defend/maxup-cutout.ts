import * as z from 'zod';
import { cleanSet } from '../train/defences/clean-set.js';
import { takesNoSteps } from './batches/batch-by-batch.js';
import { channelMeans, noSquare } from './cutout.js';
import type { Defence } from './defence.js';
import { imageOf } from './images/image-shape.js';
import { NO_NOISE } from './uncertified.js';

export interface MaxUpCutoutSpec {
  readonly kind: 'maxup-cutout';
  /** side of the square, in pixels */
  readonly size: number;
  /** copies of each row in each step, each with a square of its own; the one of the largest loss is trained on */
  readonly copies: number;
}

/** MaxUp with cutout: of several copies of each image, each cut elsewhere, a step sees the one it does worst on. */
export const maxupCutout: Defence<MaxUpCutoutSpec> = {
  kind: 'maxup-cutout',
  summary: 'of several copies of an image, each cut elsewhere, a step takes the one of the largest loss',
  source:
    'Gong, Ren, Ye, Liu 2020, arXiv:2002.09024 (MaxUp); against poisons: Borgnia et al. 2020, arXiv:2011.09527',
  schema: z.strictObject({
    kind: z.literal('maxup-cutout'),
    size: z.int().min(1).default(3),
    copies: z.int().min(1).max(1000).default(4),
  }),
  refusal: (spec, shape) => takesNoSteps(spec.kind, shape) ?? noSquare(spec, shape.image),
  guarantee: () => ({ kind: 'none', reason: NO_NOISE }),
  async train(spec, { train, seed, fit }) {
    const { worstCopies } = await import('./batches/worst-copies.js');
    const image = imageOf(train);
    return fit(cleanSet(train), seed, { transform: worstCopies(spec, image, channelMeans(train, image)) });
  },
};
