import * as tf from '@tensorflow/tfjs-core';
import { test } from 'tap';
import { glyphs } from '../../lib/data/index.js';
import { DomainError } from '../../lib/numerics/index.js';
import type { Draws } from '../../lib/random/index.js';
import {
  type Batch,
  type BatchTransform,
  cleanSet,
  extractorOf,
  gradientSpec,
  type InTraining,
  learnerFor,
  trainSurrogate,
  transferLearner,
} from '../../lib/train/index.js';

const RECORDS = glyphs(200);
const SET = cleanSet(RECORDS);
const SPEC = gradientSpec('mlp', { epochs: 3, batch: 50, hidden: [12, 7], rate: 0.01 });
// plain JavaScript, which repeats itself everywhere
const BACKEND = 'cpu';

const close = (a: number, b: number, share: number): boolean =>
  Math.abs(a - b) <= share * (1e-3 + Math.abs(b));

test('a transform sees every row once an epoch, on its own scale, with the network before the step', async (t) => {
  const learner = await learnerFor(SPEC, { backend: BACKEND });
  const seen: { rows: number[]; epoch: number; epochs: number; gap: number; drawn: number }[] = [];
  const looks: BatchTransform = (batch: Batch, network: InTraining, draws: Draws) => {
    const rows = [...(batch.rows ?? [])];
    const x = batch.x.dataSync();
    const y = batch.targets.dataSync();
    let gap = 0;
    rows.forEach((row, i) => {
      for (let j = 0; j < 64; j++) gap = Math.max(gap, Math.abs(x[64 * i + j] - SET.features[64 * row + j]));
      for (let j = 0; j < 10; j++) gap = Math.max(gap, Math.abs(y[10 * i + j] - SET.labels[10 * row + j]));
    });
    t.same(network.logits(batch.x).shape, [rows.length, 10]);
    t.same(network.embed(batch.x).shape, [rows.length, 7]);
    seen.push({ rows, epoch: network.epoch, epochs: network.epochs, gap, drawn: draws.word() });
    return batch;
  };
  const before = tf.memory().numTensors;
  const watched = await learner.train(SET, 'seed', looks);
  t.equal(seen.length, 12);
  t.same(
    seen.map(({ epoch }) => epoch),
    [0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2],
  );
  t.ok(seen.every(({ gap, epochs }) => gap === 0 && epochs === 3));
  for (const epoch of [0, 1, 2])
    t.same(
      seen
        .filter((at) => at.epoch === epoch)
        .flatMap(({ rows }) => rows)
        .sort((a, b) => a - b),
      Array.from({ length: 200 }, (_, i) => i),
    );
  t.equal(new Set(seen.map(({ drawn }) => drawn)).size, 12, 'its draws go on');

  const plain = await learner.train(SET, 'seed');
  const [a, b] = [await watched.logits(SET.features, 200), await plain.logits(SET.features, 200)];
  t.ok(
    a.every((x, i) => close(x, b[i], 0.01)),
    'one that changes nothing changes no more than rounding',
  );
  const shifted = await learner.train(SET, 'seed', (batch) => ({ ...batch, x: tf.mul(batch.x, 0) }));
  t.notSame(await shifted.predict(SET.features, 200), await plain.predict(SET.features, 200));
  for (const model of [watched, plain, shifted]) model.dispose();
  t.equal(tf.memory().numTensors, before, 'nothing is left behind');

  await t.rejects(
    learner.train(SET, 'seed', ({ x, targets }) => ({ x: tf.concat([x, x]), targets })),
    /transformed batch must be rows of 64 features and as many of 10 targets/,
  );
  t.equal(tf.memory().numTensors, before, 'nor after an error');
  const ridge = await learnerFor({ kind: 'ridge' });
  await t.rejects(ridge.train(SET, 'seed', looks), DomainError);
});

test('transfer: the last layer learns from embedded rows, and only it', async (t) => {
  const surrogate = await trainSurrogate(SPEC, RECORDS, 'seed', { backend: BACKEND });
  const extractor = extractorOf(surrogate);
  const head = gradientSpec('softmax', { epochs: 5, batch: 50 });
  const others = glyphs(120, 'others');
  const set = cleanSet(others);
  const transfer = await transferLearner(extractor, head, BACKEND);
  const model = await transfer.train(set, 'seed');
  const frozen = surrogate.parameters.map((variable) => variable.dataSync().join());

  const values = await extractor.values(set.features, 120);
  const direct = await (await learnerFor(head, { backend: BACKEND })).train(
    { ...set, dimension: extractor.width, features: values },
    'seed',
  );
  t.same(await model.logits(set.features, 120), await direct.logits(values, 120));
  t.same(await model.predict(set.features, 120), await direct.predict(values, 120));
  t.same(await model.embed?.(set.features, 120), { width: 7, values });
  const byTape = tf.tidy(() => extractor.embed(tf.tensor2d(set.features, [120, 64])).dataSync());
  t.ok(values.every((value, i) => close(byTape[i], value, 1e-3)));

  let rows = 0;
  const through = await transfer.train(set, 'seed', (batch, network) => {
    t.same(batch.x.shape[1], 64, 'before the extractor');
    t.same(network.embed(batch.x).shape[1], 7);
    rows += batch.x.shape[0];
    return batch;
  });
  t.equal(rows, 5 * 120);
  const [a, b] = [await through.logits(set.features, 120), await model.logits(set.features, 120)];
  t.ok(a.every((x, i) => close(x, b[i], 0.01)));
  t.same(
    surrogate.parameters.map((variable) => variable.dataSync().join()),
    frozen,
  );
  for (const each of [model, direct, through]) each.dispose();
  await t.rejects(transferLearner(extractor, SPEC), /head must be softmax: a last layer alone, got mlp/);
  extractor.dispose();
});
