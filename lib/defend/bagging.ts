import * as z from 'zod';
import type { Basis } from '../core/index.js';
import { Draws, seededBits } from '../random/index.js';
import { cleanSet } from '../train/defences/clean-set.js';
import type { Defence } from './defence.js';
import { ensemble } from './votes/ensemble.js';
import { touchedBags } from './votes/touched-bags.js';
import { ENSEMBLE_ASSUMPTIONS } from './votes/vote-assumptions.js';

export interface BaggingSpec {
  readonly kind: 'bagging';
  /** models, each on a bag of its own */
  readonly bags: number;
  /** positions drawn for one bag, with replacement */
  readonly size: number;
  /** probability that more bags are touched than the certificate counts with */
  readonly failure: number;
}

/**
 * Bagging: every model learns from a small random bag of the records, and the models vote. The seed decides which
 * positions are in a bag; what the records hold has no part in it.
 */
export const bagging: Defence<BaggingSpec> = {
  kind: 'bagging',
  summary: 'models on small random bags of the records vote',
  source: 'Jia, Cao, Gong 2021, arXiv:2008.04495',
  schema: z.strictObject({
    kind: z.literal('bagging'),
    bags: z.int().min(2).max(100_000).default(100),
    size: z.int().min(1).max(1e9).default(20),
    failure: z.number().gt(0).lt(1).default(1e-4),
  }),
  guarantee: ({ bags, size, failure }, { n }, poisons) => ({
    kind: 'votes',
    changed: touchedBags(bags, size, n, poisons, failure),
    failure,
    basis: basisOf(bags, size),
  }),
  train({ bags, size }, { train, seed, fit }) {
    const members = bagsOf(train.count, bags, size, seed);
    return ensemble(train.classes.length, bags, (bag) =>
      fit(cleanSet(train, members[bag]), JSON.stringify([seed, 'bag', bag])),
    );
  },
};

/** Positions of the records of each bag: uniform, independent, with replacement, by the seed alone. */
export function bagsOf(count: number, bags: number, size: number, seed: string): readonly Int32Array[] {
  return Array.from({ length: bags }, (_, bag) => {
    const draws = new Draws(seededBits(seed, 'bag', bag));
    return Int32Array.from({ length: size }, () => draws.below(count));
  });
}

function basisOf(bags: number, size: number): Basis {
  return {
    theorem:
      'a bag that holds no replaced record votes as before, and the number of others is binomial; derived here',
    note: 'proofs/bagging-votes.md',
    assumptions: [
      `the ${bags} models were trained apart, each on ${size} records drawn with replacement`,
      'the positions of a bag were drawn without a look at any record',
      'the attacker chose the positions that he replaces without knowledge of the bags or of the seed',
      ...ENSEMBLE_ASSUMPTIONS,
    ],
  };
}
