import * as tf from '@tensorflow/tfjs-core';
import { test } from 'tap';
import { adversarialPoisoning } from '../../lib/defend/adversarial-poisoning.js';
import { featureRange } from '../../lib/defend/batches/feature-range.js';
import { friendlyNoiseOf, noisyBatches } from '../../lib/defend/batches/noisy-batches.js';
import { poisonedBatches } from '../../lib/defend/batches/poisoned-batches.js';
import { worstCopies } from '../../lib/defend/batches/worst-copies.js';
import { cutoutBox } from '../../lib/defend/cutout.js';
import type { Defence } from '../../lib/defend/defence.js';
import { DEFENCES } from '../../lib/defend/defences.js';
import { friendlyNoise } from '../../lib/defend/friendly-noise.js';
import { forEachPixel } from '../../lib/defend/images/pixel-box.js';
import { maxupCutout } from '../../lib/defend/maxup-cutout.js';
import { Draws, seededBits } from '../../lib/random/index.js';
import {
  type Batch,
  type Classifier,
  cleanSet,
  extractorOf,
  gradientSpec,
  type InTraining,
  trainSurrogate,
} from '../../lib/train/index.js';
import { crossEntropy, rowLosses } from '../../lib/train/tensorflow/cross-entropy.js';
import { accuracyOf, MLP, shapeOf, TEST, TRAIN, trainingOn } from './training-for-tests.js';

const SETTINGS: readonly Defence[] = [maxupCutout, adversarialPoisoning, friendlyNoise];
const SHORT = { ...MLP, epochs: 8 };
const IMAGE = { height: 8, width: 8, channels: 1 };
const RANGE = { low: 0, high: 1 };
const SET = cleanSet(TRAIN);

/** A network half way through its training, which stands still. */
const surrogate = await trainSurrogate({ ...MLP, epochs: 3 }, TRAIN, 'half way', { backend: 'cpu' });
const inTraining = (epoch: number, epochs = 20): InTraining => ({
  epoch,
  epochs,
  logits: surrogate.logits,
  embed: surrogate.embed,
});
const draws = (): Draws => new Draws(seededBits('in training'));

function batchOf(rows: number): Batch {
  return {
    x: tf.tensor2d(SET.features.subarray(0, rows * 64), [rows, 64]),
    targets: tf.tensor2d(SET.labels.subarray(0, rows * 10), [rows, 10]),
    rows: Int32Array.from({ length: rows }, (_, i) => i),
  };
}

test('each trains to a sane accuracy, repeats itself, and leaves nothing behind', async (t) => {
  for (const defence of SETTINGS) {
    t.equal(DEFENCES[defence.kind], defence);
    const spec = defence.schema.parse({ kind: defence.kind });
    const first = await defence.train(spec, trainingOn(TRAIN, 'a', SHORT));
    const held = tf.memory().numTensors;
    const second = await defence.train(spec, trainingOn(TRAIN, 'a', SHORT));
    const other = await defence.train(spec, trainingOn(TRAIN, 'b', SHORT));
    const scores = async (model: Classifier): Promise<string> =>
      (await model.logits(TEST.features, TEST.count)).join();
    t.ok((await scores(second)) === (await scores(first)), `${defence.kind}: same seed, same model`);
    t.ok((await scores(other)) !== (await scores(first)), `${defence.kind}: another seed, another model`);
    const accuracy = await accuracyOf(first);
    t.ok(accuracy > 0.85, `${defence.kind}: ${accuracy}`);
    for (const model of [second, other]) model.dispose();
    t.equal(tf.memory().numTensors, held, defence.kind);
    first.dispose();
  }
});

test('each works on a frozen extractor too, where a last layer alone is trained', async (t) => {
  const frozen = extractorOf(await trainSurrogate(MLP, TRAIN, 'extractor', { backend: 'wasm' }));
  const head = gradientSpec('softmax', { epochs: 6, batch: 64 });
  for (const defence of SETTINGS) {
    const spec = defence.schema.parse({ kind: defence.kind });
    const model = await defence.train(spec, trainingOn(TRAIN, 'a', head, frozen));
    const accuracy = await accuracyOf(model);
    t.ok(accuracy > 0.8, `${defence.kind}: ${accuracy}`);
    model.dispose();
  }
  frozen.dispose();
  await trainSurrogate({ ...MLP, epochs: 1 }, TRAIN, 'back', { backend: 'cpu' }).then((s) => s.dispose());
});

