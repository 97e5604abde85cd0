export { adversaryShare, type MeasuredGap } from './adversary-share.js';
export { curveTypeOnes, histogramEdges, measuredHistogram, measuredRoc } from './assess-curves.js';
export {
  type BoundStatistic,
  type Judgement,
  judge,
  type Statistic,
  type TestStatistic,
} from './assess-judge.js';
export { type KnownPair, knownPair } from './assess-known.js';
export { type CanaryTheory, oneRunStatistics } from './assess-one-run.js';
export { releaseStatistics, type ScoreQuestion, scoreStatistics } from './assess-release.js';
export type { Theory } from './assess-theory.js';
export { poisonStatistics, trainedStatistics } from './assess-trained.js';
export { type CanaryPair, canaryPair } from './canary.js';
export type {
  CanarySpec,
  MislabelledCanary,
  PatchCanary,
  PoisonCanary,
  UniqueClassCanary,
} from './canary-spec.js';
export { describeLabelPair, scoreLabelSamples } from './foreign-labels.js';
export { type ForeignWorlds, pairOfSamples, type Samples, scoreSamples } from './foreign-samples.js';
export type { Game, GameSpec, LabelSpec, OneRunSpec, ReleaseSpec, TrainedSpec } from './game.js';
export { addExactLabels, type LabelOutcome, labelGame } from './label-game.js';
export { exactEpsilon, tradeOffPoints } from './law/exact-epsilon.js';
export { scoreHistogram } from './law/histogram.js';
export { observationLaws, type Resolution } from './law/observation-law.js';
export { pairFamily, publicFamily } from './law/pair-family.js';
export { type LawOptions, scoreLaws } from './law/score-law.js';
export { type OneRunPlayed, oneRunGame, oneRunPlayed } from './one-run-game.js';
export { type GameOutcome, openGame } from './open-game.js';
export { attainedShift, type GamePair, gamePair, logRatioOf, type PairName, ratioOf } from './pair.js';
export { type PlayedPair, playedPair, type World } from './pair-records.js';
export { type PairLaws, type PlayedLaws, playedLaws } from './played-laws.js';
export { type ReleaseOutcome, releaseGame } from './release-game.js';
export { describePair, type FloatType, type SamplePair, samplePair } from './sample-pair.js';
export { shadowLira } from './shadow-lira.js';
export { type TrainedOutcome, trainedGame } from './trained-game.js';
export { type TrialScore, trialScore } from './trial-score.js';
