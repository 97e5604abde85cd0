import * as z from 'zod';
import type { DomainRecords, Mixtures } from '../core/index.js';
import { Draws, seededBits } from '../random/index.js';
import type { Defence } from './defence.js';
import { betaOf } from './images/beta.js';
import { imageOf, notOfImages } from './images/image-shape.js';
import { areaOf, boxAround, forEachPixel } from './images/pixel-box.js';
import { repeated } from './images/repeated.js';
import { copies } from './settings.js';
import { NO_NOISE } from './uncertified.js';

export interface CutmixSpec {
  readonly kind: 'cutmix';
  /** rows of the training set for each record, each with a partner of its own */
  readonly copies: number;
  /** the share that stays has law Beta(alpha, alpha); 1 is uniform */
  readonly alpha: number;
}

/** CutMix: a box of every image shows another record, and the label is shared by area. Made before training. */
export const cutmix: Defence<CutmixSpec> = {
  kind: 'cutmix',
  summary: 'a box of every image shows another record, labels by area',
  source: 'Yun et al. 2019, arXiv:1905.04899',
  schema: z.strictObject({
    kind: z.literal('cutmix'),
    copies,
    alpha: z.number().min(0.1).max(4).default(1),
  }),
  refusal: (_, { image }) => (image === undefined ? notOfImages('cutmix') : undefined),
  guarantee: () => ({ kind: 'none', reason: NO_NOISE }),
  train(spec, { train, seed, fit }) {
    return fit(cutmixRows(spec, train, new Draws(seededBits(seed, 'cutmix'))), seed);
  },
};

/**
 * Row i of a copy is record i with a box of record p(i), p a uniform order: the box has the shape of the image, an
 * area of 1 - lambda of it with lambda of law Beta(alpha, alpha), and a uniform centre; what sticks out is cut off.
 * Labels are shared by the pixels that are then there.
 */
export function cutmixRows({ copies, alpha }: CutmixSpec, records: DomainRecords, draws: Draws): Mixtures {
  const image = imageOf(records);
  const { count, dimension, features, labels } = records;
  const set = repeated(records, copies);
  for (let copy = 0, row = 0; copy < copies; copy++) {
    const partners = draws.order(count);
    for (let i = 0; i < count; i++, row++) {
      const partner = partners[i];
      const side = Math.sqrt(1 - betaOf(alpha, draws));
      const box = boxAround(
        draws.below(image.height),
        draws.below(image.width),
        Math.floor(side * image.height),
        Math.floor(side * image.width),
        image,
      );
      forEachPixel(box, image, (at) => {
        set.features[row * dimension + at] = features[partner * dimension + at];
      });
      const share = areaOf(box) / (image.height * image.width);
      set.labels[row * set.classes + labels[i]] -= share;
      set.labels[row * set.classes + labels[partner]] += share;
    }
  }
  return set;
}
