import type { Flags } from '../command.js';
import { DATA_FLAGS, SPLIT_FLAGS } from '../data/data-flags.js';
import { text, toggle } from '../flag.js';
import { QUEUE_FLAGS } from '../run/queue-flags.js';
import { RUN_FLAGS } from '../run/run-flags.js';
import { REPORT_FLAGS } from './report-flags.js';

const PLAN = 'Plan:';
const DEFENCE = 'Defences:';
const RUN = 'Run:';

/** What a plan file may say as well, a key for each flag; what the command line says goes before it. */
export const ATTACK_PLAN_FLAGS = {
  ...DATA_FLAGS,
  ...SPLIT_FLAGS,
  domain: text(
    PLAN,
    'what records are clipped into before training: l2-ball:R l1-ball:R box:LO,HI,DIM (default l2-ball:1)',
  ),
  image: text(PLAN, 'HEIGHTxWIDTH or HEIGHTxWIDTHxCHANNELS, where the file does not say'),
  pixels: text(
    PLAN,
    'LO,HI[,LEVELS]: the values that a pixel may take after preprocessing (default 0,1,256)',
  ),
  attacks: text(PLAN, 'names, or a YAML list with settings: "[{kind: badnets, size: 3}]" (see --list)'),
  budgets: text(PLAN, 'poisons: shares of the records such as 1%,5%, or whole numbers (default 5%)'),
  defences: text(PLAN, 'names, or a YAML list with settings (see --list)'),
  k: text(DEFENCE, 'records in one mixture, for mixup and dp-instahide (default 4)'),
  sigma: text(DEFENCE, 'noise scale for noise and dp-instahide (default 0.1)'),
  noise: text(DEFENCE, 'gaussian (default) or laplace'),
  learner: text(PLAN, 'mlp (default), softmax, cnn or ridge'),
  epochs: RUN_FLAGS.epochs,
  batch: RUN_FLAGS.batch,
  optimizer: RUN_FLAGS.optimizer,
  rate: RUN_FLAGS.rate,
  decay: RUN_FLAGS.decay,
  hidden: RUN_FLAGS.hidden,
  backend: RUN_FLAGS.backend,
  seeds: text(PLAN, 'pairs of models of each cell, with and without poison (default 20)'),
  seed: text(PLAN, 'what every random choice is named by (default 1)'),
  alpha: text(PLAN, 'probability that an interval, or any verdict, is wrong (default 0.05)'),
  own: text(PLAN, 'modules of attacks and defences of your own, such as ./my-defence.mjs'),
} satisfies Flags;

export const ATTACK_FLAGS = {
  plan: text(
    PLAN,
    'FILE: YAML or JSON with these flags as keys; or small (default without --data) or full (default with it)',
  ),
  ...ATTACK_PLAN_FLAGS,
  list: toggle(PLAN, 'list the attacks and defences with their settings, and stop'),
  out: text(
    RUN,
    'run folder; continued where it is there (default dpih-attack- and the fingerprint of the plan)',
  ),
  workers: text(RUN, 'worker threads (default: the cores of this machine)'),
  shard: text(RUN, 'I/N: the I-th of N slices only; dpih merge joins them'),
  ...QUEUE_FLAGS,
  ...REPORT_FLAGS,
} satisfies Flags;
