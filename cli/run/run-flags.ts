import type { Flags } from '../command.js';
import { text, toggle } from '../flag.js';

const RUN = 'Models:';
const LEARNER = 'Learner:';
const DEFENCE = 'Defence:';

/** How many models are trained, and where. */
export const RUN_FLAGS = {
  models: text(RUN, 'models that vote, each trained on a release of its own (default 100)'),
  out: text(
    RUN,
    'run folder (default dpih-run- and the fingerprint of the run); continued where it is there',
  ),
  seed: text(RUN, 'seed of mixtures, noise and training (default 1)'),
  workers: text(RUN, 'worker threads (default: the cores of this machine)'),
  shard: text(RUN, 'I/N: train the I-th of N slices only; dpih merge joins them'),
  learner: text(LEARNER, 'ridge (default), softmax, mlp or cnn'),
  epochs: text(LEARNER, 'passes over the mixtures'),
  batch: text(LEARNER, 'mixtures of one step'),
  optimizer: text(LEARNER, 'sgd, momentum or adam'),
  rate: text(LEARNER, 'learning rate'),
  decay: text(LEARNER, 'weight decay'),
  hidden: text(LEARNER, 'units of the hidden layers, or filters of the convolutions, such as 128,64'),
  backend: text(LEARNER, 'node, wasm or cpu: what TensorFlow.js runs on (default: the first that is there)'),
  defence: text(
    DEFENCE,
    'dp-instahide (default), noise, mixup, none, dp-sgd or dpa, or a list to compare side by side',
  ),
  parts: text(DEFENCE, 'dpa: parts that the records are dealt to, one model each (default 50)'),
  'sampling-rate': text(DEFENCE, 'dp-sgd: probability that a record enters a batch'),
  'noise-multiplier': text(DEFENCE, 'dp-sgd: standard deviation of the noise over the clipping norm'),
  steps: text(DEFENCE, 'dp-sgd: number of steps'),
  clip: text(DEFENCE, 'dp-sgd: norm that the gradient of a record is clipped to'),
  'step-size': text(DEFENCE, 'dp-sgd: learning rate'),
  'shared-release': toggle(DEFENCE, 'train every model on one release: refused, and told why'),
} satisfies Flags;

/** Where merge leaves the whole run. */
export const MERGE_FLAGS = {
  out: text('Output:', 'run folder of the whole; may be one of those given'),
} satisfies Flags;
