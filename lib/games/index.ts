export { adversaryShare, type MeasuredGap } from './assess/adversary-share.js';
export { curveTypeOnes, histogramEdges, measuredHistogram, measuredRoc } from './assess/curves.js';
export {
  type BoundStatistic,
  type Judgement,
  judge,
  type Statistic,
  type TestStatistic,
} from './assess/judge.js';
export { type KnownPair, knownPair } from './assess/known-pair.js';
export { type CanaryTheory, oneRunStatistics } from './assess/one-run-statistics.js';
export { releaseStatistics, type ScoreQuestion, scoreStatistics } from './assess/release-statistics.js';
export type { Theory } from './assess/theory.js';
export { poisonStatistics, trainedStatistics } from './assess/trained-statistics.js';
export { describeLabelPair, labelRelease, scoreLabelSamples } from './elsewhere/label-samples.js';
export { describePair, type FloatType, type SamplePair, samplePair } from './elsewhere/sample-pair.js';
export { type ForeignWorlds, pairOfSamples, type Samples, scoreSamples } from './elsewhere/samples.js';
export type { Game, GameSpec, LabelSpec, OneRunSpec, ReleaseSpec, TrainedSpec } from './game.js';
export { exactEpsilon, tradeOffPoints } from './law/exact-epsilon.js';
export { scoreHistogram } from './law/histogram.js';
export { observationLaws, type Resolution } from './law/observation-law.js';
export { pairFamily, publicFamily } from './law/pair-family.js';
export { type LawOptions, scoreLaws } from './law/score-law.js';
export { type CanaryPair, canaryPair } from './models/canary.js';
export type {
  CanarySpec,
  MislabelledCanary,
  PatchCanary,
  PoisonCanary,
  UniqueClassCanary,
} from './models/canary-spec.js';
export { shadowLira } from './models/shadow-lira.js';
export { type TrainedOutcome, trainedGame } from './models/trained-game.js';
export { type GameOutcome, openGame } from './open-game.js';
export { attainedShift, type GamePair, gamePair, logRatioOf, type PairName, ratioOf } from './pair.js';
export { addExactLabels, type LabelOutcome, labelGame } from './release/label-game.js';
export { type OneRunPlayed, oneRunGame, oneRunPlayed } from './release/one-run-game.js';
export { type PlayedPair, playedPair } from './release/pair-records.js';
export { type PairLaws, type PlayedLaws, playedLaws } from './release/played-laws.js';
export { type ReleaseOutcome, releaseGame } from './release/release-game.js';
export { type TrialScore, trialScore } from './release/trial-score.js';
