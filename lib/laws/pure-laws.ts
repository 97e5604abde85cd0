import type { AccountantLaw } from './accountant-law.js';
import { epochsOf } from './variants.js';
import { LawViolation, requireAtMost } from './violation.js';

/** Where there is a pure epsilon, delta is 0 from there on, and no Renyi divergence exceeds it. */
export const pureEpsilonEndsTheProfile: AccountantLaw = {
  name: 'delta vanishes at the pure epsilon, and Renyi divergences stay below it',
  appliesTo: () => true,
  check(accountant, mechanism, { poisons, direction, losses }) {
    const accounted = accountant(mechanism);
    const pure = accounted.pure?.(poisons) ?? Infinity;
    if (!(pure >= 0)) throw new LawViolation(this.name, `pure epsilon ${pure}, r ${poisons}`);
    if (pure === Infinity) return;
    for (const factor of [1, 1 + Math.abs(losses[2])]) {
      const [low] = accounted.enclosure(pure * factor, poisons, direction);
      requireAtMost(this.name, low, 0, `epsilon ${pure * factor}, r ${poisons}, ${direction}`);
    }
    for (const order of [1.5, 2, 16])
      if (accounted.renyi !== undefined && order <= accounted.renyi.maximalOrder)
        requireAtMost(
          this.name,
          accounted.renyi.at(order, poisons),
          pure,
          `order ${order}, r ${poisons}`,
          { relative: 1e-4, absolute: 1e-12 }, // curves are rounded up, not enclosed
        );
  },
};

/** Pure epsilon adds up over releases and does not fall with r. */
export const pureEpsilonAddsUp: AccountantLaw = {
  name: 'pure epsilon adds up over releases and does not fall with r',
  appliesTo: (mechanism) => epochsOf(mechanism) !== undefined,
  check(accountant, mechanism, { poisons }) {
    const epochs = epochsOf(mechanism);
    const pure = accountant(mechanism).pure?.(poisons);
    if (epochs === undefined || pure === undefined) return;
    const tripled = accountant(epochs.with(3 * epochs.count)).pure?.(poisons) ?? Number.NaN;
    const tolerance = { relative: 1e-9, absolute: 0 };
    if (pure < Infinity || tripled < Infinity) {
      requireAtMost(this.name, tripled, 3 * pure, `three times the releases, r ${poisons}`, tolerance);
      requireAtMost(this.name, 3 * pure, tripled, `three times the releases, r ${poisons}`, tolerance);
    }
    const more = accountant(mechanism).pure?.(poisons + 1) ?? Number.NaN;
    requireAtMost(this.name, pure, more, `r ${poisons} and ${poisons + 1}`, tolerance);
  },
};
