import * as z from 'zod';
import { Draws, seededBits } from '../random/index.js';
import type { Defence } from './defence.js';
import { leadingDirections } from './suspects/leading-directions.js';
import { silhouette } from './suspects/silhouette.js';
import { twoMeans } from './suspects/two-means.js';
import {
  type ClassEmbedding,
  nothingHidden,
  type Suspects,
  trainWithout,
} from './suspects/without-suspects.js';
import { NO_NOISE } from './uncertified.js';

export interface ActivationClusteringSpec {
  readonly kind: 'activation-clustering';
  /** the smaller cluster of a class is dropped where its share of the class is below this */
  readonly threshold: number;
  /** and where the clusters are this far apart, by their mean silhouette in [-1, 1]; -1 asks nothing */
  readonly silhouette: number;
  /** directions that the clusters are looked for in */
  readonly components: number;
}

/**
 * Activation clustering: what the last layer is given is cut in two class by class, and a cluster that is both small
 * and apart is dropped. The paper reduces by independent components, which 2-means cannot tell from principal ones
 * made equally long, for it is not moved by rotations. Principal components are taken here as they are: on digits
 * they told the triggered records of BadNets apart at more budgets.
 */
export const activationClustering: Defence<ActivationClusteringSpec> = {
  kind: 'activation-clustering',
  summary: 'small clusters of hidden activations are dropped before training anew',
  source: 'Chen et al. 2018, arXiv:1811.03728',
  schema: z.strictObject({
    kind: z.literal('activation-clustering'),
    threshold: z.number().gt(0).max(0.5).default(0.35),
    silhouette: z.number().min(-1).max(1).default(0.15),
    components: z.int().min(1).max(1000).default(10),
  }),
  refusal: (_, { learner }) =>
    learner.kind === 'ridge' ? nothingHidden('activation-clustering') : undefined,
  guarantee: () => ({ kind: 'none', reason: NO_NOISE }),
  train: (spec, training) => trainWithout(training, smallCluster(spec, training.seed)),
};

/** The smaller cluster of a class, where it is small and apart. */
export function smallCluster(spec: ActivationClusteringSpec, seed: string): Suspects {
  return ({ label, rows }: ClassEmbedding) => {
    const draws = new Draws(seededBits(seed, 'activation-clustering', label));
    const count = Math.min(spec.components, rows.columns);
    const points = rows
      .mmul(leadingDirections(rows, count, draws))
      .to2DArray()
      .map((point) => Float64Array.from(point));
    const { side } = twoMeans(points, draws);
    const ones = side.reduce((sum, which) => sum + which, 0);
    const smaller = ones <= side.length - ones ? 1 : 0;
    const size = Math.min(ones, side.length - ones);
    if (!(size > 0 && size < spec.threshold * side.length)) return [];
    if (!(silhouette(points, side) >= spec.silhouette)) return [];
    return Array.from(side.keys()).filter((i) => side[i] === smaller);
  };
}
