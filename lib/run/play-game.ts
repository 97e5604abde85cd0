import type { LoadedData } from '../data/load.js';
import type { GameSpec } from '../games/game.js';
import { openGame } from '../games/open-game.js';
import type { BackendRecord } from '../train/learner.js';
import { playUnits } from './play-units.js';
import { indicesOf, wholeSlice } from './slice.js';

export interface PlayOptions {
  /** the records of a game on trained models */
  readonly data?: LoadedData;
  /** worker threads; default: the cores of the machine */
  readonly workers?: number;
  /** ends the game early: it then rejects with the signal's reason */
  readonly signal?: AbortSignal;
  /** units so far, units in all */
  readonly onProgress?: (done: number, total: number) => void;
}

export interface GameOptions extends PlayOptions {
  /** what TensorFlow.js must run on, where a learner is one of its; undefined: whatever it finds */
  readonly backend?: BackendRecord;
}

/**
 * Plays every unit of a game in worker threads and keeps the scores in memory; runAudit keeps them in a folder.
 *
 * @returns one array for each unit, in order, as Game.collect takes them; the same for any number of workers
 * @throws DomainError | UnsupportedError where the spec is of no game
 * @throws GameError where a unit cannot be played
 */
export async function playGame(spec: GameSpec, options: GameOptions = {}): Promise<Float64Array[]> {
  const { data, backend, workers, signal, onProgress } = options;
  const { units } = openGame(spec, data);
  const scores = new Array<Float64Array>(units);
  let done = 0;
  onProgress?.(done, units);
  await playUnits({ spec, data, backend }, indicesOf(wholeSlice(units)), {
    workers,
    signal,
    onUnit(unit, played) {
      scores[unit] = played;
      done += 1;
      onProgress?.(done, units);
    },
  });
  return scores;
}
