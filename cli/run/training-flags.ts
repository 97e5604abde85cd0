import type { Flags } from '../command.js';
import { DATA_FLAGS, SPLIT_FLAGS } from '../data/data-flags.js';
import { QUEUE_FLAGS } from './queue-flags.js';
import { RUN_FLAGS } from './run-flags.js';
import { SWEEP_FLAGS } from './sweep-flags.js';

/** All that a command takes which trains models on a data set. */
export const TRAINING_FLAGS = {
  ...DATA_FLAGS,
  ...SPLIT_FLAGS,
  ...RUN_FLAGS,
  ...SWEEP_FLAGS,
  ...QUEUE_FLAGS,
} satisfies Flags;
