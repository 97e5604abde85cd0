import type { Flag, Flags } from './command.js';

const text = (help: string): Flag => ({ type: 'text', group: 'Sweep:', help });

/** Grids in place of one k and one sigma; with both, every pair is run. */
export const SWEEP_FLAGS = {
  'noise-sweep': text('with --data: values of sigma, such as 0.2,0.4,0.8, side by side'),
  'k-sweep': text('with --data: values of k, such as 1,2,4,8, side by side'),
} satisfies Flags;