test('what cannot be is refused in one sentence', (t) => {
  const plain = shapeOf(TRAIN);
  const { image: _, ...none } = plain;
  const refusal = (defence: Defence, given: object, shape = plain): string =>
    defence.refusal?.(defence.schema.parse({ kind: defence.kind, ...given }), shape) ?? 'none';
  for (const defence of SETTINGS) {
    t.equal(refusal(defence, {}), 'none');
    t.match(
      refusal(defence, {}, shapeOf(TRAIN, { kind: 'ridge' })),
      `${defence.kind} changes the batches that a network is trained on: ridge regression has none`,
    );
    t.equal(defence.guarantee({ kind: defence.kind }, plain, 5).kind, 'none');
    t.throws(() => defence.schema.parse({ kind: defence.kind, sizes: 3 }));
  }
  t.equal(refusal(adversarialPoisoning, {}, none), 'none');
  t.match(refusal(maxupCutout, {}, none), 'maxup-cutout cuts images');
  t.match(refusal(maxupCutout, { size: 9 }), 'size of maxup-cutout must be at most the 8 x 8 pixels');
  t.match(
    refusal(friendlyNoise, {}, shapeOf(TRAIN, { ...MLP, epochs: 1 })),
    'friendly-noise needs a learner of 2 epochs or more',
  );
  for (const wrong of [{ targets: 0 }, { targets: 1 }, { steps: 0 }, { size: 0 }, { attack: 'none' }])
    t.throws(() => adversarialPoisoning.schema.parse({ kind: 'adversarial-poisoning', ...wrong }));
  t.end();
});

test('MaxUp trains on the copy of the largest loss, cut as cutout cuts', (t) => {
  const [rows, copies, size] = [12, 5, 3];
  const before = tf.memory().numTensors;
  tf.tidy(() => {
    const batch = batchOf(rows);
    const { x, targets } = worstCopies({ size, copies }, IMAGE, [0.3])(batch, inTraining(0), draws());
    t.equal(targets, batch.targets);
    // the same squares again, loss by loss
    const again = draws();
    const cut = Array.from({ length: copies }, () => {
      const pixels = SET.features.slice(0, rows * 64);
      for (let row = 0; row < rows; row++)
        forEachPixel(cutoutBox(again, IMAGE, size), IMAGE, (at) => {
          pixels[row * 64 + at] = 0.3;
        });
      const losses = rowLosses(surrogate.logits(tf.tensor2d(pixels, [rows, 64])), targets).dataSync();
      return { pixels, losses };
    });
    const values = x.dataSync();
    const chosen = Array.from({ length: rows }, (_, row) => {
      const mine = values.subarray(row * 64, (row + 1) * 64);
      return cut.findIndex(({ pixels }) =>
        pixels.subarray(row * 64, (row + 1) * 64).every((pixel, i) => Math.abs(pixel - mine[i]) < 1e-6),
      );
    });
    chosen.forEach((copy, row) => {
      t.ok(copy >= 0, `row ${row} is one of its copies`);
      t.ok(
        cut.every(({ losses }) => losses[row] <= cut[copy].losses[row] + 1e-6),
        `row ${row}: copy ${copy} is worst`,
      );
    });
    t.ok(new Set(chosen).size > 1, 'not always the same copy');
  });
  t.equal(tf.memory().numTensors, before);
  t.end();
});

test('adversarial poisoning: poisons stay near, targets stay, and a step on the poisons mislabels targets', (t) => {
  const spec = { ...adversarialPoisoning.schema.parse({ kind: 'adversarial-poisoning' }), size: 0.15 };
  const rows = 60;
  tf.tidy(() => {
    const batch = batchOf(rows);
    // what the transform draws
    const order = Int32Array.from({ length: rows }, (_, i) => i);
    draws().shuffle(order);
    const [aims, bases] = [order.subarray(0, 15), order.subarray(15)];
    const rowsOf = (x: tf.Tensor2D, which: Int32Array) => tf.gather(x, tf.tensor1d(which, 'int32'));
    for (const attack of ['gradient-matching', 'feature-collision'] as const) {
      const made = poisonedBatches({ ...spec, attack }, RANGE)(batch, inTraining(3), draws());
      t.same(made.x.shape, [rows, 64]);
      const [poisons, kept] = tf.split(made.x, [45, 15]);
      const [labels, keptLabels] = tf.split(made.targets, [45, 15]);
      t.same(kept.dataSync(), rowsOf(batch.x, aims).dataSync(), 'targets as they were');
      t.same(keptLabels.dataSync(), rowsOf(batch.targets, aims).dataSync());
      t.same(labels.dataSync(), rowsOf(batch.targets, bases).dataSync(), 'labels are kept');
      const clean = rowsOf(batch.x, bases);
      const moved = tf.max(tf.abs(tf.sub(poisons, clean))).dataSync()[0];
      t.ok(moved <= 0.15 + 1e-6 && moved > 0.1, `${attack}: moved by ${moved}`);
      t.ok(tf.min(poisons).dataSync()[0] >= 0 && tf.max(poisons).dataSync()[0] <= 1);

      if (attack === 'feature-collision') {
        const gap = (x: tf.Tensor): number =>
          tf
            .mean(
              tf.squaredDifference(
                tf.mean(surrogate.embed(x as tf.Tensor2D), 0),
                tf.mean(surrogate.embed(kept as tf.Tensor2D), 0),
              ),
            )
            .dataSync()[0];
        t.ok(gap(poisons) < 0.5 * gap(clean), `features: ${gap(poisons)} from ${gap(clean)}`);
        continue;
      }
      // loss of the targets under the wrong label after a step of the last layer on these rows
      const label = tf.argMax(tf.sum(labels, 0)).dataSync()[0];
      const wrong = tf.oneHot(tf.fill([15], label, 'int32'), 10) as tf.Tensor2D;
      const after = (x: tf.Tensor): number => {
        const weights = [...surrogate.parameters] as tf.Tensor[];
        const last = weights[weights.length - 1];
        const at = (w: tf.Tensor) => [...weights.slice(0, -1), w];
        const slope = tf.grad((w) =>
          crossEntropy(surrogate.logitsAt(x as tf.Tensor2D, at(w)), labels as tf.Tensor2D),
        )(last);
        const stepped = tf.sub(last, tf.mul(slope, 0.5));
        return crossEntropy(surrogate.logitsAt(kept as tf.Tensor2D, at(stepped)), wrong).dataSync()[0];
      };
      t.ok(after(poisons) < after(clean) - 0.005, `mislabelled: ${after(poisons)}, ${after(clean)}`);
    }
    const one = batchOf(1);
    t.equal(poisonedBatches(spec, RANGE)(one, inTraining(3), draws()), one, 'one row has no other');
  });
  t.end();
});

