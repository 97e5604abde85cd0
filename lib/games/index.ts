export { adversaryShare, type MeasuredGap } from './adversary-share.js';
export { type CanaryPair, canaryPair } from './canary.js';
export type {
  CanarySpec,
  MislabelledCanary,
  PatchCanary,
  PoisonCanary,
  UniqueClassCanary,
} from './canary-spec.js';
export type { Game, GameSpec, LabelSpec, OneRunSpec, ReleaseSpec, TrainedSpec } from './game.js';
export { exactEpsilon, tradeOffPoints } from './law/exact-epsilon.js';
export { scoreHistogram } from './law/histogram.js';
export { observationLaws, type Resolution } from './law/observation-law.js';
export { pairFamily, publicFamily } from './law/pair-family.js';
export { attainedShift, type GamePair, gamePair, logRatioOf, type PairName, ratioOf } from './pair.js';
export { shadowLira } from './shadow-lira.js';
export { type TrainedOutcome, trainedGame } from './trained-game.js';
