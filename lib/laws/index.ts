export { type AccountantLaw, accountantProperty } from './accountant-law.js';
export { accountantLaws } from './accountant-laws.js';
export { accuraciesAgree, enclosureIsTight, upperIsTheUpperEnd } from './accuracy-laws.js';
export { replacementIsSymmetric } from './adjacency-laws.js';
export {
  certainDrawIsPlain,
  noiseNeverHurts,
  samplingNeverHurts,
  unitsDoNotMatter,
} from './amplification-laws.js';
export {
  type CertificateLaw,
  type CertificateSample,
  certificateLaws,
  certificateSampleArbitrary,
  type Kept,
  type RadiusOf,
  requireRadiusFollowsKept,
} from './certificate-laws.js';
export { neverWorseThanBasicComposition, releasesNeverGain } from './composition-laws.js';
export { domainArbitrary } from './domain-arbitrary.js';
export {
  type Accountant,
  type Accounted,
  type AccountingOptions,
  type Enclosed,
  enclosedWithin,
  remembering,
} from './enclosed.js';
export {
  type FinitePair,
  finitePairArbitrary,
  finitePairDelta,
  merged,
  requireMergingNeverHurts,
} from './finite-pair.js';
export { guaranteeArbitrary } from './guarantee-arbitrary.js';
export { additiveArbitrary, dpSgdArbitrary, mechanismArbitrary } from './mechanism-arbitrary.js';
export { designArbitrary, mixupArbitrary } from './mixup-arbitrary.js';
export { droppingLabelsNeverHurts, secrecyNeverHurts } from './post-processing-laws.js';
export {
  betweenZeroAndOne,
  convexInRatio,
  dualDirections,
  nestedInPoisons,
  neverBelowIdentical,
  nonIncreasing,
  type ProfileLaw,
  profileLaws,
} from './profile-laws.js';
export { pureEpsilonAddsUp, pureEpsilonEndsTheProfile } from './pure-laws.js';
export { renyiAddsUp, renyiConversionOnlyLoses, renyiNonDecreasing } from './renyi-laws.js';
export { epsilonsOf, type Sample, sampleArbitrary, scaleOf } from './sample.js';
export { DEFAULT_SIZES, type Sizes } from './sizes.js';
export { LawViolation, ROUNDING, type Tolerance } from './violation.js';
export { groupsFollowFromOne, witnessBelowBound } from './witness-laws.js';
