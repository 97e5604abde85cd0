import * as z from 'zod';
import { cleanSet } from '../train/defences/clean-set.js';
import type { Defence } from './defence.js';
import { NO_NOISE } from './uncertified.js';

/** The records as they are: what every other defence is held against. */
export const none: Defence<{ readonly kind: 'none' }> = {
  kind: 'none',
  summary: 'the records as they are',
  source: 'what every other defence is held against',
  schema: z.strictObject({ kind: z.literal('none') }),
  guarantee: () => ({ kind: 'none', reason: NO_NOISE }),
  train: (_, { train, seed, fit }) => fit(cleanSet(train), seed),
};
