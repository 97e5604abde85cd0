export {
  clopperPearsonBound,
  clopperPearsonEpsilon,
  type EpsilonQuestion,
  epsilonOfRates,
} from './clopper-pearson-bound.js';
export { coincidences } from './coincidence.js';
export {
  type CredibleBound,
  credibleBound,
  credibleInterval,
  epsilonPosterior,
  type Outcomes,
} from './credible-interval.js';
export {
  type ErrorCounts,
  errorRates,
  type Merit,
  type RateBounds,
  rateCeiling,
  ratesOfCounts,
} from './error-rates.js';
export type { FamilyMember, ScoreLaw, ScoreLaws, TradeOffFamily } from './family.js';
export { familyBound } from './family-bound.js';
export { gaussianFamily } from './gaussian-family.js';
export { goodnessOfFit } from './goodness-of-fit.js';
export {
  type AttackTallies,
  type GroupQuestion,
  groupBound,
  groupEpsilon,
  type Tally,
} from './group-bound.js';
export { type DeltaQuestion, deltaOfRates, hockeyStickBound } from './hockey-stick.js';
export { pairedIndependence, serialIndependence } from './independence.js';
export {
  type Logits,
  liraScores,
  liraScoresOffline,
  lossScores,
  marginScores,
  scaledConfidence,
} from './membership-scores.js';
export { observationFit } from './observation-fit.js';
export { mergeTallies, type ObservationTally, type TallyShape, tallyOf, tallyShape } from './observations.js';
export { type OneRunCounts, oneRunEpsilon, oneRunProbability } from './one-run.js';
export { type OneRunQuestion, oneRunBound } from './one-run-bound.js';
export { type BlowUpInverse, gaussianBlowUpInverse, oneRunExcess } from './one-run-f-dp.js';
export { oneRunFamilyBound, oneRunMu } from './one-run-family-bound.js';
export { bestGuesses, countGuesses, type Guesses, type OneRunOutcome } from './one-run-guesses.js';
export { packTally, tallyWidth, unpackTally } from './packed-tally.js';
export { expectedBound, expectedShare, type PlannedAudit, trialsFor } from './planner.js';
export { symmetricBlowUpInverse } from './symmetric-curve.js';
export { tailCounts } from './tail-count.js';
export type { ThresholdRule } from './threshold-rule.js';
export { checkWorlds, WORLDS, type World, type Worlds } from './worlds.js';
