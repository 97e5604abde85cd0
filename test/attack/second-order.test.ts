import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs-core';
import { test } from 'tap';
import { rowsOf } from '../../lib/attack/choices/choose.js';
import type { Objective } from '../../lib/attack/descent/signed-adam.js';
import { type Arrangement, mixed, mixtures, unmixed } from '../../lib/attack/gradients/arrangement.js';
import { cosineDistance } from '../../lib/attack/gradients/cosine-distance.js';
import { denseTensors, lossGradient } from '../../lib/attack/gradients/dense-gradients.js';
import {
  entering,
  type Goal,
  goalOf,
  largestGradients,
  matching,
} from '../../lib/attack/gradients/match-gradients.js';
import { denseSurrogate } from '../../lib/attack/networks/dense-surrogate.js';
import { Draws, seededBits } from '../../lib/random/index.js';
import { type GradientSpec, gradientSpec, trainSurrogate } from '../../lib/train/index.js';
import { glyphParts, sceneOf } from './scene-for-tests.js';

const parts = glyphParts();
const { train, test: tested } = parts;
const DIMENSION = train.dimension;
const CLASSES = train.classes.length;
const LEARNERS: Readonly<Record<string, GradientSpec>> = {
  softmax: gradientSpec('softmax', { epochs: 2 }),
  'one hidden layer': gradientSpec('mlp', { epochs: 4, hidden: [24] }),
  'two hidden layers': gradientSpec('mlp', { epochs: 4, hidden: [24, 16] }),
};
const SQUASHED = (x: tf.Tensor2D): tf.Tensor2D => tf.tanh(x);

const rowsAt = (...positions: number[]): Float32Array => rowsOf(train, positions);
const oneHot = (labels: Uint16Array): tf.Tensor2D =>
  tf.tensor2d(unmixed(labels, CLASSES)().targets, [labels.length, CLASSES]);

/** Largest difference over largest value. */
function apart(a: ArrayLike<number>, b: ArrayLike<number>): number {
  assert.equal(a.length, b.length);
  let [most, scale] = [0, 0];
  for (let i = 0; i < a.length; i += 1) {
    most = Math.max(most, Math.abs(a[i] - b[i]));
    scale = Math.max(scale, Math.abs(b[i]));
  }
  assert.ok(scale > 0, 'a reference that is 0 tests nothing');
  return most / scale;
}

/** Slope of the loss along a direction, from both sides. */
function slope(objective: Objective, at: Float32Array, along: Float32Array, h: number): number {
  const loss = (sign: number): number => objective(at.map((x, i) => x + sign * h * along[i])).loss;
  return (loss(1) - loss(-1)) / (2 * h);
}

const dot = (a: Float32Array, b: Float32Array): number => a.reduce((sum, x, i) => sum + x * b[i], 0);

/** A goal on a surrogate of this learner: a test record of class 3 under label 5. */
async function goal(spec: GradientSpec, enter?: (x: tf.Tensor2D) => tf.Tensor2D): Promise<Goal> {
  const scene = sceneOf({ parts, poisons: 1, seed: 'goal', learner: spec });
  const { surrogate, model } = await denseSurrogate(scene, train, 'goal');
  const target = rowsOf(tested, [tested.labels.indexOf(3)]);
  return goalOf(
    { surrogate, model: enter === undefined ? model : { ...model, enter } },
    target,
    Uint16Array.of(5),
  );
}

test('the distance of gradients: known values, and its derivative by finite differences', async () => {
  const [g, t] = [
    [Float32Array.of(1, 2), Float32Array.of(-1)],
    [Float32Array.of(0.5, -1), Float32Array.of(2)],
  ];
  const near = (x: number, y: number): void => assert.ok(Math.abs(x - y) < 1e-6, `${x} and ${y}`);
  near(cosineDistance(g, g).distance, 0);
  near(
    cosineDistance(
      g,
      g.map((part) => part.map((x) => -3 * x)),
    ).distance,
    2,
  );
  near(cosineDistance(g, t).distance, 1 + 3.5 / Math.sqrt(6 * 5.25));
  const { derivative } = cosineDistance(g, t);
  for (const [part, index] of [
    [0, 0],
    [0, 1],
    [1, 0],
  ]) {
    const moved = (h: number) =>
      g.map((values, i) => values.map((x, j) => (i === part && j === index ? x + h : x)));
    const expected =
      (cosineDistance(moved(2 ** -8), t).distance - cosineDistance(moved(-(2 ** -8)), t).distance) * 2 ** 7;
    assert.ok(Math.abs(derivative[part][index] - expected) < 1e-4);
  }
  const nothing = cosineDistance([Float32Array.of(0)], [Float32Array.of(1)]);
  assert.equal(nothing.distance, 1);
  assert.deepEqual(nothing.derivative, [Float32Array.of(0)]);
});

