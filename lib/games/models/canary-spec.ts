/**
 * What distinguishes the two worlds of a game on trained models; plain data. Without the canary the records are
 * those that were loaded; with it one of them is another, or r of them are. What is left out is chosen from the
 * records and the seed of the game, see canaryPair.
 */
export type CanarySpec = MislabelledCanary | UniqueClassCanary | PatchCanary | PoisonCanary;

/** One training record gets a label that it should not have. */
export interface MislabelledCanary extends OneRecord {
  readonly kind: 'mislabelled';
  /** name of the class; left out: the class whose mean lies farthest */
  readonly label?: string;
}

/** One training record gets a class of its own, which the model knows of in both worlds. */
export interface UniqueClassCanary extends OneRecord {
  readonly kind: 'unique-class';
}

/** One training image gets a bright square in a corner, and another label. */
export interface PatchCanary extends OneRecord {
  readonly kind: 'patch';
  /** name of the class; left out: the class whose mean lies farthest */
  readonly label?: string;
}

/** r training records become copies of a test record under a label that the adversary wants it to get. */
export interface PoisonCanary {
  readonly kind: 'poison';
  /** r >= 1 */
  readonly poisons: number;
  /** position of the test record; left out: drawn from the seed */
  readonly target?: number;
  /** name of the class; left out: the class whose mean lies nearest, but for its own */
  readonly label?: string;
}

interface OneRecord {
  /** position of the training record, from 0; left out: drawn from the seed */
  readonly record?: number;
}
