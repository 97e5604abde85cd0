import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { test } from 'tap';
import { seededBits } from '../../lib/random/bits.js';
import { Draws } from '../../lib/random/draws.js';
import { loadBackend } from '../../lib/train/tensorflow/backend.js';
import { denseNetwork } from '../../lib/train/tensorflow/dense-network.js';
import { disposeOf } from '../../lib/train/tensorflow/network.js';
import { optimizerOf } from '../../lib/train/tensorflow/optimizer.js';
import { softLabels } from '../../lib/train/tensorflow/soft-labels.js';
import { standardOf, standardRows } from '../../lib/train/tensorflow/standardise.js';
import { loadTape, tapeGradients } from '../../lib/train/tensorflow/tape.js';
import { BACKENDS } from './backends.js';
import { noisySet, SMALL } from './noisy-set.js';

await loadTape();

for (const { name, skip } of BACKENDS)
  test(`${name}: gradients of dense networks are the tape's`, { skip }, async () => {
    await loadBackend(name);
    const shapes = fc.record({
      widths: fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 4 }),
      classes: fc.integer({ min: 2, max: 5 }),
      rows: fc.integer({ min: 1, max: 9 }),
      seed: fc.string(),
    });
    fc.assert(
      fc.property(shapes, ({ widths, classes, rows, seed }) => {
        const draws = new Draws(seededBits(seed));
        const some = (shape: number[]) =>
          tf.tensor(
            Float32Array.from({ length: tf.util.sizeFromShape(shape) }, () => 2 * draws.unit() - 1),
            shape,
          );
        const network = denseNetwork([...widths, classes], draws);
        // Away from where training starts: every weight and bias has a gradient of its own.
        for (const { variable } of network.parameters) tf.tidy(() => variable.assign(some(variable.shape)));
        const set = { count: rows, dimension: 0, classes, features: new Float32Array() };
        const wrong = tf.tidy(() => {
          const x = some([rows, widths[0]]) as tf.Tensor2D;
          const labels = Float32Array.from({ length: rows * classes }, () => 3 * draws.unit() - 1);
          const targets = tf.tensor2d(softLabels({ ...set, labels }), [rows, classes]);
          const expected = tapeGradients(network, x, targets);
          return network.gradients(x, targets).map((gradient, i) => {
            tf.util.assertShapesMatch(gradient.shape, expected[i].shape);
            return tf.max(tf.abs(tf.sub(gradient, expected[i]))).dataSync()[0];
          });
        });
        disposeOf(network);
        return wrong.length === network.parameters.length && wrong.every((gap) => gap <= 1e-5);
      }),
      { numRuns: 60 },
    );
  });

test('the optimizers are those of TensorFlow.js, and decay is what it says', async (t) => {
  await loadBackend('cpu');
  const draws = new Draws(seededBits('optimizers'));
  const theirs = { sgd: tf.train.sgd(0.1), momentum: tf.train.momentum(0.1, 0.9), adam: tf.train.adam(0.1) };
  for (const optimizer of ['sgd', 'momentum', 'adam'] as const) {
    const ours = tf.variable(tf.tensor1d([1, -2, 3]));
    const other = tf.variable(tf.tensor1d([1, -2, 3]));
    const moved = optimizerOf({ ...SMALL[0], optimizer, rate: 0.1, decay: 0 }, [
      { variable: ours, decays: true },
    ]);
    for (let step = 0; step < 30; step++)
      tf.tidy(() => {
        // The last is so small that Adam's floor matters.
        const sizes = [1, 1, 1e-6];
        const gradient = tf.tensor1d(sizes.map((size) => size * (2 * draws.unit() - 1)));
        moved.step([gradient]);
        theirs[optimizer].applyGradients([{ name: other.name, tensor: gradient }]);
      });
    const [a, b] = [ours.dataSync(), other.dataSync()];
    t.ok(
      a.every((x, i) => Math.abs(x - b[i]) < 1e-5),
      `${optimizer}: ${a} against ${b}`,
    );
    const before = tf.memory().numTensors;
    moved.dispose();
    t.equal(before - tf.memory().numTensors, { sgd: 0, momentum: 1, adam: 2 }[optimizer]);
    tf.dispose([ours, other]);
  }
  const [weight, bias] = [tf.variable(tf.scalar(8)), tf.variable(tf.scalar(8))];
  const still = optimizerOf({ ...SMALL[0], optimizer: 'sgd', rate: 0.5, decay: 1 }, [
    { variable: weight, decays: true },
    { variable: bias, decays: false },
  ]);
  for (let step = 0; step < 3; step++) tf.tidy(() => still.step([tf.scalar(0), tf.scalar(0)]));
  t.same([weight.dataSync()[0], bias.dataSync()[0]], [1, 8]);
  tf.dispose([weight, bias]);
});

test('targets sum to 1 and keep what tells the classes apart', (t) => {
  const row = fc.array(fc.float({ min: -3, max: 3, noNaN: true }), { minLength: 3, maxLength: 3 });
  fc.assert(
    fc.property(fc.array(row, { minLength: 1, maxLength: 5 }), (rows) => {
      const labels = Float32Array.from(rows.flat());
      const targets = softLabels({
        count: rows.length,
        dimension: 0,
        classes: 3,
        features: new Float32Array(),
        labels,
      });
      return rows.every((_, i) => {
        const [a, b, c] = targets.subarray(3 * i, 3 * i + 3);
        const [x, y, z] = labels.subarray(3 * i, 3 * i + 3);
        return (
          Math.abs(a + b + c - 1) < 1e-5 &&
          Math.abs(a - b - (x - y)) < 1e-5 &&
          Math.abs(b - c - (y - z)) < 1e-5
        );
      });
    }),
  );
  const clean = Float32Array.of(0, 1, 0, 0.25, 0.5, 0.25);
  t.same(
    softLabels({ count: 2, dimension: 0, classes: 3, features: new Float32Array(), labels: clean }),
    clean,
  );
  t.end();
});

test('standardised mixtures have mean 0 and mean square 1, whatever their units', async (t) => {
  await loadBackend('cpu');
  const set = noisySet(50);
  const rows = Int32Array.from({ length: 50 }, (_, i) => i);
  const values = (features: Float32Array) =>
    tf.tidy(() => standardRows(features, rows, standardOf({ ...set, features })).dataSync() as Float32Array);
  const standard = values(set.features);
  for (let j = 0; j < 16; j++)
    t.ok(Math.abs(standard.reduce((sum, x, i) => sum + (i % 16 === j ? x : 0), 0)) < 1e-4, `feature ${j}`);
  t.ok(Math.abs(standard.reduce((sum, x) => sum + x * x, 0) / standard.length - 1) < 1e-5);
  const other = values(set.features.map((x) => 1000 * x - 7));
  t.ok(other.every((x, i) => Math.abs(x - standard[i]) < 1e-3));
  const constant = standardOf({ ...set, features: new Float32Array(800) });
  t.same([constant.mean[0], constant.spread], [0, 1]);
  t.end();
});
