import * as fc from 'fast-check';
import type { Direction, Mechanism } from '../core/index.js';
import type { Accountant, Enclosed } from './enclosed.js';
import { mechanismArbitrary } from './mechanism-arbitrary.js';
import { type Sample, sampleArbitrary } from './sample.js';
import { requireAtMost, type Tolerance } from './violation.js';

/** A law that compares what an accountant says about related mechanisms. */
export interface AccountantLaw {
  readonly name: string;
  /** whether the law says anything about this mechanism */
  appliesTo(mechanism: Mechanism): boolean;
  /** @throws LawViolation with the counterexample; may be called only where the law applies */
  check(accountant: Accountant, mechanism: Mechanism, sample: Sample): void;
}

/**
 * A law as a property for fast-check: `fc.assert(accountantProperty(law, account))`. Mechanisms that the law does not
 * speak of are passed over.
 */
export function accountantProperty(
  law: AccountantLaw,
  accountant: Accountant,
  mechanisms: fc.Arbitrary<Mechanism> = mechanismArbitrary(),
  samples: fc.Arbitrary<Sample> = sampleArbitrary(),
): fc.IProperty<[Mechanism, Sample]> {
  const concerned = mechanisms.filter((mechanism) => law.appliesTo(mechanism));
  return fc.property(concerned, samples, (mechanism, sample) => law.check(accountant, mechanism, sample));
}

/** Requires delta of the first never to exceed that of the second, as far as their enclosures can tell. */
export function requireMorePrivate(
  law: string,
  better: Enclosed,
  worse: Enclosed,
  at: { epsilons: readonly number[]; poisons: number; direction: Direction },
  tolerance?: Tolerance,
): void {
  const { poisons, direction } = at;
  for (const epsilon of at.epsilons) {
    const [low] = better.enclosure(epsilon, poisons, direction);
    const [, high] = worse.enclosure(epsilon, poisons, direction);
    requireAtMost(law, low, high, `epsilon ${epsilon}, r ${poisons}, ${direction}`, tolerance);
  }
}

/** Requires both to enclose the same delta. */
export function requireEqualPrivacy(
  law: string,
  first: Enclosed,
  second: Enclosed,
  at: { epsilons: readonly number[]; poisons: number; direction: Direction },
  tolerance?: Tolerance,
): void {
  requireMorePrivate(law, first, second, at, tolerance);
  requireMorePrivate(law, second, first, at, tolerance);
}
