import type { Flags } from './command.js';
import { text, toggle } from './flag.js';

const MECHANISM = 'Mechanism:';
const GUARANTEE = 'Or a guarantee from elsewhere:';
const QUESTION = 'Question:';
const OUTPUT = 'Output:';

/** The fields of a mixup mechanism, one flag each. Numbers may be expressions of n, k and T. */
export const MIXUP_FLAGS = {
  k: text(MECHANISM, 'records in one mixture'),
  sigma: text(MECHANISM, 'noise: standard deviation, or scale b of Laplace, in the units of the records'),
  noise: text(MECHANISM, 'gaussian (default) or laplace'),
  n: text(MECHANISM, 'number of records (default 50000)'),
  releases: text(MECHANISM, 'mixtures released, T (default: n; partition: floor(n/k))'),
  design: text(MECHANISM, 'subsets (default), poisson, partition or balanced'),
  domain: text(
    MECHANISM,
    'l2-ball:R[,DIM] l1-ball:R[,DIM] box:LO,HI,DIM l2-diameter:X[,DIM] l1-diameter:X[,DIM] (default l2-ball:1)',
  ),
  labels: text(MECHANISM, 'in-record (default), noised or exposed'),
  'label-sigma': text(MECHANISM, 'noise scale of noised labels'),
  adjacency: text(MECHANISM, 'replace (default) or add-remove'),
} satisfies Flags;

/** compare varies the width and the design itself: these flags are known, so that a mistake is explained. */
export const COMPARE_FLAGS = {
  ...MIXUP_FLAGS,
  k: text(MECHANISM, 'widths to compare, such as 1,2,4,8,16'),
  design: text(MECHANISM, 'must be left out: every design is compared'),
  releases: text(MECHANISM, 'must be left out: one epoch, and n releases, are compared'),
  p: text(QUESTION, 'probability of a predicted class: its radius by the profile and every baseline'),
} satisfies Flags;

export const MECHANISM_FLAGS = {
  mechanism: text(MECHANISM, 'a mechanism file, JSON, in place of the flags below'),
  ...MIXUP_FLAGS,
} satisfies Flags;

export const GUARANTEE_FLAGS = {
  gdp: text(GUARANTEE, 'MU: Gaussian differential privacy'),
  'epsilon-delta': text(GUARANTEE, 'E,D: (epsilon, delta)-differential privacy'),
  renyi: text(GUARANTEE, 'FILE.csv: lines order,divergence'),
  profile: text(GUARANTEE, 'FILE.json: {"epsilons": [...], "deltas": [...]}'),
} satisfies Flags;

export const DELTA_FLAG = {
  delta: text(QUESTION, 'delta at which epsilon is stated (default 1e-5)'),
} satisfies Flags;

/** What is asked about votes, whoever cast them. */
export const QUESTION_FLAGS = {
  ...DELTA_FLAG,
  poisons: text(QUESTION, 'poisoned records, one number or a list such as 1,2,5 (default 1)'),
  alpha: text(QUESTION, 'of votes: error probability of one record (default 0.001)'),
  construction: text(QUESTION, 'of votes: complement (default), rivals or selected'),
  orientation: text(QUESTION, 'clean (default): no poison yet; poisoned: the analysed set may hold it'),
  deployed: text(
    QUESTION,
    'MODELS[,FAILURE]: certify the majority vote of so many fresh models, wrong with at most that probability (default 0.001)',
  ),
} satisfies Flags;

export const CERTIFY_FLAGS = {
  ...QUESTION_FLAGS,
  p: text(QUESTION, 'lower confidence bound on the probability of the predicted class'),
  votes: text(QUESTION, 'FILE.csv: votes of models each trained on its own release'),
} satisfies Flags;

export const OUTPUT_FLAGS = {
  json: toggle(OUTPUT, 'print one JSON document (see dpih schema)'),
  csv: toggle(OUTPUT, 'print the claims as CSV'),
} satisfies Flags;

export const SVG_FLAG = {
  svg: text(OUTPUT, 'FILE: draw the profile, and the accuracy curve with votes'),
} satisfies Flags;

export const RELEASE_FLAGS = {
  ...DELTA_FLAG,
  poisons: text(QUESTION, 'changed records epsilon is stated for, one number or a list (default 1)'),
  seed: text(OUTPUT, 'draw from a seed: reproducible, without any claim (default: secure noise)'),
  out: text(OUTPUT, 'FILE.npz: the mixtures; FILE.json beside it holds the claim. Both are replaced'),
} satisfies Flags;

export const TARGET_FLAGS = {
  'target-epsilon': text(QUESTION, 'reach this epsilon at --delta'),
  'target-radius': text(QUESTION, 'reach this certified radius for --p'),
  p: text(QUESTION, 'probability of the predicted class, for --target-radius'),
  poisons: text(QUESTION, 'poisoned records epsilon is stated for (default 1)'),
  'best-k': text(QUESTION, 'widths to choose from, such as 1,2,4,8'),
  orientation: text(QUESTION, 'clean (default): no poison yet; poisoned: the analysed set may hold it'),
} satisfies Flags;
