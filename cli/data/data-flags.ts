import type { Flags } from '../command.js';
import { text, toggle } from '../flag.js';
import { MECHANISM_FLAGS } from '../flags.js';

const MECHANISM = 'Mechanism:';
const DATA = 'Data:';
const STEPS = 'Preprocessing, in this order, then clipping into --domain:';
const SPLIT = 'Test records:';

/** Where the records come from and what is done to each before it is clipped into the domain. */
export const DATA_FLAGS = {
  data: text(DATA, 'CSV, IDX, NPY or NPZ file, a folder of PNG or CIFAR files, or glyphs: the embedded set'),
  format: text(DATA, 'csv, idx, npy, npz, cifar10, cifar100 or png (default: by name and first bytes)'),
  header: text(DATA, 'CSV: yes or no (default: by the first row; but say it, as a poison may stand there)'),
  label: text(
    DATA,
    'CSV: name or position of the label column, from the end if negative (default -1); NPZ: array',
  ),
  features: text(DATA, 'NPZ: name of the array of features'),
  'labels-file': text(DATA, 'file of the labels, where they stand apart (IDX: found by its name)'),
  granularity: text(DATA, 'CIFAR-100: fine (default) or coarse labels'),
  classes: text(
    DATA,
    'names of the classes, in order (default: those that occur; but name them, as a new label would alter every release)',
  ),
  scale: text(STEPS, 'constant that every feature is multiplied by, or one for each, such as 1/255'),
  shift: text(STEPS, 'constant that is added to every feature, or one for each'),
  contrast: toggle(STEPS, 'subtract from each record the mean of its own features'),
  centre: toggle(STEPS, 'subtract the mean of --public'),
  standardise: toggle(STEPS, 'subtract the mean of --public and divide by its standard deviation'),
  pca: text(STEPS, 'M: the first M principal components of --public'),
  project: text(STEPS, 'M: a random projection to M features, drawn without looking at the data'),
  'projection-seed': text(STEPS, 'seed of --project (default 1)'),
  public: text(STEPS, 'FILE: a public set, apart from the data, that --centre, --standardise, --pca fit'),
} satisfies Flags;

/** Which records are kept apart to test on. */
export const SPLIT_FLAGS = {
  test: text(SPLIT, 'FILE: test records that stand apart'),
  'test-fraction': text(SPLIT, 'share of the records that is kept for testing (default 0.2)'),
  'test-records': text(SPLIT, 'test on so many of them at most'),
  'split-seed': text(SPLIT, 'seed of the split (default 1)'),
} satisfies Flags;

/** The fields of a mechanism that runs on records: n follows from them, and the defaults are those of a release. */
export const DATA_MECHANISM_FLAGS = {
  ...MECHANISM_FLAGS,
  n: text(MECHANISM, 'must be left out: it is the number of records'),
  releases: text(MECHANISM, 'mixtures released, T (default: 4 epochs)'),
  domain: text(
    MECHANISM,
    'what records are clipped into: l2-ball:R l1-ball:R or box:LO,HI,DIM (default l2-ball:1)',
  ),
  labels: text(MECHANISM, 'noised (default) or exposed'),
  'label-sigma': text(MECHANISM, 'noise scale of noised labels (default: sigma)'),
  adjacency: text(MECHANISM, 'replace: n, and what follows from it, stays as it is'),
} satisfies Flags;
