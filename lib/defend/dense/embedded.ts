import type { Records } from '../../core/index.js';
import type { Classifier, Extractor } from '../../train/index.js';

/** The records as the frozen extractor sees them, labels and classes as they were. */
export async function embedded(records: Records, { width, values }: Extractor): Promise<Records> {
  const { count, labels, classes } = records;
  return { count, dimension: width, features: await values(records.features, count), labels, classes };
}

/** A classifier of what the extractor puts out, as a classifier of records. The extractor stays the caller's. */
export function afterExtractor(classifier: Classifier, extractor: Extractor): Classifier {
  const values = (features: Float32Array, count: number): Promise<Float32Array> =>
    extractor.values(features, count);
  const embed = classifier.embed?.bind(classifier);
  return {
    predict: async (features, count) => classifier.predict(await values(features, count), count),
    logits: async (features, count) => classifier.logits(await values(features, count), count),
    ...(embed === undefined
      ? {}
      : { embed: async (features, count) => embed(await values(features, count), count) }),
    dispose: () => classifier.dispose(),
  };
}
