import type * as z from 'zod';
import type { Mixtures, Records } from '../core/index.js';
import type { Extractor, GradientSpec, Surrogate } from '../train/index.js';

/** The values that a pixel may take: low + i (high - low) / (levels - 1); without levels every float32 between. */
export interface PixelGrid {
  readonly low: number;
  readonly high: number;
  readonly levels?: number;
}

/** How far a poison may lie from the record it replaced, as a share of the pixels' range high - low. */
export interface PixelBudget {
  readonly norm: 'linf' | 'l2';
  readonly size: number;
}

/**
 * What an attacker sees and may do. He knows the training records, the learner and the defence; he does not know
 * the randomness of the victim's training, from which his own seed is apart.
 */
export interface Scene {
  /** the records without poison, as images (pixels on their own scale, not yet clipped into the domain) */
  readonly train: Records;
  /** records to draw targets and triggered queries from; never trained on */
  readonly test: Records;
  /** records that he replaces, r >= 1 */
  readonly poisons: number;
  readonly pixels: PixelGrid;
  /** what a surrogate is trained as */
  readonly learner: GradientSpec;
  /** the victim's frozen, public feature extractor, where the victim trains a last layer only */
  readonly extractor?: Extractor;
  /** names every random choice of the attack */
  readonly seed: string;
  /**
   * A network of the attacker's own, trained by a seed of the scene's own on these records, or on mixtures that he made
   * of them as a victim would: nothing more is done to those. The caller disposes of it.
   */
  surrogate(set: Records | Mixtures, use: string): Promise<Surrogate>;
}

/** What is asked of the victim to see whether the attack came off. */
export interface Queries {
  readonly count: number;
  /** (count, dimension) row-major, pixels on their own scale */
  readonly features: Float32Array;
  /** length count; the true labels */
  readonly truth: Uint16Array;
  /** 'class': success is to be labelled intended[i], which differs from truth[i]; 'error': any label but the true one */
  readonly aim: { readonly kind: 'class'; readonly intended: Uint16Array } | { readonly kind: 'error' };
}

/** Poisons: each takes the place of one record, so that the number of records stays. */
export interface Poisoning {
  /** length r; positions in the training records, ascending, none twice */
  readonly positions: Uint32Array;
  /** (r, dimension) row-major */
  readonly features: Float32Array;
  /** length r */
  readonly labels: Uint16Array;
  readonly queries: Queries;
  /** what the attack says of itself, such as the loss it reached */
  readonly told: Readonly<Record<string, number>>;
}

/** What an attack asks of the data and the victim. */
export interface Demands {
  /** records that are images */
  readonly image?: true;
  /** gradients of gradients, which TensorFlow.js has for dense networks only */
  readonly dense?: true;
  /** a victim that trains a last layer on a frozen feature extractor */
  readonly transfer?: true;
}

/**
 * One attack: a function from records to poisoned records. All of it, a user's own one included, is one such object.
 * @typeParam Spec  its settings, as they stand in a plan; what is left out is filled in by the schema
 */
// biome-ignore lint/suspicious/noExplicitAny: a table holds attacks of every kind of settings
export interface Attack<Spec extends { readonly kind: string } = any> {
  readonly kind: Spec['kind'];
  /** one line for help */
  readonly summary: string;
  /** paper or papers */
  readonly source: string;
  /** strict: an unknown setting is an error */
  readonly schema: z.ZodType<Spec>;
  demands(spec: Spec): Demands;
  /** how far poisons may lie from the records they replace; undefined: as far as the pixels go */
  budget(spec: Spec): PixelBudget | undefined;
  /** whether the true labels stay */
  cleanLabel(spec: Spec): boolean;
  /**
   * Poisons for this scene: a function of spec and scene alone. Pixels need not be on the grid: see poisoned().
   * @throws DomainError for settings that these records do not allow, such as a patch larger than the image
   */
  craft(spec: Spec, scene: Scene): Promise<Poisoning>;
  /** What can be found wrong before any work. @throws DomainError */
  check?(spec: Spec, shape: SceneShape): void;
  /** Paths of the files that it reads beside the records: their content decides the poisons too. */
  files?(spec: Spec): readonly string[];
}

/** What is known of a scene before the records are there. */
export interface SceneShape {
  readonly records: number;
  readonly dimension: number;
  readonly classes: readonly string[];
  readonly image?: { readonly height: number; readonly width: number; readonly channels: number };
  readonly poisons: number;
  readonly pixels: PixelGrid;
}
