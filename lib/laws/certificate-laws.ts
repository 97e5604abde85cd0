import * as fc from 'fast-check';
import type { Profile } from '../core/index.js';
import { uniform } from './numbers.js';
import { LawViolation, ROUNDING, requireAtMost } from './violation.js';

/**
 * A certificate as the laws see it: the smallest probability that an event of probability p can have after r poisons,
 * as far as the profile tells.
 */
export type Kept = (profile: Profile<'upper'>, p: number, poisons: number) => number;

/** Certified radius of a prediction with probability at least pA whose rivals have at most pB. */
export type RadiusOf = (profile: Profile<'upper'>, pA: number, pB: number) => number;

/** Where certificates are tried: p <= p', and a number of poisons. */
export interface CertificateSample {
  readonly low: number;
  readonly high: number;
  readonly poisons: number;
}

export function certificateSampleArbitrary(mostPoisons = 4): fc.Arbitrary<CertificateSample> {
  const p = fc.oneof(
    uniform(0, 1),
    uniform(0, 12).map((x) => 1 - 10 ** -x),
  );
  return fc
    .record({ first: p, second: p, poisons: fc.integer({ min: 1, max: mostPoisons }) })
    .map(({ first, second, poisons }) => ({
      low: Math.min(first, second),
      high: Math.max(first, second),
      poisons,
    }));
}

/** A law of a certificate on one profile. */
export interface CertificateLaw {
  readonly name: string;
  /** @throws LawViolation with the counterexample */
  check(kept: Kept, profile: Profile<'upper'>, sample: CertificateSample): void;
}

/** Searches stop early: what a larger input may lose against a smaller one. */
const SEARCH = { relative: 1e-6, absolute: 1e-12 };

export const keptBetweenZeroAndP: CertificateLaw = {
  name: 'the probability kept lies between 0 and p, and is p for r = 0',
  check(kept, profile, { low, high, poisons }) {
    for (const p of [0, low, high, 1]) {
      const value = kept(profile, p, poisons);
      if (!(value >= 0 && value <= p)) throw new LawViolation(this.name, `${value} of ${p}, r ${poisons}`);
      requireAtMost(this.name, Math.abs(kept(profile, p, 0) - p), 0, `p ${p}, r 0`);
    }
  },
};

export const keptMonotone: CertificateLaw = {
  name: 'the probability kept grows with p and does not grow with r',
  check(kept, profile, { low, high, poisons }) {
    requireAtMost(
      this.name,
      kept(profile, low, poisons),
      kept(profile, high, poisons),
      `p ${low}, ${high}`,
      SEARCH,
    );
    requireAtMost(
      this.name,
      kept(profile, high, poisons + 1),
      kept(profile, high, poisons),
      `p ${high}, r ${poisons} and one more`,
      SEARCH,
    );
  },
};

/** A supremum of affine functions of p. */
export const keptConvex: CertificateLaw = {
  name: 'the probability kept is convex in p',
  check(kept, profile, { low, high, poisons }) {
    const chord = (kept(profile, low, poisons) + kept(profile, high, poisons)) / 2;
    requireAtMost(
      this.name,
      kept(profile, (low + high) / 2, poisons),
      chord,
      `p ${low}, ${high}, r ${poisons}`,
      SEARCH,
    );
  },
};

/** A profile that is larger everywhere certifies no more. */
export const weakerProfilesKeepLess: CertificateLaw = {
  name: 'a larger profile keeps no more',
  check(kept, profile, { high, poisons }) {
    const weaker: Profile<'upper'> = {
      ...profile,
      at: (epsilon, r, direction) => Math.min(1, profile.at(epsilon, r, direction) * 1.01 + 1e-9),
    };
    requireAtMost(
      this.name,
      kept(weaker, high, poisons),
      kept(profile, high, poisons),
      `p ${high}, r ${poisons}`,
      SEARCH,
    );
  },
};

/** A profile that fails says nothing, so nothing is kept. */
export const failureKeepsNothing: CertificateLaw = {
  name: 'a failing profile keeps nothing',
  check(kept, profile, { high, poisons }) {
    for (const value of [Number.NaN, 1, Infinity, -1]) {
      const failing: Profile<'upper'> = { ...profile, at: () => value };
      requireAtMost(this.name, kept(failing, high, poisons), 0, `delta ${value} everywhere, p ${high}`);
    }
  },
};

/** What the poisoned law gives the event and its complement adds up to at most 1. */
export const keptSharesOneWhole: CertificateLaw = {
  name: 'an event and its complement do not keep more than everything',
  check(kept, profile, { high, poisons }) {
    const together = kept(profile, high, poisons) + kept(profile, 1 - high, poisons);
    requireAtMost(this.name, together, 1, `p ${high}, r ${poisons}`, ROUNDING);
  },
};

export const certificateLaws: readonly CertificateLaw[] = [
  keptBetweenZeroAndP,
  keptMonotone,
  keptConvex,
  weakerProfilesKeepLess,
  failureKeepsNothing,
  keptSharesOneWhole,
];

/**
 * Radii are monotone: a surer prediction survives no fewer poisons, a stronger rival no more; a prediction that is not
 * ahead survives none. The radius is the last r at which Psi_r(pA) + Psi_r(1 - pB) > 1 holds.
 * @throws LawViolation
 */
export function requireRadiusFollowsKept(
  radiusOf: RadiusOf,
  kept: Kept,
  profile: Profile<'upper'>,
  { low, high }: CertificateSample,
): void {
  const law = 'the radius is where kept probabilities stop exceeding 1';
  const radius = radiusOf(profile, high, 1 - high);
  requireAtMost(law, radiusOf(profile, low, 1 - low), radius, `p ${low}, ${high}`);
  requireAtMost(law, radius, radiusOf(profile, high, (1 - high) / 2), `pA ${high}, a weaker rival`);
  requireAtMost(law, radiusOf(profile, low / 2, low / 2), 0, `a tie at ${low / 2}`);
  const sum = (r: number): number => kept(profile, high, r) + kept(profile, high, r);
  if (radius >= 1) requireAtMost(law, 1, sum(radius), `p ${high}, r ${radius}`);
  requireAtMost(law, sum(radius + 1), 1, `p ${high}, r ${radius} is not the last`, SEARCH);
}
