import { DomainError } from '../numerics/index.js';
import { checkGradientSpec } from './gradient-spec.js';
import type { BackendName, GradientSpec, Learner } from './learner.js';
import type { Extractor } from './surrogate.js';

/**
 * Trains a last layer on a frozen feature extractor: rows, mixtures too, are embedded, then learnt from by softmax
 * regression. Its classifiers embed what they are asked about. A transform of batches sees rows as they are before
 * the extractor.
 *
 * @param extractor  stays the caller's, and must outlive learner and classifiers
 * @param head       of kind 'softmax'
 * @throws DomainError for another head; BackendError where the named backend is absent
 */
export async function transferLearner(
  extractor: Extractor,
  head: GradientSpec,
  backend?: BackendName,
): Promise<Learner> {
  if (head.kind !== 'softmax') throw new DomainError('head', 'softmax: a last layer alone', head.kind);
  checkGradientSpec(head);
  const { tensorflowTransfer } = await import('./tensorflow/transfer.js');
  return tensorflowTransfer(extractor, head, backend);
}
