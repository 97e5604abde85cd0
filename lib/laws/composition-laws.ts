import type { AccountantLaw } from './accountant-law.js';
import { requireMorePrivate } from './accountant-law.js';
import { epsilonsOf } from './sample.js';
import { epochsOf } from './variants.js';
import { requireAtMost } from './violation.js';

/** Forgetting an epoch is post-processing: delta of T epochs is at most that of T + 1. */
export const releasesNeverGain: AccountantLaw = {
  name: 'more releases are never more private',
  appliesTo: (mechanism) => epochsOf(mechanism) !== undefined,
  check(accountant, mechanism, { losses, poisons, direction }) {
    const epochs = epochsOf(mechanism);
    if (epochs === undefined) return;
    const fewer = accountant(mechanism);
    const epsilons = epsilonsOf(fewer, { losses, poisons, direction });
    for (const count of [epochs.count + 1, 2 * epochs.count])
      requireMorePrivate(this.name, fewer, accountant(epochs.with(count)), { epsilons, poisons, direction });
  },
};

/**
 * Basic composition is never better: delta of S + T releases at e + e' is at most delta of S at e plus delta of T
 * at e'. An accountant that overcharges for composition breaks this law, not those of soundness. One record: for more, a
 * bound may treat the releases as one.
 */
export const neverWorseThanBasicComposition: AccountantLaw = {
  name: 'composition is at least as tight as adding epsilons and deltas',
  appliesTo: (mechanism) => (epochsOf(mechanism)?.count ?? 0) >= 2,
  check(accountant, mechanism, sample) {
    const epochs = epochsOf(mechanism);
    if (epochs === undefined) return;
    const first = Math.ceil(epochs.count / 3);
    const [whole, part, rest] = [
      accountant(mechanism),
      accountant(epochs.with(first)),
      accountant(epochs.with(epochs.count - first)),
    ];
    const { direction } = sample;
    const [e, , f] = epsilonsOf(part, { ...sample, poisons: 1 }).map(Math.abs) as [number, number, number];
    const together = whole.enclosure(e + f, 1, direction)[0];
    const apart = part.enclosure(e, 1, direction)[1] + rest.enclosure(f, 1, direction)[1];
    requireAtMost(this.name, together, apart, `epsilon ${e} + ${f}, ${direction}`);
  },
};
