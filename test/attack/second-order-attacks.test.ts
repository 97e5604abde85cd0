import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs-core';
import { test } from 'tap';
import type { Scene } from '../../lib/attack/attack.js';
import { pairing } from '../../lib/attack/features/pair-features.js';
import { gradientMatching } from '../../lib/attack/gradient-matching.js';
import { conjugateGradients } from '../../lib/attack/influence/conjugate-gradients.js';
import { flipInfluence } from '../../lib/attack/influence/flip-influence.js';
import { evaluate, fitHead, type HeadRows } from '../../lib/attack/influence/softmax-head.js';
import { influenceFlip } from '../../lib/attack/label-flip-influence.js';
import { sleeperAgent } from '../../lib/attack/sleeper-agent.js';
import type { Mixtures, Records } from '../../lib/core/index.js';
import { DomainError } from '../../lib/numerics/index.js';
import { Draws, seededBits } from '../../lib/random/index.js';
import { gradientSpec } from '../../lib/train/index.js';
import { smallScene, TEST, TRAIN } from './small-scene.js';

/** A scene that keeps what its surrogates were trained on. */
function watched(given: Partial<Scene> = {}): { scene: Scene; sets: (Records | Mixtures)[] } {
  const inner = smallScene(given);
  const sets: (Records | Mixtures)[] = [];
  const surrogate: Scene['surrogate'] = (set, use) => {
    sets.push(set);
    return inner.surrogate(set, use);
  };
  return { scene: { ...inner, surrogate }, sets };
}

const matchingSpec = (given: object) =>
  gradientMatching.schema.parse({ kind: 'gradient-matching', restarts: 1, steps: 20, ...given });
const sleeperSpec = (given: object) =>
  sleeperAgent.schema.parse({ kind: 'sleeper-agent', steps: 20, ...given });

test('a convolutional learner is refused before any training', async () => {
  const scene: Scene = {
    ...smallScene(),
    learner: gradientSpec('cnn', { hidden: [4] }),
    surrogate: () => assert.fail('trained'),
  };
  for (const craft of [
    () => gradientMatching.craft(matchingSpec({}), scene),
    () => sleeperAgent.craft(sleeperSpec({}), scene),
  ])
    await assert.rejects(craft(), (error) => {
      assert.ok(error instanceof DomainError);
      assert.match(
        error.message,
        /TensorFlow.js has gradients of gradients for dense networks only.*got cnn/,
      );
      return true;
    });
});

test('a surrogate without layers is refused and given back', async () => {
  let disposed = 0;
  const inner = smallScene();
  const scene: Scene = {
    ...inner,
    async surrogate(set, use) {
      const { layers: _, ...surrogate } = await inner.surrogate(set, use);
      return {
        ...surrogate,
        dispose() {
          disposed += 1;
          surrogate.dispose();
        },
      };
    },
  };
  await assert.rejects(gradientMatching.craft(matchingSpec({}), scene), DomainError);
  assert.equal(disposed, 1);
});

test('gradient matching: more steps and more restarts match better; poisons are of the intended class', async () => {
  const scene = smallScene();
  const few = await gradientMatching.craft(matchingSpec({ steps: 3 }), scene);
  const many = await gradientMatching.craft(matchingSpec({ steps: 80 }), scene);
  const restarted = await gradientMatching.craft(matchingSpec({ steps: 3, restarts: 4 }), scene);
  assert.ok(many.told.loss < few.told.loss);
  assert.ok(restarted.told.loss <= few.told.loss && restarted.told.highest >= few.told.loss);
  const { queries, positions } = many;
  assert.equal(queries.count, 1);
  assert.ok(queries.aim.kind === 'class');
  const [intended] = queries.aim.intended;
  assert.notEqual(intended, queries.truth[0]);
  for (const position of positions) assert.equal(TRAIN.labels[position], intended);
});

