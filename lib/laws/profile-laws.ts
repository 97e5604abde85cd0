import { DIRECTIONS, opposite } from '../core/index.js';
import type { Enclosed } from './enclosed.js';
import { epsilonsOf, type Sample } from './sample.js';
import { LawViolation, requireAtMost, requireCommonPoint } from './violation.js';

/** A law of one privacy profile. */
export interface ProfileLaw {
  readonly name: string;
  /** @throws LawViolation with the counterexample */
  check(profile: Enclosed, sample: Sample): void;
}

/** 0 <= lower <= upper <= 1; what is no number says delta 1. */
export const betweenZeroAndOne: ProfileLaw = {
  name: 'delta lies between 0 and 1',
  check(profile, sample) {
    const { poisons, direction } = sample;
    for (const epsilon of [...epsilonsOf(profile, sample), -Infinity, Infinity]) {
      const [low, high] = profile.enclosure(epsilon, poisons, direction);
      if (!(low >= 0 && low <= high && high <= 1))
        throw new LawViolation(this.name, `[${low}, ${high}] at epsilon ${epsilon}`);
    }
    const [, unknown] = profile.enclosure(Number.NaN, poisons, direction);
    if (unknown !== 1) throw new LawViolation(this.name, `${unknown} at epsilon NaN, where only 1 is safe`);
  },
};

/** delta(e) >= delta(e') for e <= e'. */
export const nonIncreasing: ProfileLaw = {
  name: 'delta does not increase with epsilon',
  check(profile, sample) {
    const { poisons, direction } = sample;
    const [first, second, third] = epsilonsOf(profile, sample);
    for (const [from, to] of [
      [first, second],
      [second, third],
      [third, Infinity],
      [-Infinity, first],
    ] as const) {
      const before = profile.enclosure(from, poisons, direction)[1];
      const after = profile.enclosure(to, poisons, direction)[0];
      requireAtMost(this.name, after, before, `from epsilon ${from} to ${to}, r ${poisons}, ${direction}`);
    }
  },
};

/** As a function of a = exp(e), delta lies below its chords: it is a supremum of affine functions of a. */
export const convexInRatio: ProfileLaw = {
  name: 'delta is convex in exp(epsilon)',
  check(profile, sample) {
    const { poisons, direction } = sample;
    const [first, second, third] = epsilonsOf(profile, sample);
    if (!(first < third)) return;
    // (e^second - e^first)/(e^third - e^first) without overflow
    const along = (Math.exp(second - third) * Math.expm1(first - second)) / Math.expm1(first - third);
    const left = profile.enclosure(first, poisons, direction)[1];
    const right = profile.enclosure(third, poisons, direction)[1];
    const middle = profile.enclosure(second, poisons, direction)[0];
    const chord = (1 - along) * left + along * right;
    requireAtMost(
      this.name,
      middle,
      chord,
      `epsilon ${first}, ${second}, ${third}, r ${poisons}, ${direction}`,
    );
  },
};

/** delta(-e) = 1 - exp(-e) + exp(-e) delta'(e), delta' the other direction: an identity of every pair of laws. */
export const dualDirections: ProfileLaw = {
  name: 'the two directions are dual',
  check(profile, sample) {
    const { poisons, direction } = sample;
    for (const epsilon of epsilonsOf(profile, sample).map(Math.abs)) {
      const other = profile.enclosure(epsilon, poisons, opposite(direction));
      const mirrored = (delta: number): number => 1 - Math.exp(-epsilon) * (1 - delta);
      const found = profile.enclosure(-epsilon, poisons, direction);
      requireCommonPoint(
        this.name,
        found,
        [mirrored(other[0]), mirrored(other[1])],
        `epsilon ${-epsilon}, r ${poisons}, ${direction}`,
      );
    }
  },
};

/** No pair of laws is closer than two equal ones; none is changed when no record is. */
export const neverBelowIdentical: ProfileLaw = {
  name: 'delta is at least that of two equal laws, and equal to it for r = 0',
  check(profile, sample) {
    for (const epsilon of epsilonsOf(profile, sample)) {
      const identical = epsilon >= 0 ? 0 : -Math.expm1(epsilon);
      for (const direction of DIRECTIONS) {
        const where = `epsilon ${epsilon}, ${direction}`;
        requireAtMost(this.name, identical, profile.enclosure(epsilon, sample.poisons, direction)[1], where);
        requireAtMost(this.name, profile.enclosure(epsilon, 0, direction)[1], identical, `${where}, r 0`);
      }
    }
  },
};

/** "At most r records changed": delta_r <= delta_{r+1}. */
export const nestedInPoisons: ProfileLaw = {
  name: 'delta does not decrease with the number of changed records',
  check(profile, sample) {
    const { poisons, direction } = sample;
    for (const epsilon of epsilonsOf(profile, sample)) {
      const fewer = profile.enclosure(epsilon, poisons, direction)[0];
      const more = profile.enclosure(epsilon, poisons + 1, direction)[1];
      requireAtMost(
        this.name,
        fewer,
        more,
        `epsilon ${epsilon}, r ${poisons} and ${poisons + 1}, ${direction}`,
      );
    }
  },
};

/** Every law of one profile. */
export const profileLaws: readonly ProfileLaw[] = [
  betweenZeroAndOne,
  nonIncreasing,
  convexInRatio,
  dualDirections,
  neverBelowIdentical,
  nestedInPoisons,
];
