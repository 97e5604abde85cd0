import type { Direction, Mechanism, Profile, RenyiCurve } from '../core/index.js';
import type { Tolerance } from './violation.js';

/**
 * delta as an accountant knows it: [lower, upper] holds the delta of the bound it computes, for every real
 * epsilon. Laws compare the lower end of what must be smaller with the upper end of what must be larger, so
 * that they hold exactly whatever the accuracy; how wide the enclosure is, is a law of its own.
 */
export interface Enclosed {
  enclosure(epsilon: number, poisons: number, direction: Direction): readonly [number, number];
}

/** What the laws ask an accountant for. The Account of dpih/accountants is one. */
export interface Accounted extends Enclosed {
  readonly upper: Profile<'upper'>;
  /** attained by some data set; left out where none is known */
  readonly witness?: Profile<'lower'> | undefined;
  readonly renyi?: RenyiCurve<'upper'> | undefined;
  /** pure epsilon for r changed records; Infinity where there is none */
  pure?(poisons: number): number;
}

export interface AccountingOptions {
  /** relative accuracy asked of epsilon */
  readonly accuracy?: number;
}

/** Any accountant: handed in by whoever wants to hold it to the laws. */
export type Accountant = (mechanism: Mechanism, options?: AccountingOptions) => Accounted;

/** A profile that comes without an enclosure, taken to be exact up to the tolerance. NaN is known to lie in [0, 1]. */
export function enclosedWithin(profile: Profile, { relative, absolute }: Tolerance): Enclosed {
  return {
    enclosure(epsilon, poisons, direction) {
      const delta = profile.at(epsilon, poisons, direction);
      return [Math.max(0, delta * (1 - relative) - absolute), Math.min(1, delta * (1 + relative) + absolute)];
    },
  };
}

/** An accountant that answers each question once: laws about one mechanism share its compositions. */
export function remembering(accountant: Accountant): Accountant {
  const known = new Map<string, Accounted>();
  return (mechanism, options = {}) => {
    const key = JSON.stringify([mechanism, options]);
    let accounted = known.get(key);
    if (accounted === undefined) {
      accounted = accountant(mechanism, options);
      known.set(key, accounted);
    }
    return accounted;
  };
}
