import type { OneRunOutcome } from '../audit/index.js';
import { DomainError } from '../numerics/index.js';
import type { TrainingData } from '../train/training-data.js';
import type { Game, GameSpec, LabelSpec, OneRunSpec, ReleaseSpec, TrainedSpec } from './game.js';
import { type TrainedOutcome, trainedGame } from './models/trained-game.js';
import { type LabelOutcome, labelGame } from './release/label-game.js';
import { oneRunGame } from './release/one-run-game.js';
import { type ReleaseOutcome, releaseGame } from './release/release-game.js';

export type GameOutcome = ReleaseOutcome | LabelOutcome | OneRunOutcome | TrainedOutcome;

/**
 * The game of a spec, ready to be played; the same in every thread and on every machine.
 *
 * @param data  of a game on trained models
 * @throws DomainError, UnsupportedError  where it cannot be played
 */
export function openGame(spec: ReleaseSpec): Game<ReleaseOutcome>;
export function openGame(spec: LabelSpec): Game<LabelOutcome>;
export function openGame(spec: OneRunSpec): Game<OneRunOutcome>;
export function openGame(spec: TrainedSpec, data: TrainingData): Game<TrainedOutcome>;
export function openGame(spec: GameSpec, data?: TrainingData): Game<GameOutcome>;
export function openGame(spec: GameSpec, data?: TrainingData): Game<GameOutcome> {
  switch (spec.kind) {
    case 'release':
      return releaseGame(spec);
    case 'labels':
      return labelGame(spec);
    case 'one-run':
      return oneRunGame(spec);
    case 'trained':
      if (data === undefined) throw new DomainError('data', 'given for a game on trained models', data);
      return trainedGame(spec, data);
  }
}