test('friendly noise is large, within its bounds, and leaves predictions alone where random noise does not', (t) => {
  const spec = { ...friendlyNoise.schema.parse({ kind: 'friendly-noise' }), size: 0.2 };
  const records = { ...TRAIN, count: 200, features: TRAIN.features.slice(0, 200 * 64) };
  const noise = friendlyNoiseOf(spec, records, RANGE, inTraining(3), draws());
  const again = draws();
  const random = noise.map((_, i) => {
    const x = records.features[i] + Math.abs(noise[i]) * (again.word() & 1 ? 1 : -1);
    return Math.min(1, Math.max(0, x)) - records.features[i];
  });
  t.ok(noise.every((e) => Math.abs(e) <= 0.2 + 1e-6));
  t.ok(noise.every((e, i) => records.features[i] + e >= -1e-6 && records.features[i] + e <= 1 + 1e-6));
  const size = Math.sqrt(noise.reduce((sum, e) => sum + e * e, 0) / noise.length);
  t.ok(size > 0.1, `root mean square ${size}`);

  const effect = (e: Float32Array) =>
    tf.tidy(() => {
      const x = tf.tensor2d(records.features, [200, 64]);
      const [said, then] = [surrogate.logits(x), surrogate.logits(tf.add(x, tf.tensor2d(e, [200, 64])))];
      const p = tf.softmax(said);
      const kl = tf.mean(tf.sub(rowLosses(then, p), rowLosses(said, p))).dataSync()[0];
      const kept = tf.mean(tf.cast(tf.equal(tf.argMax(said, 1), tf.argMax(then, 1)), 'float32'));
      return { kl, kept: kept.dataSync()[0] };
    });
  const [friendly, plain] = [effect(noise), effect(random)];
  t.ok(friendly.kept >= 0.99, `friendly noise keeps ${friendly.kept}, random noise ${plain.kept}`);
  t.ok(friendly.kl < 0.1 * plain.kl, `divergence ${friendly.kl}, of random noise ${plain.kl}`);
  t.end();
});

test('friendly noise: nothing in the warm-up, then the same noise of a record in every epoch, and fresh signs', (t) => {
  const spec = { ...friendlyNoise.schema.parse({ kind: 'friendly-noise' }), random: 0.03, steps: 4 };
  const records = { ...TRAIN, count: 30, features: TRAIN.features.slice(0, 30 * 64) };
  const transform = noisyBatches(spec, records, RANGE);
  const stream = draws();
  tf.tidy(() => {
    const batch = batchOf(30);
    t.equal(transform(batch, inTraining(2), stream), batch, 'an eighth of twenty epochs');
    const added = [3, 4].map((epoch) =>
      tf.sub(transform(batch, inTraining(epoch), stream).x, batch.x).dataSync(),
    );
    const gaps = added[0].map((e, i) => Math.abs(e - added[1][i]));
    t.ok(
      gaps.every((gap) => gap < 1e-6 || Math.abs(gap - 0.06) < 1e-6),
      'twice the random noise, or nothing',
    );
    const differ = gaps.filter((gap) => gap > 0.01).length / gaps.length;
    t.ok(differ > 0.4 && differ < 0.6, `signs differ in ${differ}`);
    t.ok(added[0].every((e) => Math.abs(e) <= 0.13 + 1e-6));
    t.throws(
      () => transform({ x: batch.x, targets: batch.targets }, inTraining(5), stream),
      /batch must be rows of the records/,
    );
  });
  const uniform = noisyBatches({ ...spec, law: 'uniform', random: 0 }, records, RANGE);
  const alone = tf.tidy(() => {
    const batch = batchOf(30);
    const of = (epoch: number) => uniform(batch, inTraining(epoch), stream).x.dataSync();
    return [of(4), of(9)];
  });
  t.same(alone[0], alone[1], 'without random noise the friendly noise is all there is');
  t.same(featureRange(TRAIN), { low: Math.min(...TRAIN.features), high: Math.max(...TRAIN.features) });
  t.end();
});
