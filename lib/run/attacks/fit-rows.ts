import type { DomainRecords } from '../../core/index.js';
import type { Training } from '../../defend/index.js';
import {
  type BackendName,
  type Extractor,
  type GradientSpec,
  learnerFor,
  type RidgeSpec,
  transferLearner,
} from '../../train/index.js';

/** What a learner is trained with, beside its spec. */
export interface FitContext {
  readonly backend?: BackendName;
  /** the frozen extractor, where it is a last layer alone */
  readonly extractor?: Extractor;
}

/**
 * Training.fit: the learner on whatever rows a defence makes of the records, in about as many steps as it takes on
 * the records themselves. With b the size of a batch:
 *   epochs' = max(1, round(epochs ceil(n / b) / ceil(rows / b)))
 */
export function fitRows(
  spec: GradientSpec | RidgeSpec,
  { count: n, image }: DomainRecords,
  { backend, extractor }: FitContext,
): Training['fit'] {
  const engine = backend === undefined ? {} : { backend };
  return async (set, seed, { transform, variance = 0 } = {}) => {
    if (spec.kind === 'ridge') return (await learnerFor(spec, { variance })).train(set, seed, transform);
    const scaled = { ...spec, epochs: scaledEpochs(spec, n, set.count) };
    const learner =
      extractor === undefined
        ? await learnerFor(scaled, { ...engine, ...(image === undefined ? {} : { image }) })
        : await transferLearner(extractor, scaled, backend);
    return learner.train(set, seed, transform);
  };
}

/** @param n records @param rows what is trained on in their place */
export function scaledEpochs({ epochs, batch }: GradientSpec, n: number, rows: number): number {
  const steps = epochs * Math.ceil(n / batch);
  return Math.max(1, Math.round(steps / Math.ceil(rows / batch)));
}
