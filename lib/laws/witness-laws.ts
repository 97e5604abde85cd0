import { DIRECTIONS } from '../core/index.js';
import type { AccountantLaw } from './accountant-law.js';
import { betweenZeroAndOne } from './profile-laws.js';
import { epsilonsOf } from './sample.js';
import { requireAtMost } from './violation.js';

/** What some data set attains is never above what all of them stay below. */
export const witnessBelowBound: AccountantLaw = {
  name: 'an attained profile never exceeds the bound',
  appliesTo: (mechanism) => mechanism.kind !== 'guarantee',
  check(accountant, mechanism, sample) {
    const { upper, witness, ...rest } = accountant(mechanism);
    if (witness === undefined) return;
    const { poisons, direction } = sample;
    for (const epsilon of epsilonsOf({ enclosure: rest.enclosure }, sample)) {
      const attained = witness.at(epsilon, poisons, direction);
      requireAtMost(
        this.name,
        attained,
        upper.at(epsilon, poisons, direction),
        `epsilon ${epsilon}, r ${poisons}, ${direction}`,
      );
    }
    // not asked to be monotone: how well a composed lower bound is known varies with epsilon
    betweenZeroAndOne.check(
      { enclosure: (e, r, d) => [0, Number.isNaN(e) ? 1 : witness.at(e, r, d)] },
      sample,
    );
  },
};

/**
 * Group privacy: whatever data sets at distance r attain follows from one record's profile,
 *   delta_r(r e) <= delta_1(e) (exp(r e) - 1)/(exp(e) - 1),   e >= 0, in the worse direction.
 */
export const groupsFollowFromOne: AccountantLaw = {
  name: 'no r records do more than r times one record can',
  appliesTo: (mechanism) => mechanism.kind !== 'guarantee',
  check(accountant, mechanism, sample) {
    const { poisons } = sample;
    const accounted = accountant(mechanism);
    if (accounted.witness === undefined) return;
    for (const epsilon of epsilonsOf(accounted, { ...sample, poisons: 1 }).map(Math.abs)) {
      if (!(poisons * epsilon < 700)) continue;
      const one = Math.max(...DIRECTIONS.map((d) => accounted.upper.at(epsilon, 1, d)));
      const factor = epsilon > 0 ? Math.expm1(poisons * epsilon) / Math.expm1(epsilon) : poisons;
      const attained = accounted.witness.at(poisons * epsilon, poisons, sample.direction);
      requireAtMost(this.name, attained, one * factor, `epsilon ${epsilon}, r ${poisons}`);
    }
  },
};
