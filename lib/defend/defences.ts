import { activationClustering } from './activation-clustering.js';
import { adversarialPoisoning } from './adversarial-poisoning.js';
import { bagging } from './bagging.js';
import { cutmix } from './cutmix.js';
import { cutout } from './cutout.js';
import type { Defence } from './defence.js';
import { dpInstaHide } from './dp-instahide.js';
import { dpSgd } from './dp-sgd.js';
import { dpSgdMinibatch } from './dp-sgd-minibatch.js';
import { dpa } from './dpa.js';
import { friendlyNoise } from './friendly-noise.js';
import { maxupCutout } from './maxup-cutout.js';
import { mixup } from './mixup.js';
import { noise } from './noise.js';
import { none } from './none.js';
import { spectralSignatures } from './spectral-signatures.js';

const LIST: readonly Defence[] = [
  none,
  mixup,
  noise,
  dpInstaHide,
  cutmix,
  cutout,
  maxupCutout,
  dpSgd,
  dpSgdMinibatch,
  activationClustering,
  spectralSignatures,
  adversarialPoisoning,
  friendlyNoise,
  dpa,
  bagging,
];

/** The defences that a plan may name, by kind. */
export const DEFENCES: Readonly<Record<string, Defence>> = Object.fromEntries(
  LIST.map((defence) => [defence.kind, defence]),
);
