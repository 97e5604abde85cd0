import type { Flags } from '../command.js';
import { text } from '../flag.js';

const SWEEP = 'Sweep:';
const QUESTION = 'Question:';

/** Grids in place of one k and one sigma; with both, every pair is run. */
export const SWEEP_FLAGS = {
  'noise-sweep': text(SWEEP, 'with --data: values of sigma, such as 0.2,0.4,0.8, side by side'),
  'k-sweep': text(SWEEP, 'with --data: values of k, such as 1,2,4,8, side by side'),
} satisfies Flags;

/** What calibrate asks of votes. */
export const ACCURACY_FLAGS = {
  'target-accuracy': text(
    QUESTION,
    'with --data: certified accuracy to keep against as many poisons as can be',
  ),
  alpha: text(QUESTION, 'with --data: error probability of one record, shared by all pairs (default 0.001)'),
  construction: text(QUESTION, 'with --data: complement (default), rivals or selected'),
  deployed: text(
    QUESTION,
    'with --data: MODELS[,FAILURE]: certify the majority vote of so many fresh models',
  ),
} satisfies Flags;
