export type { CanarySpec } from './canary-spec.js';
export type { Game, GameSpec, LabelSpec, OneRunSpec, ReleaseSpec, TrainedSpec } from './game.js';
export { attainedShift, type GamePair, gamePair, logRatioOf, type PairName, ratioOf } from './pair.js';
