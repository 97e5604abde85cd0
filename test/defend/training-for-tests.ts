import type { DomainRecords, Records } from '../../lib/core/index.js';
import { glyphs, intoDomain } from '../../lib/data/index.js';
import type { DefenceShape, Training } from '../../lib/defend/index.js';
import { fitRows } from '../../lib/run/attacks/fit-rows.js';
import type { Classifier, Extractor, GradientSpec, RidgeSpec } from '../../lib/train/index.js';
import { gradientSpec } from '../../lib/train/index.js';

export const MLP: GradientSpec = gradientSpec('mlp', { hidden: [32], epochs: 20, batch: 32, rate: 0.005 });

const pixels = glyphs();
const half = (records: Records, from: number, to: number): Records => ({
  ...records,
  count: to - from,
  features: records.features.slice(from * records.dimension, to * records.dimension),
  labels: records.labels.slice(from, to),
});

/** Glyphs in the unit cube: to train on, and to test with. */
export const TRAIN: DomainRecords = intoDomain(half(pixels, 0, 500), {
  kind: 'box',
  low: 0,
  high: 1,
  dimension: 64,
});
/** Other records, for a frozen extractor. */
export const PUBLIC: Records = half(pixels, 500, 1000);
export const TEST: Records = half(pixels, 1000, 1500);

/** A training as the runner hands it to a defence. */
export function trainingOn(
  train: DomainRecords,
  seed: string,
  learner: GradientSpec | RidgeSpec = MLP,
  extractor?: Extractor,
): Training {
  return {
    train,
    seed,
    learner,
    backend: 'wasm',
    ...(extractor === undefined ? {} : { extractor }),
    fit: fitRows(learner, train, { backend: 'wasm', ...(extractor === undefined ? {} : { extractor }) }),
  };
}

/** What is known of such a training before it begins. */
export function shapeOf(
  train: DomainRecords,
  learner: GradientSpec | RidgeSpec = MLP,
  transfer = false,
): DefenceShape {
  const { count: n, domain, classes, image } = train;
  return { n, domain, classes: classes.length, ...(image === undefined ? {} : { image }), learner, transfer };
}

/** Share of the test records labelled rightly. */
export async function accuracyOf(
  model: Classifier,
  { features, count, labels }: Records = TEST,
): Promise<number> {
  const predicted = await model.predict(features, count);
  return predicted.filter((label, i) => label === labels[i]).length / count;
}
