import type { AccountantLaw } from './accountant-law.js';
import { accuraciesAgree, upperIsTheUpperEnd } from './accuracy-laws.js';
import { replacementIsSymmetric } from './adjacency-laws.js';
import {
  certainDrawIsPlain,
  noiseNeverHurts,
  samplingNeverHurts,
  unitsDoNotMatter,
} from './amplification-laws.js';
import { neverWorseThanBasicComposition, releasesNeverGain } from './composition-laws.js';
import { droppingLabelsNeverHurts, secrecyNeverHurts } from './post-processing-laws.js';
import { profileLaws } from './profile-laws.js';
import { pureEpsilonAddsUp, pureEpsilonEndsTheProfile } from './pure-laws.js';
import { renyiAddsUp, renyiConversionOnlyLoses, renyiNonDecreasing } from './renyi-laws.js';
import { groupsFollowFromOne, witnessBelowBound } from './witness-laws.js';

/** The laws of one profile, asked of every profile that an accountant hands out. */
const lawsOfEachProfile: readonly AccountantLaw[] = profileLaws.map((law) => ({
  name: law.name,
  appliesTo: () => true,
  check: (accountant, mechanism, sample) => law.check(accountant(mechanism), sample),
}));

/** Every law of an accountant but enclosureIsTight, which asks for the accuracy that is wanted. */
export const accountantLaws: readonly AccountantLaw[] = [
  ...lawsOfEachProfile,
  upperIsTheUpperEnd,
  accuraciesAgree,
  replacementIsSymmetric,
  releasesNeverGain,
  neverWorseThanBasicComposition,
  noiseNeverHurts,
  samplingNeverHurts,
  certainDrawIsPlain,
  unitsDoNotMatter,
  droppingLabelsNeverHurts,
  secrecyNeverHurts,
  pureEpsilonEndsTheProfile,
  pureEpsilonAddsUp,
  renyiConversionOnlyLoses,
  renyiNonDecreasing,
  renyiAddsUp,
  witnessBelowBound,
  groupsFollowFromOne,
];
