import type * as tf from '@tensorflow/tfjs-core';
import type { Domain } from '../../core/index.js';
import { intoDomain } from '../../data/index.js';
import type { Extractor, Surrogate } from '../../train/index.js';
import type { PixelGrid } from '../attack.js';

// Victims train on records that were clipped into the mechanism's domain, and so do surrogates. An attacker moves
// pixels, before the clip: what he differentiates must clip them first, or he would push where the clip takes it back.

/** Whether no pixel is ever clipped. */
export function holdsEveryImage(domain: Domain, { low, high }: PixelGrid): boolean {
  return domain.kind === 'box' && domain.low <= low && high <= domain.high;
}

/** A surrogate of clipped records as a function of pixels. */
export async function surrogateOnPixels(
  surrogate: Surrogate,
  domain: Domain,
  pixels: PixelGrid,
): Promise<Surrogate> {
  if (holdsEveryImage(domain, pixels)) return surrogate;
  const { clipRows } = await import('./clip-rows.js');
  const enter = (x: tf.Tensor2D): tf.Tensor2D => clipRows(x, domain);
  const clipped = clipping(surrogate.dimension, domain);
  const { classifier, layers } = surrogate;
  return {
    ...surrogate,
    logits: (x) => surrogate.logits(enter(x)),
    logitsAt: (x, weights) => surrogate.logitsAt(enter(x), weights),
    embed: (x) => surrogate.embed(enter(x)),
    classifier: {
      predict: (features, count) => classifier.predict(clipped(features, count), count),
      logits: (features, count) => classifier.logits(clipped(features, count), count),
      embed: (features, count) => classifier.embed(clipped(features, count), count),
      dispose: () => classifier.dispose(),
    },
    ...(layers === undefined ? {} : { layers: async () => ({ ...(await layers()), enter }) }),
    dispose: () => surrogate.dispose(),
  };
}

/** An extractor of clipped records as a function of pixels. */
export async function extractorOnPixels(
  extractor: Extractor,
  dimension: number,
  domain: Domain,
  pixels: PixelGrid,
): Promise<Extractor> {
  if (holdsEveryImage(domain, pixels)) return extractor;
  const { clipRows } = await import('./clip-rows.js');
  const clipped = clipping(dimension, domain);
  return {
    width: extractor.width,
    embed: (x) => extractor.embed(clipRows(x, domain)),
    values: (features, count) => extractor.values(clipped(features, count), count),
    dispose: () => extractor.dispose(),
  };
}

function clipping(dimension: number, domain: Domain) {
  return (features: Float32Array, count: number): Float32Array =>
    intoDomain(
      { count, dimension, features, labels: new Uint16Array(count), classes: [] },
      domain,
      'images of the attacker',
    ).features;
}