test('gradient matching: what the surrogates are trained on', async () => {
  const { scene, sets } = watched();
  await gradientMatching.craft(matchingSpec({ models: 2 }), scene);
  assert.deepEqual(sets, [TRAIN, TRAIN]);
  sets.length = 0;
  const drawn = await gradientMatching.craft(matchingSpec({ select: 'random' }), scene);
  const taken = await gradientMatching.craft(matchingSpec({}), scene);
  assert.notDeepEqual(drawn.positions, taken.positions);
  sets.length = 0;
  await gradientMatching.craft(matchingSpec({ adaptive: { k: 3, sigma: 0.05 } }), scene);
  assert.equal(sets.length, 2);
  assert.equal(sets[0], TRAIN);
  const [, mixed] = sets;
  assert.ok(typeof mixed.classes === 'number' && mixed.count === TRAIN.count);
  const shares = new Set(Array.from(mixed.labels, (label) => Math.round(label * 3)));
  assert.ok(shares.has(1) && shares.has(2), 'labels in thirds');
});

test('sleeper agent: the surrogate meets the poisons as far as they have come', async () => {
  const { scene, sets } = watched();
  const spec = sleeperSpec({ retrain: 3, target: 'cross', source: 'box' });
  const { positions, queries, labels } = await sleeperAgent.craft(spec, scene);
  assert.equal(sets.length, 4);
  const [clean, ...later] = sets;
  assert.equal(clean, TRAIN);
  const moved = later.map((set) => {
    const changed = new Set<number>();
    set.features.forEach((pixel, i) => {
      if (pixel !== TRAIN.features[i]) changed.add(Math.floor(i / TRAIN.dimension));
    });
    return changed;
  });
  for (const changed of moved) assert.deepEqual([...changed], [...positions]);
  assert.notDeepEqual(later[0].features, later[1].features);
  const [target, source] = [TRAIN.classes.indexOf('cross'), TRAIN.classes.indexOf('box')];
  assert.ok(labels.every((label) => label === target));
  assert.ok(queries.truth.every((label) => label === source));
  assert.equal(queries.count, TEST.labels.filter((label) => label === source).length);
  sets.length = 0;
  await sleeperAgent.craft(sleeperSpec({ retrain: 0 }), scene);
  assert.equal(sets.length, 1);
});

test('sleeper agent: source and target differ, whichever of them is drawn', async () => {
  const shape = { ...TRAIN, records: TRAIN.count, poisons: 1, pixels: { low: 0, high: 1 } };
  assert.throws(() => sleeperAgent.check?.(sleeperSpec({ target: 'box', source: 1 }), shape), DomainError);
  for (const given of [{ target: 2 }, { source: 2 }, {}])
    for (const seed of ['a', 'b', 'c', 'd', 'e', 'f']) {
      const scene = smallScene({ seed, poisons: 1 });
      const { told } = await sleeperAgent.craft(sleeperSpec({ steps: 1, retrain: 0, ...given }), scene);
      assert.notEqual(told.source, told.target);
      for (const [name, value] of Object.entries(given)) assert.equal(told[name], value);
    }
});

test('features are paired with the nearest that is left, and the pull is towards them', async () => {
  const surrogate = await smallScene().surrogate(TRAIN, 'features');
  const images = TEST.features.slice(0, 3 * TEST.dimension);
  const features = (rows: Float32Array): number[][] =>
    tf.tidy(() => surrogate.embed(tf.tensor2d(rows, [rows.length / 64, 64])).arraySync());
  const fresh = () => pairing(images, 64, [(x) => surrogate.embed(x)], new Draws(seededBits('pairs')));
  // as many poisons as images: whatever the order of the draws, all three are taken
  const itself = fresh()(images);
  assert.ok(itself.loss < 1e-9, `${itself.loss}`);
  const poison = TRAIN.features.slice(0, 64);
  const alone = pairing(images.slice(0, 64), 64, [(x) => surrogate.embed(x)], new Draws(seededBits('one')));
  const [[own], [other]] = [features(poison), features(images.slice(0, 64))];
  const expected = own.reduce((sum, value, i) => sum + (value - other[i]) ** 2, 0);
  const { loss, gradient } = alone(poison);
  assert.ok(Math.abs(loss / expected - 1) < 1e-4);
  const size = Math.hypot(...gradient);
  const at = (h: number) => alone(poison.map((x, i) => x + (h * gradient[i]) / size)).loss;
  assert.ok(Math.abs((at(0.005) - at(-0.005)) / 0.01 / size - 1) < 0.02);
  // more poisons than images: each image is taken twice before any is taken three times
  const twice = new Float32Array(6 * 64);
  for (let i = 0; i < 6; i += 1) twice.set(images.subarray((i % 3) * 64, ((i % 3) + 1) * 64), i * 64);
  const doubled = fresh()(twice).loss;
  assert.ok(doubled < 1e-9, `${doubled}`);
  surrogate.dispose();
});