for (const [name, spec] of Object.entries(LEARNERS)) {
  test(`${name}: the gradient is that of the tape, the derivative of its products that of differences`, async () => {
    const surrogate = await trainSurrogate(spec, train, 'tape');
    assert.ok(surrogate.layers);
    const network = denseTensors(await surrogate.layers());
    const targets = oneHot(Uint16Array.of(0, 5, 5, 9));
    const rows = rowsAt(0, 15, 26, 33);
    tf.tidy(() => {
      const at = (values: Float32Array) =>
        lossGradient(network, tf.tensor2d(values, [4, DIMENSION]), targets);
      const weights = surrogate.parameters.map((parameter) =>
        tf.tensor(parameter.dataSync(), parameter.shape),
      );
      const expected = tf.grads((...weights: tf.Tensor[]) => {
        const logits = surrogate.logitsAt(tf.tensor2d(rows, [4, DIMENSION]), weights);
        return tf.mean(tf.sub(tf.logSumExp(logits, 1), tf.sum(tf.mul(targets, logits), 1)));
      })(weights);
      const { gradient, pull } = at(rows);
      assert.equal(gradient.length, expected.length);
      for (const [i, part] of gradient.entries())
        assert.ok(apart(part.dataSync(), expected[i].dataSync()) < 1e-4, `gradient ${i}`);

      // The tape cannot judge this: going back twice, it loses what passes through exp (TensorFlow.js 4.22).
      const directions = gradient.map((part, i) => tf.add(part, tf.sin(tf.add(part, i))));
      const product = (values: Float32Array): number =>
        at(values).gradient.reduce(
          (sum, part, i) => sum + tf.sum(tf.mul(part, directions[i])).dataSync()[0],
          0,
        );
      const pulled = pull(directions).dataSync<'float32'>().slice();
      const size = Math.sqrt(dot(pulled, pulled));
      for (let k = 0; k < 6; k += 1) {
        const along = pulled.map((value, i) => (k === 0 ? value / size : Math.sin(i * (k + 0.3)) / 11.3));
        const h = 0.002;
        const slope =
          (product(rows.map((x, i) => x + h * along[i])) - product(rows.map((x, i) => x - h * along[i]))) /
          (2 * h);
        const expectedSlope = dot(pulled, along);
        assert.ok(Math.abs(slope - expectedSlope) < 0.01 * size, `${slope} and ${expectedSlope} of ${size}`);
      }
    });
    targets.dispose();
    network.dispose();
    surrogate.dispose();
  });
}

test('what is minimised has the derivative that finite differences find, however poisons are arranged', async () => {
  const labels = new Uint16Array(6).fill(5);
  const rows = rowsAt(5, 15, 25, 35, 45, 55);
  for (const enter of [undefined, SQUASHED]) {
    const at = await goal(LEARNERS['two hidden layers'], enter);
    const others = entering(at.network, train);
    const same = mixed(labels, others, { k: 3, sigma: 0.1, copies: 2 }, new Draws(seededBits('mix')))();
    const arrangements: Arrangement[] = [unmixed(labels, CLASSES)(), same];
    const replaced = rowsAt(6, 16, 26, 36, 46, 56);
    for (const [arrangement, subtracted] of [
      [arrangements[0], undefined],
      [arrangements[1], undefined],
      [arrangements[1], replaced],
    ] as const) {
      const objective = matching([at], DIMENSION, () => arrangement, subtracted);
      const { gradient } = objective(rows);
      // along the gradient and along a direction that has nothing to do with it
      const other = gradient.map((g, i) => g + Math.hypot(...gradient) * 0.1 * Math.sin(i));
      for (const along of [gradient, other]) {
        const unit = along.map((x) => x / Math.sqrt(dot(along, along)));
        const expected = dot(gradient, unit);
        const found = slope(objective, rows, unit, 0.02);
        assert.ok(Math.abs(found - expected) < 0.05 * Math.abs(expected), `${found} and ${expected}`);
      }
    }
    const unchanged = matching([at], DIMENSION, () => same, rows)(rows);
    assert.ok(
      unchanged.loss === 1 && unchanged.gradient.every((g) => g === 0),
      'nothing added points nowhere',
    );
    at.dispose();
  }
});

