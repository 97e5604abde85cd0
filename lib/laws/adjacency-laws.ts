import { opposite } from '../core/index.js';
import { type AccountantLaw, requireEqualPrivacy } from './accountant-law.js';
import { epsilonsOf } from './sample.js';

/** Replacing records is undone by replacing them: the supremum over neighbours is the same in both directions. */
export const replacementIsSymmetric: AccountantLaw = {
  name: 'replacement makes both directions equal',
  appliesTo: (mechanism) => mechanism.adjacency === 'replace',
  check(accountant, mechanism, sample) {
    const accounted = accountant(mechanism);
    const turned = {
      enclosure: (epsilon: number, poisons: number, direction: typeof sample.direction) =>
        accounted.enclosure(epsilon, poisons, opposite(direction)),
    };
    requireEqualPrivacy(this.name, accounted, turned, { ...sample, epsilons: epsilonsOf(accounted, sample) });
  },
};
