import * as z from 'zod';
import type { Basis } from '../core/index.js';
import { cleanSet } from '../train/defences/clean-set.js';
import { partsOf } from '../train/defences/dpa.js';
import type { Defence } from './defence.js';
import { ensemble } from './votes/ensemble.js';
import { ENSEMBLE_ASSUMPTIONS } from './votes/vote-assumptions.js';

export interface DpaSpec {
  readonly kind: 'dpa';
  /** disjoint parts of the records, one model each */
  readonly parts: number;
}

/** Deep Partition Aggregation: models on disjoint parts vote, so one replaced record changes one vote. */
export const dpa: Defence<DpaSpec> = {
  kind: 'dpa',
  summary: 'models on disjoint parts of the records vote',
  source: 'Levine, Feizi 2021, arXiv:2006.14768',
  schema: z.strictObject({ kind: z.literal('dpa'), parts: z.int().min(2).max(100_000).default(50) }),
  refusal: ({ parts }, { n }) =>
    parts <= n ? undefined : `parts must be at most the ${n} records, got ${parts}`,
  guarantee: ({ parts }, _, poisons) => ({
    kind: 'votes',
    changed: Math.min(poisons, parts),
    failure: 0,
    basis: basisOf(parts),
  }),
  train({ parts }, { train, seed, fit }) {
    const members = partsOf(train.count, parts, seed);
    return ensemble(train.classes.length, parts, (part) =>
      fit(cleanSet(train, members[part]), JSON.stringify([seed, 'part', part])),
    );
  },
};

function basisOf(parts: number): Basis {
  return {
    theorem:
      'a replaced record changes one part and so at most one vote; Deep Partition Aggregation, derived here',
    note: 'proofs/reachable-votes.md',
    assumptions: [
      `the ${parts} models were trained apart, each on the records of one part alone`,
      'the part of a record was decided by its position, not by what any record holds',
      ...ENSEMBLE_ASSUMPTIONS,
    ],
  };
}
