import { DomainError } from '../../numerics/index.js';
import type { LearnerSpec } from '../../train/index.js';

/** Why DP-SGD cannot train this learner; undefined where it can. */
export function notDense(defence: string, { kind }: LearnerSpec): string | undefined {
  if (kind === 'softmax' || kind === 'mlp') return undefined;
  return `${defence} trains softmax regression and networks of dense layers, not ${kind}: it takes gradients layer by layer, written out for dense layers`;
}

/** Widths of the hidden layers of a dense learner. @throws DomainError for another one */
export function hiddenOf(defence: string, learner: LearnerSpec): readonly number[] {
  if (learner.kind === 'softmax' || learner.kind === 'mlp') return learner.hidden;
  throw new DomainError(`learner of ${defence}`, 'softmax or mlp', learner.kind);
}
