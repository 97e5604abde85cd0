import type { Learner, LearnerContext, LearnerSpec } from './learner.js';
import { type BlockLearner, ridgeLearner } from './ridge.js';

/**
 * The learner of a spec. TensorFlow.js is loaded only for a learner that needs it.
 *
 * @param context.variance  of the noise on one coordinate of what it will learn from, which ridge regression
 *                          corrects for; see noiseVariance; default 0
 * @throws DomainError for a spec that cannot be trained; BackendError where the named backend is absent
 */
export async function learnerFor(
  spec: LearnerSpec,
  { variance = 0, ...context }: LearnerContext & { readonly variance?: number } = {},
): Promise<Learner | BlockLearner> {
  if (spec.kind === 'ridge') return ridgeLearner(variance);
  const { tensorflowLearner } = await import('./tensorflow/learner.js');
  return tensorflowLearner(spec, context);
}
