import { type AccountantLaw, requireEqualPrivacy } from './accountant-law.js';
import type { Accounted } from './enclosed.js';
import { epsilonsOf } from './sample.js';
import { requireAtMost } from './violation.js';

/** Two accuracies enclose one number: their enclosures have a point in common. */
export const accuraciesAgree: AccountantLaw = {
  name: 'enclosures of two accuracies have a point in common',
  appliesTo: () => true,
  check(accountant, mechanism, sample) {
    const fine = accountant(mechanism, { accuracy: 1e-3 });
    const coarse = accountant(mechanism, { accuracy: 2e-2 });
    requireEqualPrivacy(this.name, fine, coarse, { ...sample, epsilons: epsilonsOf(fine, sample) });
  },
};

/** The profile handed out is the upper end of its enclosure. */
export const upperIsTheUpperEnd: AccountantLaw = {
  name: 'the upper profile is the upper end of the enclosure',
  appliesTo: () => true,
  check(accountant, mechanism, sample) {
    const accounted = accountant(mechanism);
    for (const epsilon of epsilonsOf(accounted, sample)) {
      const { poisons, direction } = sample;
      const delta = accounted.upper.at(epsilon, poisons, direction);
      const end = accounted.enclosure(epsilon, poisons, direction)[1];
      requireAtMost(this.name, Math.abs(delta - end), 0, `epsilon ${epsilon}, r ${poisons}, ${direction}`);
    }
  },
};

/**
 * Epsilon is known to the accuracy asked for, at a delta within (1e-10, 0.1): every soundness law compares ends of
 * enclosures, and would be met by the enclosure [0, 1]. Where nothing is claimed (delta 1) the law fails.
 *
 * @param relative  of epsilon, in (0, 1)
 * @param absolute  in nats: near epsilon 0 no relative accuracy is asked
 */
export function enclosureIsTight(relative: number, absolute: number): AccountantLaw {
  return {
    name: `the enclosure of epsilon is within ${relative} of it`,
    appliesTo: (mechanism) => mechanism.kind !== 'guarantee',
    check(accountant, mechanism, sample) {
      const accounted = accountant(mechanism);
      const depth = (sample.losses[1] + 1.5) / 5.5; // in [0, 1]
      const delta = 0.1 * 10 ** (-9 * depth);
      const [low, high] = [0, 1].map((end) => crossing(accounted, sample, delta, end as 0 | 1)) as [
        number,
        number,
      ];
      const where = `delta ${delta}, r ${sample.poisons}, ${sample.direction}`;
      requireAtMost(this.name, high, low / (1 - relative) + absolute, where);
    },
  };
}

/** The epsilon >= 0 at which one end of the enclosure falls to delta. */
function crossing(
  accounted: Accounted,
  { poisons, direction }: { poisons: number; direction: 'forward' | 'backward' },
  delta: number,
  end: 0 | 1,
): number {
  const above = (epsilon: number): boolean => accounted.enclosure(epsilon, poisons, direction)[end] > delta;
  if (!above(0)) return 0;
  let high = 2 ** -30;
  while (above(high)) {
    if (high > 2 ** 40) return Infinity;
    high *= 2;
  }
  let low = high / 2;
  for (let i = 0; i < 40; i++) {
    const middle = (low + high) / 2;
    if (above(middle)) low = middle;
    else high = middle;
  }
  return high;
}
