import { DomainError } from '../../numerics/check.js';
import { checkGradientSpec } from '../gradient-spec.js';
import type { GradientSpec, Learner, LearnerContext } from '../learner.js';
import { loadBackend, resumeBackend } from './backend.js';
import { classifierOf } from './classifier.js';
import { loadTape } from './tape.js';
import { trainNetwork } from './train-network.js';

/**
 * Softmax regression, MLP or CNN on TensorFlow.js, trained on cross-entropy with mixed labels.
 *
 * Bit-reproducible: on one machine the same spec, set, seed and backend record give the same weights. They
 * differ in their last bits between backends, and a prediction may with them.
 *
 * @throws DomainError for a spec that cannot be trained; BackendError where the named backend is absent
 */
export async function tensorflowLearner(spec: GradientSpec, context: LearnerContext = {}): Promise<Learner> {
  checkGradientSpec(spec);
  if (spec.kind === 'cnn' && context.image === undefined)
    throw new DomainError('learner', 'softmax or mlp for records that are no images', spec.kind);
  const backend = await loadBackend(context.backend);
  if (spec.kind === 'cnn') await loadTape();
  return {
    backend,
    async train(set, seed, transform) {
      await resumeBackend(backend);
      if (transform !== undefined) await loadTape();
      const altered = transform === undefined ? undefined : { transform };
      const { network, standard } = trainNetwork(spec, set, seed, context.image, altered);
      return classifierOf(network, standard, backend);
    },
  };
}
