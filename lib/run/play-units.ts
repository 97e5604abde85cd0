import type { GameSpec } from '../games/game.js';
import type { BackendRecord } from '../train/learner.js';
import type { TrainingData } from '../train/training-data.js';
import { GameError } from './game-error.js';
import { share } from './shared-records.js';
import { computeInThreads } from './thread-pool.js';

/** What a thread that plays a game is started with. */
export interface GameJob {
  readonly spec: GameSpec;
  /** records of a game on trained models */
  readonly data?: TrainingData | undefined;
  /** what TensorFlow.js must run on; undefined: whatever it finds */
  readonly backend?: BackendRecord | undefined;
}

export interface UnitOptions {
  /** worker threads; default: the cores of the machine */
  readonly workers?: number | undefined;
  /** ends the game early: it then rejects with the signal's reason */
  readonly signal?: AbortSignal | undefined;
  /** called once for each unit, in no particular order */
  onUnit(unit: number, scores: Float64Array): void;
}

const PLAYER = new URL('./game-worker.js', import.meta.url);

/**
 * Plays units of a game in worker threads. A unit is a function of the spec, the data and its index, so neither
 * the number of workers nor the order matters.
 *
 * @param player  the script of a thread
 * @throws GameError as soon as one unit fails, is of another length or holds NaN; the others are stopped
 */
export async function playUnits(
  job: GameJob,
  units: readonly number[],
  { workers, signal, onUnit }: UnitOptions,
  player = PLAYER,
): Promise<void> {
  const { data } = job;
  const shared =
    data === undefined
      ? {}
      : { data: { train: share(data.train), test: share(data.test) } satisfies TrainingData };
  await computeInThreads<Float64Array>(player, { ...job, ...shared }, units, {
    workers,
    signal,
    onValues: onUnit,
    failed: ({ error, name, index }) => new GameError(error, name, index),
  });
}
