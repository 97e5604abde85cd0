import * as z from 'zod';
import { Draws, seededBits } from '../random/index.js';
import type { Defence } from './defence.js';
import { leadingDirections } from './suspects/leading-directions.js';
import {
  type ClassEmbedding,
  nothingHidden,
  type Suspects,
  trainWithout,
} from './suspects/without-suspects.js';
import { NO_NOISE } from './uncertified.js';

/** Records dropped for each poison expected, as in the paper. */
const MARGIN = 1.5;

export interface SpectralSignaturesSpec {
  readonly kind: 'spectral-signatures';
  /** poisons expected in a class, as a share of its records; 1.5 times as many are dropped from every class */
  readonly share: number;
}

/**
 * Spectral signatures: of every class the records are dropped whose embeddings stick out most along the direction
 * in which those of the class vary most, clean classes alike.
 */
export const spectralSignatures: Defence<SpectralSignaturesSpec> = {
  kind: 'spectral-signatures',
  summary: 'records that stick out along the first singular vector of their class are dropped',
  source: 'Tran, Li, Madry 2018, arXiv:1811.00636',
  schema: z.strictObject({
    kind: z.literal('spectral-signatures'),
    share: z.number().gt(0).max(0.5).default(0.1),
  }),
  refusal: (_, { learner }) => (learner.kind === 'ridge' ? nothingHidden('spectral-signatures') : undefined),
  guarantee: () => ({ kind: 'none', reason: NO_NOISE }),
  train: (spec, training) => trainWithout(training, furthestOut(spec, training.seed)),
};

/** The records of a class with the largest squared coordinate along its leading direction, the first of equals. */
export function furthestOut({ share }: SpectralSignaturesSpec, seed: string): Suspects {
  return ({ label, rows }: ClassEmbedding) => {
    const draws = new Draws(seededBits(seed, 'spectral-signatures', label));
    const direction = leadingDirections(rows, 1, draws);
    const scores = rows
      .mmul(direction)
      .to1DArray()
      .map((x) => x * x);
    const most = Math.floor(MARGIN * share * scores.length);
    return [...scores.keys()].sort((a, b) => scores[b] - scores[a] || a - b).slice(0, most);
  };
}
