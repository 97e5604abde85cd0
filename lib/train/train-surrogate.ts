import type { Mixtures, Records } from '../core/index.js';
import { cleanSet } from './defences/clean-set.js';
import type { GradientSpec, LearnerContext } from './learner.js';
import type { Extractor, Surrogate } from './surrogate.js';

/**
 * Trains a network that can be differentiated. Loads TensorFlow.js and its tape: tf.grad works from then on.
 *
 * @param set   mixtures, or records, which are trained on as they are
 * @param seed  decides every random choice, as in Learner.train: the same seed gives the same weights
 * @throws DomainError for a spec that cannot be trained on these; BackendError where the named backend is absent
 */
export async function trainSurrogate(
  spec: GradientSpec,
  set: Mixtures | Records,
  seed: string,
  context: LearnerContext = {},
): Promise<Surrogate> {
  const { tensorflowSurrogate } = await import('./tensorflow/surrogate.js');
  if (typeof set.classes === 'number') return tensorflowSurrogate(spec, set as Mixtures, seed, context);
  const records = set as Records;
  const image = context.image ?? records.image;
  return tensorflowSurrogate(spec, cleanSet(records), seed, {
    ...context,
    ...(image === undefined ? {} : { image }),
  });
}

/** All of a network but its last layer, frozen. It owns the surrogate from now on: dispose of one of the two. */
export function extractorOf(surrogate: Surrogate): Extractor {
  const { width, classifier } = surrogate;
  return {
    width,
    embed: (x) => surrogate.embed(x),
    values: async (features, count) => (await classifier.embed(features, count)).values,
    dispose: () => surrogate.dispose(),
  };
}
