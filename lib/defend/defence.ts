import type * as z from 'zod';
import type { CellGuarantee, DomainRecords, Mixtures } from '../core/index.js';
import type {
  BackendName,
  BatchTransform,
  Classifier,
  Extractor,
  GradientSpec,
  RidgeSpec,
} from '../train/index.js';

/** A model as a defence leaves it. An ensemble also says how its members voted. */
export interface Defended extends Classifier {
  /** (count, classes) row-major: how many members label each row so; rows sum to the number of members */
  votes?(features: Float32Array, count: number): Promise<Uint32Array>;
}

/** What a defence works with. The seed decides every random choice. */
export interface Training {
  /** records in the domain, poisoned or not: the defence cannot know */
  readonly train: DomainRecords;
  readonly seed: string;
  readonly learner: GradientSpec | RidgeSpec;
  readonly backend?: BackendName;
  /** the frozen extractor, where the victim trains a last layer only */
  readonly extractor?: Extractor;
  /**
   * Trains the learner on rows. Epochs are scaled so that every defence takes about as many steps as training on
   * the records themselves: max(1, round(epochs n / rows)).
   */
  fit(set: Mixtures, seed: string, options?: FitOptions): Promise<Classifier>;
}

export interface FitOptions {
  /** changes every batch before a step is taken on it; gradient learners only */
  readonly transform?: BatchTransform;
  /** variance of the noise on one coordinate of the rows, which ridge regression corrects for; default 0 */
  readonly variance?: number;
}

/** What is known before any training. */
export interface DefenceShape {
  /** records trained on */
  readonly n: number;
  readonly domain: DomainRecords['domain'];
  readonly classes: number;
  readonly image?: DomainRecords['image'];
  readonly learner: GradientSpec | RidgeSpec;
  /** whether the victim trains a last layer on a frozen extractor */
  readonly transfer: boolean;
}

/**
 * One defence: a function from records to a classifier. All of them, a user's own one included, are one such object.
 * @typeParam Spec  its settings, as they stand in a plan; what is left out is filled in by the schema
 */
// biome-ignore lint/suspicious/noExplicitAny: a table holds defences of every kind of settings
export interface Defence<Spec extends { readonly kind: string } = any> {
  readonly kind: Spec['kind'];
  /** one line for help */
  readonly summary: string;
  /** paper or papers */
  readonly source: string;
  /** strict: an unknown setting is an error */
  readonly schema: z.ZodType<Spec>;
  /** Why it cannot be run on such data or with such a learner; undefined where it can. */
  refusal?(spec: Spec, shape: DefenceShape): string | undefined;
  /** What certifies its models against this many replaced records. */
  guarantee(spec: Spec, shape: DefenceShape, poisons: number): CellGuarantee;
  /** One model: a function of spec and training alone. The caller disposes of it. */
  train(spec: Spec, training: Training): Promise<Defended>;
}
