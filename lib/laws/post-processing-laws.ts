import type { Mechanism } from '../core/index.js';
import { type AccountantLaw, requireMorePrivate } from './accountant-law.js';
import { epsilonsOf } from './sample.js';

/**
 * Deleting the released labels is post-processing: the features alone are at least as private as features with noised
 * labels, and as features beside exposed ones.
 */
export const droppingLabelsNeverHurts: AccountantLaw = {
  name: 'a release without its labels is never less private',
  appliesTo: (mechanism) => mechanism.kind === 'mixup' && mechanism.labels.kind !== 'in-record',
  check(accountant, mechanism, sample) {
    if (mechanism.kind !== 'mixup') return;
    const whole = accountant(mechanism);
    const features: Mechanism = { ...mechanism, labels: { kind: 'in-record' } };
    requireMorePrivate(this.name, accountant(features), whole, {
      ...sample,
      epsilons: epsilonsOf(whole, sample),
    });
  },
};

/** Drawing which records are used in secret is never less private than showing it: labels exposed show it. */
export const secrecyNeverHurts: AccountantLaw = {
  name: 'a secret draw is never less private than a known one',
  appliesTo: (mechanism) =>
    mechanism.kind === 'mixup' && mechanism.adjacency === 'replace' && mechanism.labels.kind === 'in-record',
  check(accountant, mechanism, sample) {
    if (mechanism.kind !== 'mixup') return;
    const known = accountant({ ...mechanism, labels: { kind: 'exposed' } });
    requireMorePrivate(this.name, accountant(mechanism), known, {
      ...sample,
      epsilons: epsilonsOf(known, sample),
    });
  },
};
