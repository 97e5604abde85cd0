export type { CanarySpec } from './canary-spec.js';
export type { Game, GameSpec, LabelSpec, OneRunSpec, ReleaseSpec, TrainedSpec } from './game.js';
export type { PairName } from './pair.js';
