import type { Mixtures } from '../../core/mixtures.js';
import { DomainError } from '../../numerics/check.js';
import { checkGradientSpec } from '../gradient-spec.js';
import type { GradientSpec, LearnerContext } from '../learner.js';
import type { Surrogate } from '../surrogate.js';
import { loadBackend, resumeBackend } from './backend.js';
import { classifierOf } from './classifier.js';
import { denseModelOf } from './dense-model.js';
import { standardiser } from './standardise.js';
import { loadTape } from './tape.js';
import { trainNetwork } from './train-network.js';

/** The network that tensorflowLearner would train, weight for weight, with its inside open. Errors as there. */
export async function tensorflowSurrogate(
  spec: GradientSpec,
  set: Mixtures,
  seed: string,
  context: LearnerContext,
): Promise<Surrogate> {
  checkGradientSpec(spec);
  const backend = await loadBackend(context.backend);
  await loadTape();
  const { network, standard } = trainNetwork(spec, set, seed, context.image);
  const standardised = standardiser(standard);
  const classifier = classifierOf(network, standard, backend);
  const { logitsAt } = network;
  return {
    classes: network.classes,
    dimension: set.dimension,
    width: network.width,
    logits: (x) => network.logits(standardised.of(x)),
    logitsAt(x, weights) {
      if (logitsAt === undefined)
        throw new DomainError(
          'surrogate',
          'softmax or mlp where gradients of gradients are taken',
          spec.kind,
        );
      return logitsAt(standardised.of(x), weights);
    },
    embed: (x) => network.embed(standardised.of(x)),
    parameters: network.parameters.map(({ variable }) => variable),
    classifier,
    ...(logitsAt === undefined
      ? {}
      : {
          async layers() {
            await resumeBackend(backend);
            return denseModelOf(network, standard);
          },
        }),
    dispose() {
      classifier.dispose();
      standardised.mean.dispose();
    },
  };
}
