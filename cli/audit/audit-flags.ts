import type { Flags } from '../command.js';
import { DATA_FLAGS, SPLIT_FLAGS } from '../data/data-flags.js';
import { text, toggle } from '../flag.js';
import { DELTA_FLAG, GUARANTEE_FLAGS, MECHANISM_FLAGS } from '../flags.js';
import { RUN_FLAGS } from '../run/run-flags.js';

const MECHANISM = 'Mechanism:';
const GAME = 'Game:';
const ELSEWHERE = 'Or what another implementation put out:';
const QUESTION = 'Question:';
const RUN = 'Run:';
const MODELS = 'Models:';
const OUTPUT = 'Output:';

/** A game has to be played many times: its mechanism is small unless it is said. */
const AUDITED_MECHANISM_FLAGS = {
  ...MECHANISM_FLAGS,
  n: text(MECHANISM, 'number of records (default 50; one-run: 10000)'),
  releases: text(MECHANISM, 'mixtures of one trial, T (default 100, or as many whole epochs)'),
  domain: text(
    MECHANISM,
    'l2-ball:R,DIM l1-ball:R,DIM box:LO,HI,DIM l2-diameter:X,DIM l1-diameter:X,DIM (default l2-ball:1,1; one-run: l2-ball:1,n)',
  ),
} satisfies Flags;

const GAME_FLAGS = {
  game: text(
    GAME,
    'release (default), labels, family, one-run; with --data white-box, black-box or poison; --scores: scores',
  ),
  trials: text(GAME, 'trials of each world (default: what 2e7 releases allow, 1e5 at most)'),
  poisons: text(GAME, 'records that the two data sets differ in, r (default 1)'),
  canaries: text(GAME, 'one-run: canaries, a coordinate each (default: n)'),
  canary: text(GAME, 'black-box, white-box: mislabelled (default), unique-class or patch'),
  'show-pair': toggle(GAME, 'print the two data sets to feed to another implementation, and play nothing'),
} satisfies Flags;

const ELSEWHERE_FLAGS = {
  samples: text(
    ELSEWHERE,
    'ABSENT.npy,PRESENT.npy: releases (N, T) or (N, T, DIM) of each data set; with --game labels, mixed labels',
  ),
  scores: text(
    ELSEWHERE,
    'FILE.csv: columns world (absent or present, or 0 or 1) and score; a higher score says present',
  ),
} satisfies Flags;

const AUDIT_QUESTION_FLAGS = {
  ...DELTA_FLAG,
  alpha: text(QUESTION, 'probability that the audit accuses what is right (default 0.05)'),
  threshold: text(QUESTION, 'split (default), bonferroni, dkw, or the threshold itself'),
  plan: text(QUESTION, 'SHARE: trials that would show so much of the exact epsilon, and play nothing'),
} satisfies Flags;

const AUDIT_RUN_FLAGS = {
  seed: text(RUN, 'seed of the game (default 1)'),
  out: text(RUN, 'folder that keeps what was played: killed and started again, it continues'),
  workers: text(RUN, 'worker threads (default: the cores of this machine)'),
  shard: text(RUN, 'I/N, with --out: play the I-th of N slices only; dpih merge joins them'),
} satisfies Flags;

const { shard: _, 'shared-release': __, parts: ___, ...LEARNER_FLAGS } = RUN_FLAGS;

/** How models are trained, in the games that train them. */
export const TRAINED_FLAGS = {
  ...DATA_FLAGS,
  ...SPLIT_FLAGS,
  ...LEARNER_FLAGS,
  models: text(MODELS, 'models of each world (default 1000)'),
  ...AUDIT_RUN_FLAGS,
} satisfies Flags;

export const AUDIT_FLAGS = {
  ...AUDITED_MECHANISM_FLAGS,
  ...GUARANTEE_FLAGS,
  ...GAME_FLAGS,
  ...ELSEWHERE_FLAGS,
  ...AUDIT_QUESTION_FLAGS,
  ...AUDIT_RUN_FLAGS,
  ...TRAINED_FLAGS,
  json: toggle(OUTPUT, 'print one JSON document (see dpih schema audit)'),
  csv: toggle(OUTPUT, 'print the error rates of every threshold as CSV'),
  svg: text(OUTPUT, 'FILE: draw error rates against theory, and scores against their law'),
} satisfies Flags;