test('several surrogates are matched in the mean', async () => {
  const goals = [await goal(LEARNERS.softmax), await goal(LEARNERS['one hidden layer'])];
  const labels = Uint16Array.of(5, 5);
  const rows = rowsAt(5, 15);
  const arrange = unmixed(labels, CLASSES);
  const [first, second] = goals.map((each) => matching([each], DIMENSION, arrange)(rows));
  const both = matching(goals, DIMENSION, arrange)(rows);
  assert.ok(Math.abs(both.loss - (first.loss + second.loss) / 2) < 1e-6);
  assert.ok(
    apart(
      both.gradient,
      first.gradient.map((g, i) => (g + second.gradient[i]) / 2),
    ) < 1e-5,
  );
  for (const each of goals) each.dispose();
});

test('mixtures: a k-th of each poison, mates and labels in equal shares, noise of the stated size', async () => {
  const labels = new Uint16Array(400).fill(5);
  const [k, sigma] = [4, 0.2];
  const drawn = (use: string) => mixed(labels, train, { k, sigma, copies: 1 }, new Draws(seededBits(use)));
  const again = drawn('a');
  const [one, next, repeated] = [again(), again(), drawn('a')()];
  assert.deepEqual(repeated, one);
  assert.notDeepEqual(next, one);
  assert.equal(one.share, 1 / k);
  for (let i = 0; i < labels.length; i += 1) {
    const row = one.targets.subarray(i * CLASSES, (i + 1) * CLASSES);
    assert.ok(Math.abs(row.reduce((a, b) => a + b) - 1) < 1e-6);
    assert.ok(row[5] >= 1 / k - 1e-6);
  }
  // the mates of one pixel: mean and variance of 3 of 4 shares, and the noise
  const pixels = train.features.filter((_, i) => i % DIMENSION === 27);
  const found = (one.offset as Float32Array).filter((_, i) => i % DIMENSION === 27);
  const [mean, variance] = moments(pixels);
  const [foundMean, foundVariance] = moments(found);
  const expected = (variance * (k - 1)) / k ** 2 + sigma ** 2;
  assert.ok(Math.abs(foundMean - (mean * (k - 1)) / k) < 4 * Math.sqrt(expected / labels.length));
  assert.ok(Math.abs(foundVariance / expected - 1) < 4 * Math.sqrt(2 / labels.length));
  const three = mixed(labels, train, { k, sigma: 0, copies: 3 }, new Draws(seededBits('three')))();
  assert.equal(three.offset?.length, 3 * labels.length * DIMENSION);
  assert.equal(three.targets.length, 3 * labels.length * CLASSES);
  const set = mixtures(train, { k, sigma: 0, copies: 1 }, new Draws(seededBits('set')));
  assert.equal(set.count, train.count);
  set.labels.forEach((share, i) => {
    if (i % CLASSES === train.labels[Math.floor(i / CLASSES)]) assert.ok(share >= 1 / k);
  });
  assert.ok(set.features.every((pixel, i) => pixel >= train.features[i] / k - 1e-6 && pixel <= 1 + 1e-6));
  const alone = mixed(labels, train, { k: 1, sigma: 0, copies: 1 }, new Draws(seededBits('alone')))();
  assert.ok(alone.share === 1 && alone.offset?.every((x) => x === 0));
});

function moments(values: Float32Array): [mean: number, variance: number] {
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  return [mean, values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / values.length];
}

test('records with the largest gradients are those that the network is least sure of', async () => {
  const at = await goal(LEARNERS.softmax);
  const candidates = [...train.labels.keys()].filter((i) => train.labels[i] === 5);
  const chosen = largestGradients(at.network, train, candidates, 5);
  const norm = (position: number): number =>
    tf.tidy(() => {
      const x = tf.tensor2d(rowsAt(position), [1, DIMENSION]);
      const { gradient } = lossGradient(at.network, x, oneHot(train.labels.subarray(position, position + 1)));
      return Math.sqrt(gradient.reduce((sum, part) => sum + tf.sum(tf.square(part)).dataSync()[0], 0));
    });
  const least = Math.min(...Array.from(chosen, norm));
  for (const position of candidates)
    if (!chosen.includes(position)) assert.ok(norm(position) <= least * 1.0001);
  assert.deepEqual(chosen, chosen.slice().sort());
  at.dispose();
});
