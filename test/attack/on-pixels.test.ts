import * as tf from '@tensorflow/tfjs-core';
import { test } from 'tap';
import type { PixelGrid } from '../../lib/attack/attack.js';
import { clipRows } from '../../lib/attack/networks/clip-rows.js';
import { extractorOnPixels, surrogateOnPixels } from '../../lib/attack/networks/on-pixels.js';
import type { Domain } from '../../lib/core/index.js';
import { glyphs, intoDomain } from '../../lib/data/index.js';
import { extractorOf, gradientSpec, trainSurrogate } from '../../lib/train/index.js';

const PIXELS: PixelGrid = { low: 0, high: 1 };
const BALLS: readonly Domain[] = [
  { kind: 'l2-ball', radius: 1.5 },
  { kind: 'l1-ball', radius: 6 },
  { kind: 'box', low: 0.2, high: 0.7, dimension: 64 },
];
const images = glyphs(40);
/** One that no ball clips; none is at a kink of a norm, or of the box. */
images.features.forEach((x, i) => {
  images.features[i] = i < 64 ? 0.01 : 0.01 + 0.97 * x;
});

const largest = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Array.from(a).reduce((most, x, i) => Math.max(most, Math.abs(x - (b[i] ?? Number.NaN))), 0);

test('what an attacker differentiates clips as the victim does', async (t) => {
  for (const domain of BALLS) {
    const records = intoDomain(images, domain);
    const inner = await trainSurrogate(
      gradientSpec('mlp', { epochs: 40, batch: 8, rate: 0.01, hidden: [8] }),
      records,
      'seed',
    );
    const outer = await surrogateOnPixels(inner, domain, PIXELS);
    const pixels = tf.tensor2d(images.features, [40, 64]);
    const clipped = tf.tensor2d(records.features, [40, 64]);
    const weights = inner.parameters.map((parameter) => tf.mul(parameter, 0.5));
    const pairs = [
      [outer.logits(pixels), inner.logits(clipped)],
      [outer.embed(pixels), inner.embed(clipped)],
      [outer.logitsAt(pixels, weights), inner.logitsAt(clipped, weights)],
    ] as const;
    for (const [a, b] of pairs) t.ok(largest(a.dataSync(), b.dataSync()) < 1e-5, domain.kind);
    const model = await outer.layers?.();
    t.ok(
      largest(model?.enter?.(pixels).dataSync() ?? [], records.features) < 1e-6,
      'the layers are told the clip',
    );
    t.same(
      await outer.classifier.predict(images.features, 40),
      await inner.classifier.predict(records.features, 40),
    );
    t.same(
      await outer.classifier.logits(images.features, 40),
      await inner.classifier.logits(records.features, 40),
    );

    // along a direction, by differences as exact as float32 allows
    const direction = tf.randomUniform([40, 64], -1, 1, 'float32', 7) as typeof pixels;
    const size = (x: typeof pixels) => tf.mean<tf.Scalar>(tf.square(outer.logits(x)));
    const along = (step: number): number => {
      const moved = tf.tidy(() => outer.logits(tf.add(pixels, tf.mul(direction, step))));
      const logits = moved.dataSync<'float32'>();
      return logits.reduce((sum, x) => sum + x * x, 0) / logits.length;
    };
    const slope = tf.tidy(() => tf.sum(tf.mul(tf.grad((x) => size(x as typeof pixels))(pixels), direction)));
    const [gradient = Number.NaN] = slope.dataSync();
    const step = 2e-4;
    const difference = (along(step) - along(-step)) / (2 * step);
    t.ok(Math.abs(gradient / difference - 1) < 0.005, `${domain.kind}: ${gradient} for ${difference}`);

    const extractor = await extractorOnPixels(extractorOf(inner), 64, domain, PIXELS);
    t.equal(extractor.width, 8);
    t.ok(largest(extractor.embed(pixels).dataSync(), inner.embed(clipped).dataSync()) < 1e-5);
    t.ok(largest(await extractor.values(images.features, 40), inner.embed(clipped).dataSync()) < 1e-5);
    outer.dispose();
  }
});

test('a black pixel can only grow, and a black image has a derivative', async (t) => {
  const domain: Domain = { kind: 'l1-ball', radius: 1 };
  for (const kind of ['l1-ball', 'l2-ball'] as const) {
    const clip = (x: tf.Tensor) =>
      tf.sum(tf.mul(clipRows(x as tf.Tensor2D, { ...domain, kind }), [[1, 0, 0]]));
    const slope = (row: number[]) =>
      Array.from(
        tf
          .grad(clip)(tf.tensor2d([row]))
          .dataSync<'float32'>(),
      );
    t.same(slope([0, 0, 0]), [1, 0, 0], 'inside the ball nothing is clipped');
    const [, towards = Number.NaN, black = Number.NaN] = slope([2, 1, 0]);
    // x_1 / |x|_1 = 2/3, by either of the others - 2/9; x_1 / |x|_2 = 2/sqrt 5, by the second -2/5^1.5, by the third 0
    t.ok(Math.abs(towards + (kind === 'l1-ball' ? 2 / 9 : 2 / 5 ** 1.5)) < 1e-6, kind);
    t.ok(Math.abs(black + (kind === 'l1-ball' ? 2 / 9 : 0)) < 1e-6, kind);
  }
});

test('nothing is put before a network where no pixel is ever clipped', async (t) => {
  const domain: Domain = { kind: 'box', low: 0, high: 1, dimension: 64 };
  const inner = await trainSurrogate(gradientSpec('softmax', { epochs: 1 }), images, 'seed');
  t.equal(await surrogateOnPixels(inner, domain, PIXELS), inner);
  const extractor = extractorOf(inner);
  t.equal(await extractorOnPixels(extractor, 64, domain, PIXELS), extractor);
  t.not(await surrogateOnPixels(inner, { ...domain, high: 0.9 }, PIXELS), inner);
  inner.dispose();
});
