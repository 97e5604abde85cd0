import * as z from 'zod';
import type { Design } from '../core/index.js';
import { Draws, seededBits } from '../random/index.js';
import { meansOfGroups } from '../train/defences/mixup.js';
import type { Defence } from './defence.js';
import { tooWide } from './releases/too-wide.js';
import { wholeEpochs } from './releases/whole-epochs.js';
import { copies, design, width } from './settings.js';

export interface MixupSpec {
  readonly kind: 'mixup';
  /** records in one mixture */
  readonly k: number;
  /** mixtures for each record, about: whole epochs of the design */
  readonly copies: number;
  readonly design: Design;
}

/** Means of k records and of their labels, without noise: what mixing alone buys. */
export const mixup: Defence<MixupSpec> = {
  kind: 'mixup',
  summary: 'means of k records, without noise',
  source: 'Zhang et al. 2018, arXiv:1710.09412 (mixup); k-way as in Borgnia et al. 2021, arXiv:2103.02079',
  schema: z.strictObject({ kind: z.literal('mixup'), k: width, copies, design }),
  refusal: ({ k }, { n }) => tooWide(k, n),
  guarantee: () => ({
    kind: 'none',
    reason:
      'mixup without noise is not private: the mean of k records tells whether one of them was changed, for ' +
      'certain, whenever it is drawn',
  }),
  train(spec, { train, seed, fit }) {
    const releases = wholeEpochs(spec, train.count, spec.copies);
    const draws = new Draws(seededBits(seed, 'groups'));
    return fit(meansOfGroups({ ...spec, releases }, train, draws), seed);
  },
};