test('conjugate gradients solve a positive definite system', async () => {
  const a = [
    [4, 1, 0],
    [1, 3, -1],
    [0, -1, 2],
  ];
  const apply = (v: Float64Array): Float64Array =>
    Float64Array.from(a, (row) => row.reduce((sum, entry, j) => sum + entry * v[j], 0));
  const x = Float64Array.of(1, -2, 3);
  const found = conjugateGradients(apply, apply(x), 1e-12, 10);
  for (const [i, value] of found.entries()) assert.ok(Math.abs(value - x[i]) < 1e-10);
});

/** Noisy rows of three classes, on a plane and a third coordinate that says nothing. */
function headRows(count: number, seed: string): HeadRows {
  const draws = new Draws(seededBits(seed));
  const features = new Float64Array(3 * count);
  const labels = new Uint16Array(count);
  for (let i = 0; i < count; i += 1) {
    labels[i] = i % 3;
    const noise = (): number => 2 * (draws.unit() + draws.unit() - 1);
    features.set([Math.cos(2.1 * labels[i]) + noise(), Math.sin(2.1 * labels[i]) + noise(), noise()], 3 * i);
  }
  return { count, width: 3, classes: 3, features, labels };
}

test('the influence of a flip predicts what training anew on it does to the test loss', async () => {
  const [train, tested] = [headRows(300, 'train'), headRows(60, 'test')];
  const ridge = 0.2;
  const weights = fitHead(train, ridge);
  assert.ok(Math.hypot(...evaluate(train, weights, ridge).gradient) < 1e-7, 'fitted to the minimum');
  const before = evaluate(tested, weights, 0).loss;
  const influence = flipInfluence(train, tested, ridge);
  const [predicted, actual]: number[][] = [[], []];
  for (let row = 0; row < train.count; row += 4) {
    assert.equal(influence[3 * row + train.labels[row]], 0);
    const label = (train.labels[row] + 1) % 3;
    const labels = train.labels.map((own, i) => (i === row ? label : own));
    predicted.push(influence[3 * row + label]);
    actual.push(evaluate(tested, fitHead({ ...train, labels }, ridge), 0).loss - before);
  }
  const error = Math.hypot(...predicted.map((value, i) => value - actual[i])) / Math.hypot(...actual);
  assert.ok(error < 0.04, `first order is off by ${error} of the whole`);
  assert.throws(() => flipInfluence(train, { ...tested, width: 2 }, ridge), DomainError);
});

test('flips by influence: r other labels, pixels kept, and those with the largest predicted gain', async () => {
  const flips = (poisons: number) =>
    influenceFlip.craft(
      influenceFlip.schema.parse({ kind: 'label-flip-influence' }),
      smallScene({ poisons }),
    );
  const [few, more] = [await flips(5), await flips(15)];
  assert.equal(few.positions.length, 5);
  for (const [i, position] of few.positions.entries()) {
    assert.notEqual(few.labels[i], TRAIN.labels[position]);
    assert.ok(more.positions.includes(position), 'the largest five are among the largest fifteen');
  }
  assert.ok(few.told.predicted > 0 && few.told.predicted / 5 >= more.told.predicted / 15);
});
