import type { Design, DpSgd, Mixup } from '../core/index.js';
import { above, DomainError, integer } from '../numerics/index.js';
import type { BackendName, LearnerSpec } from './learner.js';

/** What stands between the training records and the learner; plain data. */
export type Defence =
  | NoDefence
  | MixupOnly
  | { readonly kind: 'noise'; readonly mechanism: Mixup; readonly shared?: true }
  | { readonly kind: 'dp-instahide'; readonly mechanism: Mixup; readonly shared?: true }
  | DpSgdDefence
  | { readonly kind: 'dpa'; readonly parts: number };

/** The records as they are. */
export interface NoDefence {
  readonly kind: 'none';
}

/** Means of k records without noise: what mixup alone buys, which is no guarantee. */
export interface MixupOnly {
  readonly kind: 'mixup';
  readonly k: number;
  /** mixtures of one model */
  readonly releases: number;
  readonly design: Design;
}

/** DP-SGD is a learner of its own: softmax regression, or a network of dense ReLU layers. */
export interface DpSgdDefence {
  readonly kind: 'dp-sgd';
  readonly mechanism: DpSgd;
  /** L2 norm that the gradient of one record is clipped to, > 0 */
  readonly clip: number;
  /** eta: w <- w - eta (sum of clipped gradients + noise) / (rate n), > 0 */
  readonly stepSize: number;
  /** widths of the hidden layers; empty is softmax regression */
  readonly hidden: readonly number[];
}

export type DefenceKind = Defence['kind'];

/**
 * How M models are trained; plain JSON. With the same data and the same recipe model i predicts the same,
 * wherever and in whatever order the models are trained.
 */
export interface Recipe {
  readonly defence: Defence;
  /** absent for 'dp-sgd', which is a learner of its own */
  readonly learner?: LearnerSpec;
  /** M >= 1; for 'dpa' the number of parts */
  readonly models: number;
  /** every model draws from streams of its own, named by this seed and its index */
  readonly seed: string;
  /** TensorFlow.js backend, where the learner is one of its; default: the fastest that is there */
  readonly backend?: BackendName;
}

/**
 * Requires a recipe that can be followed. What belongs to the release (n, domain, whole epochs) is checked there.
 * @throws DomainError naming the field, the rule and the value
 */
export function checkRecipe({ defence, learner, models, seed }: Recipe): void {
  integer(1, Number.MAX_SAFE_INTEGER, { models });
  if (!(typeof seed === 'string' && seed !== '')) throw new DomainError('seed', 'a word', seed);
  if ((learner === undefined) !== (defence.kind === 'dp-sgd'))
    throw new DomainError(
      'learner',
      'named, except for dp-sgd, which is a learner of its own',
      learner?.kind,
    );
  switch (defence.kind) {
    case 'none':
    case 'dp-instahide':
      return;
    case 'mixup':
      integer(1, Number.MAX_SAFE_INTEGER, { k: defence.k, releases: defence.releases });
      return;
    case 'noise':
      if (!(defence.mechanism.k === 1 && defence.mechanism.design === 'partition'))
        throw new DomainError('noise only', 'k = 1 with design partition', describe(defence.mechanism));
      return;
    case 'dp-sgd':
      checkDpSgd(defence);
      return;
    case 'dpa':
      integer(2, Number.MAX_SAFE_INTEGER, { parts: defence.parts });
      if (models !== defence.parts)
        throw new DomainError('models', `the ${defence.parts} parts of dpa, one model each`, models);
  }
}

function describe({ k, design }: Mixup): string {
  return `k = ${k} with design ${design}`;
}

function checkDpSgd({ mechanism, clip, stepSize, hidden }: DpSgdDefence): void {
  const { rate, noiseMultiplier, steps, adjacency } = mechanism;
  if (!(rate > 0 && rate <= 1)) throw new DomainError('rate', 'in (0, 1]', rate);
  above(0, { noiseMultiplier, clip, stepSize });
  integer(1, Number.MAX_SAFE_INTEGER, { steps });
  for (const width of hidden) integer(1, Number.MAX_SAFE_INTEGER, { 'hidden width': width });
  if (adjacency !== 'replace')
    throw new DomainError(
      'adjacency of dp-sgd',
      'replace: the normaliser rate n tells how many records there are',
      adjacency,
    );
}
