import type { Mixup } from '../core/index.js';
import type { Recipe } from '../train/recipe.js';
import type { CanarySpec } from './models/canary-spec.js';
import type { PairName } from './pair.js';

/** A game as plain data: all that its scores depend on, beside the data of a game on trained models. */
export type GameSpec = ReleaseSpec | LabelSpec | OneRunSpec | TrainedSpec;

interface Played {
  readonly mechanism: Mixup;
  /** every unit draws from streams of its own, named by this seed, the world and the unit */
  readonly seed: string;
}

/** Releases of a known pair of data sets, scored by their log-likelihood ratio. */
export interface ReleaseSpec extends Played {
  readonly kind: 'release';
  readonly pair: PairName;
  /** changed records r >= 1 */
  readonly poisons: number;
  /** per world */
  readonly trials: number;
}

/** A canary with a class of its own: do the mixed labels tell it without noise? */
export interface LabelSpec extends Played {
  readonly kind: 'labels';
  readonly trials: number;
}

/** m canaries, one coordinate each, present by a fair coin each, in one run of the mechanism. */
export interface OneRunSpec extends Played {
  readonly kind: 'one-run';
  readonly canaries: number;
}

/** Models trained with and without a canary, or with and without poisons. */
export interface TrainedSpec {
  readonly kind: 'trained';
  readonly recipe: Recipe;
  readonly canary: CanarySpec;
  /** per world */
  readonly trials: number;
  readonly seed: string;
}

/**
 * A game cut into units that can be played in any order, in any thread, on any machine: each gives the same
 * `width` numbers wherever it is played. Killed and resumed runs keep the units that are done.
 */
export interface Game<Outcome> {
  readonly units: number;
  /** numbers of one unit */
  readonly width: number;
  play(unit: number): Promise<Float64Array>;
  /** What all units together say. @param units  one array for each unit, in order */
  collect(units: readonly Float64Array[]): Outcome;
}
