import type { Mixtures } from '../../core/mixtures.js';
import type { BatchTransform } from '../batch.js';
import type { BackendName, Classifier, GradientSpec, Learner } from '../learner.js';
import type { Extractor } from '../surrogate.js';
import { loadBackend, resumeBackend } from './backend.js';
import { classifierOf } from './classifier.js';
import { loadTape } from './tape.js';
import { trainNetwork } from './train-network.js';

/** See transferLearner. */
export async function tensorflowTransfer(
  extractor: Extractor,
  head: GradientSpec,
  name: BackendName | undefined,
): Promise<Learner> {
  const backend = await loadBackend(name);
  return {
    backend,
    async train(set, seed, transform) {
      const embedded = await embeddedSet(extractor, set);
      await resumeBackend(backend);
      if (transform !== undefined) await loadTape();
      const altered = transform === undefined ? undefined : altering(extractor, set, transform);
      const { network, standard } = trainNetwork(head, embedded, seed, undefined, altered);
      return onEmbedded(extractor, classifierOf(network, standard, backend));
    },
  };
}

async function embeddedSet(extractor: Extractor, set: Mixtures): Promise<Mixtures> {
  return { ...set, dimension: extractor.width, features: await extractor.values(set.features, set.count) };
}

/** The transform sees rows before they are embedded. */
const altering = (extractor: Extractor, { features, dimension }: Mixtures, transform: BatchTransform) => ({
  transform,
  from: { features, dimension, embed: extractor.embed },
});

/** Embeds, then predicts. The extractor is not its own. */
function onEmbedded(extractor: Extractor, head: Classifier): Classifier {
  return {
    predict: async (features, count) => head.predict(await extractor.values(features, count), count),
    logits: async (features, count) => head.logits(await extractor.values(features, count), count),
    embed: async (features, count) => ({
      width: extractor.width,
      values: await extractor.values(features, count),
    }),
    dispose: () => head.dispose(),
  };
}
