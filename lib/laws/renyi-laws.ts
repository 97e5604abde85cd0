import type { RenyiCurve } from '../core/index.js';
import type { AccountantLaw } from './accountant-law.js';
import type { Accounted } from './enclosed.js';
import { epsilonsOf } from './sample.js';
import { epochsOf } from './variants.js';
import { requireAtMost } from './violation.js';

const ORDERS = [1 + 2 ** -10, 1.1, 1.5, 2, 3.7, 8, 32, 200];
/** Curves are rounded up and not enclosed: what their numerics may add. */
const CURVE = { relative: 1e-3, absolute: 1e-12 };

function ordersOf(curve: RenyiCurve): readonly number[] {
  return ORDERS.filter((order) => order <= curve.maximalOrder);
}

/** delta <= exp((a - 1)(tau - e + ln(1 - 1/a)))/a for Renyi divergence tau of order a: conversions only lose. */
export const renyiConversionOnlyLoses: AccountantLaw = {
  name: 'the delta that a Renyi divergence implies is never below the profile',
  appliesTo: () => true,
  check(accountant, mechanism, sample) {
    const accounted = accountant(mechanism);
    const { renyi } = accounted;
    if (renyi === undefined) return;
    const { poisons, direction } = sample;
    for (const epsilon of epsilonsOf(accounted, sample).map(Math.abs)) {
      const [low] = accounted.enclosure(epsilon, poisons, direction);
      for (const order of ordersOf(renyi)) {
        const gap = renyi.at(order, poisons) - epsilon + Math.log1p(-1 / order);
        const implied = Math.exp((order - 1) * gap) / order;
        requireAtMost(this.name, low, implied, `epsilon ${epsilon}, order ${order}, r ${poisons}`, {
          relative: 1e-9,
          absolute: 0,
        });
      }
    }
  },
};

/** Renyi divergence is >= 0, does not fall with the order, nor with the number of changed records. */
export const renyiNonDecreasing: AccountantLaw = {
  name: 'Renyi divergence does not fall with the order or with r',
  appliesTo: () => true,
  check(accountant, mechanism, { poisons }) {
    const { renyi } = accountant(mechanism);
    if (renyi === undefined) return;
    let before = 0;
    for (const order of ordersOf(renyi)) {
      const here = renyi.at(order, poisons);
      requireAtMost(this.name, before, here, `order ${order}, r ${poisons}`, CURVE);
      requireAtMost(
        this.name,
        here,
        renyi.at(order, poisons + 1),
        `order ${order}, r ${poisons} and one more`,
        CURVE,
      );
      before = here;
    }
  },
};

/** Independent releases: divergences add. For one record; for more, a bound may treat the releases as one. */
export const renyiAddsUp: AccountantLaw = {
  name: 'Renyi divergence adds up over releases',
  appliesTo: (mechanism) => epochsOf(mechanism) !== undefined,
  check(accountant, mechanism) {
    const epochs = epochsOf(mechanism);
    const once = accountant(mechanism).renyi;
    if (epochs === undefined || once === undefined) return;
    const thrice = (accountant(epochs.with(3 * epochs.count)) as Accounted).renyi;
    for (const order of ordersOf(once)) {
      const [whole, part] = [thrice?.at(order, 1) ?? Number.NaN, 3 * once.at(order, 1)];
      if (whole === Infinity && part === Infinity) continue;
      requireAtMost(this.name, whole, part, `order ${order}`, CURVE);
      requireAtMost(this.name, part, whole, `order ${order}`, CURVE);
    }
  },
};
