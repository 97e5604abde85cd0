import type { Adjacency } from './side.js';

/** Noise added to every coordinate, in the units of the records. */
export interface Noise {
  readonly law: 'gaussian' | 'laplace';
  /** gaussian: standard deviation; laplace: scale b of density exp(-|z|/b)/(2b). Above 0. */
  readonly scale: number;
}

/**
 * The set that every record lies in. Radius and diameter are kept apart by name.
 *
 * `dimension` is the number of coordinates; it is needed to turn an L2 bound into an L1 bound.
 */
export type Domain =
  | { readonly kind: 'l2-ball'; readonly radius: number; readonly dimension?: number }
  | { readonly kind: 'l1-ball'; readonly radius: number; readonly dimension?: number }
  | { readonly kind: 'box'; readonly low: number; readonly high: number; readonly dimension: number }
  | { readonly kind: 'l2-diameter'; readonly diameter: number; readonly dimension?: number }
  | { readonly kind: 'l1-diameter'; readonly diameter: number; readonly dimension?: number };

/**
 * Where the labels are.
 *
 * 'in-record' the domain covers features and labels together
 * 'noised'    one-hot labels, mixed like the features, with noise of the same law and this scale
 * 'exposed'   mixed labels released without noise: label attacks have no bound
 */
export type Labels =
  | { readonly kind: 'in-record' }
  | { readonly kind: 'noised'; readonly scale: number }
  | { readonly kind: 'exposed' };

/**
 * How mixtures are drawn; k records each.
 *
 * 'subsets'   every release: an independent uniform k-subset of the n records
 * 'poisson'   every release: each record independently with probability k/n; the sum about a public
 *             centre is divided by the constant k
 * 'partition' every epoch: a random order cut into floor(n/k) groups of k; one release a group
 * 'balanced'  every epoch: k random permutations in which no record meets itself; n releases
 */
export type Design = 'subsets' | 'poisson' | 'partition' | 'balanced';

/** k-way mixup plus noise: the release mechanism of DP-InstaHide. */
export interface Mixup {
  readonly kind: 'mixup';
  /** number of records; under 'add-remove' that of the larger set */
  readonly n: number;
  /** records in one mixture */
  readonly k: number;
  /** mixtures released in all */
  readonly releases: number;
  readonly design: Design;
  readonly noise: Noise;
  readonly domain: Domain;
  readonly labels: Labels;
  readonly adjacency: Adjacency;
}

/** A statistic of known sensitivity released `releases` times with noise; r records shift it r times. */
export interface Additive {
  readonly kind: 'additive';
  readonly noise: Noise;
  /** L2 (gaussian) or L1 (laplace) distance between the statistics of neighbouring sets */
  readonly sensitivity: number;
  readonly releases: number;
  readonly adjacency: Adjacency;
}

/** DP-SGD: Poisson-sampled batches, per-example gradients clipped to norm C, noise sigma C. */
export interface DpSgd {
  readonly kind: 'dp-sgd';
  /** probability that a record enters a batch, in (0, 1] */
  readonly rate: number;
  /** sigma: standard deviation of the noise over the clipping norm */
  readonly noiseMultiplier: number;
  readonly steps: number;
  readonly adjacency: Adjacency;
}

/** A guarantee proved elsewhere for one changed record, taken on trust. */
export interface Guarantee {
  readonly kind: 'guarantee';
  readonly adjacency: Adjacency;
  readonly form:
    | { readonly kind: 'gdp'; readonly mu: number }
    | { readonly kind: 'epsilon-delta'; readonly epsilon: number; readonly delta: number }
    | { readonly kind: 'renyi'; readonly orders: readonly number[]; readonly divergences: readonly number[] }
    | {
        readonly kind: 'profile';
        readonly epsilons: readonly number[];
        readonly deltas: readonly number[];
      };
}

/** One plain record from which both the sampler and the bound are built. */
export type Mechanism = Mixup | Additive | DpSgd | Guarantee;

/** A cell of the mechanism table for which nothing is proved; the message says what is lacking. */
export class UnsupportedError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UnsupportedError';
  }
}
