import type { Mixtures, Records } from '../../core/index.js';
import { DomainError } from '../../numerics/index.js';
import type { DenseModel, Surrogate } from '../../train/index.js';
import type { Scene } from '../attack.js';

/** A surrogate of which gradients of gradients are had, and its layers. */
export interface DenseSurrogate {
  readonly surrogate: Surrogate;
  readonly model: DenseModel;
}

/** What can be found wrong before a surrogate is trained. @throws DomainError for a learner that is no dense network */
export function requireDense(kind: string, { learner }: Pick<Scene, 'learner'>): void {
  if (learner.kind === 'cnn') throw notDense(kind, learner.kind);
}

/**
 * A surrogate trained on these rows; the caller disposes of it.
 *
 * @throws DomainError  where it is no dense network
 */
export async function denseSurrogate(
  scene: Scene,
  set: Records | Mixtures,
  use: string,
): Promise<DenseSurrogate> {
  const surrogate = await scene.surrogate(set, use);
  if (surrogate.layers === undefined) {
    surrogate.dispose();
    throw notDense(use, scene.learner.kind);
  }
  return { surrogate, model: await surrogate.layers() };
}

const notDense = (kind: string, learner: string): DomainError =>
  new DomainError(
    `surrogate of ${kind}`,
    'softmax or mlp (TensorFlow.js has gradients of gradients for dense networks only)',
    learner,
  );
