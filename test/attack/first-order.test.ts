import * as tf from '@tensorflow/tfjs-core';
import { test } from 'tap';
import { adversarialPoisons } from '../../lib/attack/adversarial-poisons.js';
import type { Attack, PixelBudget, Poisoning, Scene } from '../../lib/attack/attack.js';
import { bullseye } from '../../lib/attack/bullseye.js';
import { rowsOf } from '../../lib/attack/choices/choose.js';
import { cleanLabelPatch } from '../../lib/attack/clean-label-patch.js';
import { descend, projected } from '../../lib/attack/descent/pgd.js';
import { featureCollision } from '../../lib/attack/feature-collision.js';
import { collideAll } from '../../lib/attack/features/collide.js';
import { nearerMixture, ontoSimplex } from '../../lib/attack/features/simplex.js';
import { surrounding } from '../../lib/attack/features/surround.js';
import type { FeatureMap } from '../../lib/attack/networks/feature-maps.js';
import { DomainError } from '../../lib/numerics/index.js';
import { Draws, seededBits } from '../../lib/random/index.js';
import { gradientSpec } from '../../lib/train/index.js';
import { loadBackend } from '../../lib/train/tensorflow/backend.js';
import { loadTape } from '../../lib/train/tensorflow/tape.js';
import { frozenExtractor, glyphParts, sceneOf } from './scene-for-tests.js';

await loadBackend('wasm');
await loadTape();

const PIXELS = { low: -1, high: 3 };
const LINF: PixelBudget = { norm: 'linf', size: 0.125 }; // half a pixel
const L2: PixelBudget = { norm: 'l2', size: 0.25 }; // one pixel
const QUICK = gradientSpec('mlp', { epochs: 4, batch: 64, hidden: [16] });
const PARTS = glyphParts();
const EXTRACTOR = await frozenExtractor(PARTS, QUICK);

const draws = new Draws(seededBits('first-order'));
const numbers = (count: number, low = -1, high = 1): Float32Array =>
  Float32Array.from({ length: count }, () => low + (high - low) * draws.unit());
const scene = (poisons: number, seed = '1'): Scene =>
  sceneOf({ parts: PARTS, poisons, seed, learner: QUICK, extractor: EXTRACTOR });
const craft = (attack: Attack, settings: object, at: Scene): Promise<Poisoning> =>
  attack.craft(attack.schema.parse({ kind: attack.kind, ...settings }), at);

/** Largest distance of a poison from its record: of a pixel, and of all pixels together. */
function distances({ positions, features }: Poisoning): { linf: number; l2: number } {
  const records = rowsOf(PARTS.train, positions);
  const { dimension } = PARTS.train;
  let [linf, l2] = [0, 0];
  for (let i = 0; i < positions.length; i++) {
    let squares = 0;
    for (let j = i * dimension; j < (i + 1) * dimension; j++) {
      linf = Math.max(linf, Math.abs(features[j] - records[j]));
      squares += (features[j] - records[j]) ** 2;
    }
    l2 = Math.max(l2, Math.sqrt(squares));
  }
  return { linf, l2 };
}

test('projection: in the ball and in range, the nearest point of the ball where the range does not bind', (t) => {
  tf.tidy(() => {
    const centre = tf.tensor2d([0, 0, 2.9, 3], [2, 2]);
    const x = tf.tensor2d([3, -4, 9, 2.75], [2, 2]);
    const to = (budget: PixelBudget | undefined) => [
      ...projected(x, { centre, budget, pixels: PIXELS }).dataSync(),
    ];
    t.same(to(LINF), [0.5, -0.5, 3, 2.75]);
    t.same(to(undefined), [3, -1, 3, 2.75]);
    const [a, b, c, d] = to(L2);
    t.ok(Math.abs(a - 0.6) < 1e-6 && Math.abs(b + 0.8) < 1e-6, 'radially');
    t.ok(c === 3 && Math.abs(d - 3) < 0.05, 'clamped after the ball');
    t.same([...projected(centre, { centre, budget: L2, pixels: PIXELS }).dataSync()], [...centre.dataSync()]);
  });
  t.end();
});

test('descent reaches the minimum where it is in reach, and the border before it where it is not', (t) => {
  tf.tidy(() => {
    const centre = tf.zeros([2, 2]) as tf.Tensor2D;
    const goal = tf.tensor2d([0.25, -0.125, 2, 0.25], [2, 2]);
    const to = (budget: PixelBudget) => [
      ...descend({
        start: centre,
        centre,
        budget,
        pixels: PIXELS,
        steps: 64,
        step: 1 / 32,
        loss: (x) => tf.sum(tf.square(tf.sub(x, goal))),
      }).dataSync(),
    ];
    const near = (found: number[], wanted: number[], slack: number) =>
      t.ok(
        found.every((x, i) => Math.abs(x - wanted[i]) <= slack),
        `${found}`,
      );
    near(to(LINF), [0.25, -0.125, 0.5, 0.25], 1 / 32);
    near(to(L2), [0.25, -0.125, 2 / Math.hypot(2, 0.25), 0.25 / Math.hypot(2, 0.25)], 1 / 32);
  });
  t.end();
});

test('the nearest point of the simplex: no other point of it is nearer', (t) => {
  for (const size of [1, 2, 5, 40]) {
    const from = Float64Array.from(numbers(size, -2, 2));
    const found = from.slice();
    ontoSimplex(found);
    t.ok(Math.abs(found.reduce((sum, x) => sum + x) - 1) < 1e-12 && found.every((x) => x >= 0));
    // The nearest point of a convex set: every other lies at an obtuse angle to what was cut off.
    for (let corner = 0; corner < size; corner++) {
      const angle = found.reduce((sum, x, i) => sum + (from[i] - x) * ((i === corner ? 1 : 0) - x), 0);
      t.ok(angle <= 1e-12, `${size} numbers, corner ${corner}: ${angle}`);
    }
  }
  t.end();
});

test('mixtures come nearer to a point with every step, and meet one of the hull', (t) => {
  const rows = numbers(6 * 4);
  const weights = [0.5, 0.3, 0.2, 0, 0, 0];
  const point = Float32Array.from({ length: 4 }, (_, j) =>
    weights.reduce((sum, weight, i) => sum + weight * rows[i * 4 + j], 0),
  );
  const c = new Float64Array(6).fill(1 / 6);
  const gap = () =>
    Math.hypot(
      ...Array.from(point, (x, j) => c.reduce((sum, weight, i) => sum + weight * rows[i * 4 + j], -x)),
    );
  let before = gap();
  for (let i = 0; i < 200; i++) {
    nearerMixture(c, rows, point, 10);
    t.ok(gap() <= before + 1e-12);
    before = gap();
  }
  t.ok(before < 1e-3, `${before}`);
  t.end();
});

test('bullseye and convex polytope: loss by hand, derivative by finite differences', (t) => {
  const [rows, dimension, width] = [3, 4, 5];
  const weights = [numbers(dimension * width), numbers(dimension * width)];
  const maps = weights.map((values): FeatureMap => {
    const matrix = tf.tensor2d(values, [dimension, width]);
    return (x) => tf.tanh(tf.matMul(x, matrix));
  });
  const target = numbers(dimension);
  const x = numbers(rows * dimension);
  const embed = (values: Float32Array, row: ArrayLike<number>) =>
    Array.from({ length: width }, (_, j) =>
      Math.tanh(Array.from(row).reduce((sum, pixel, i) => sum + pixel * values[i * width + j], 0)),
    );
  const expected =
    weights.reduce((sum, values) => {
      const aim = embed(values, target);
      const each = [0, 1, 2].map((i) => embed(values, x.subarray(i * dimension, (i + 1) * dimension)));
      const gap = aim.reduce(
        (squares, a, j) => squares + (a - (each[0][j] + each[1][j] + each[2][j]) / 3) ** 2,
        0,
      );
      return sum + gap / (2 * aim.reduce((squares, a) => squares + a * a, 0));
    }, 0) / 2;
  const mean = surrounding(target, rows, maps, 'mean');
  const { loss, gradient } = mean(x);
  t.ok(Math.abs(loss - expected) < 1e-6, `${loss} ${expected}`);
  const step = 1 / 64;
  for (let i = 0; i < x.length; i++) {
    const moved = (by: number) => mean(x.map((pixel, j) => (i === j ? pixel + by : pixel))).loss;
    const slope = (moved(step) - moved(-step)) / (2 * step);
    t.ok(Math.abs(slope - gradient[i]) < 1e-3, `${slope} ${gradient[i]}`);
  }
  t.ok(
    surrounding(target, rows, maps, 'convex')(x).loss <= loss,
    'the best mixture is no farther than the mean',
  );
  t.end();
});

test('collision: every row falls by itself, within epsilon or held back by the penalty', (t) => {
  const { train, pixels } = scene(1);
  const target = rowsOf(PARTS.test, [3]);
  const bases = rowsOf(train, [1, 11, 21]);
  const spec = {
    maps: [(x: tf.Tensor2D) => EXTRACTOR.embed(x)],
    pixels,
    opacity: 0.3,
    steps: 60,
    step: 0.25,
    penalty: 0,
    budget: { norm: 'linf', size: 0.4 },
  } as const;
  const all = collideAll(bases, target, spec);
  t.ok(all.distance < 0.6 * all.distanceBefore, `${all.distanceBefore} ${all.distance}`);
  const alone = collideAll(bases.slice(64, 128), target, spec);
  t.ok(
    alone.features.every((pixel, i) => Math.abs(pixel - all.features[64 + i]) < 1e-3),
    'a row does not hang on the others',
  );
  const away = (penalty: number) => {
    const { features } = collideAll(bases, target, { ...spec, budget: undefined, penalty });
    return features.reduce((sum, pixel, i) => sum + (pixel - bases[i]) ** 2, 0);
  };
  const [loose, tight] = [away(0.01), away(1)];
  t.ok(tight < 0.5 * loose, `${loose} ${tight}`);
  t.end();
});

test('every attack: the labels stay, the same seed gives the same poisons, and no tensor is left', async (t) => {
  const few: [Attack, object][] = [
    [cleanLabelPatch, { target: 4 }],
    [adversarialPoisons, { steps: 10 }],
    [featureCollision, { target: 4, steps: 10 }],
    [bullseye, { target: 'dash', steps: 10 }],
    [bullseye, { target: 4, transfer: false, networks: 2, coefficients: 'convex', steps: 10 }],
  ];
  for (const [attack, settings] of few) {
    await craft(attack, settings, scene(7));
    const tensors = tf.memory().numTensors;
    const first = await craft(attack, settings, scene(7));
    t.equal(tf.memory().numTensors, tensors, `${attack.kind} frees its tensors`);
    t.same(await craft(attack, settings, scene(7)), first, `${attack.kind} repeats`);
    t.notSame((await craft(attack, settings, scene(7, '2'))).positions, first.positions);
    for (const [i, position] of first.positions.entries()) {
      t.equal(first.labels[i], PARTS.train.labels[position]);
      if (attack !== adversarialPoisons) t.equal(first.labels[i], PARTS.train.classes.indexOf('dash'));
    }
    t.ok(distances(first).linf > 0.05, 'it did something');
  }
});

test('clean label: beside the patch a pixel moves by at most epsilon, and every query has the patch', async (t) => {
  const { positions, features, queries } = await craft(cleanLabelPatch, { epsilon: 0.2 }, scene(9));
  const records = rowsOf(PARTS.train, positions);
  const patch = new Set([54, 55, 62, 63]);
  const { dimension } = PARTS.train;
  features.forEach((pixel, i) => {
    if (patch.has(i % dimension)) t.equal(pixel, 1);
    else if (!(Math.abs(pixel - records[i]) <= 0.2 + 1e-6))
      t.fail(`pixel ${i} moved by ${pixel - records[i]}`);
  });
  for (let i = 0; i < queries.count; i++)
    for (const j of patch) t.equal(queries.features[i * dimension + j], 1);
  const faint = await craft(cleanLabelPatch, { epsilon: 0.2, opacity: 0.5 }, scene(9));
  t.ok(distances(faint).linf <= 0.6 + 1e-6, 'a faint patch has a budget');
  t.same(
    cleanLabelPatch.budget(cleanLabelPatch.schema.parse({ kind: 'clean-label', epsilon: 0.2, opacity: 0.5 })),
    {
      norm: 'linf',
      size: 0.6,
    },
  );
});

test('adversarial poisons keep to an l2 budget, and pass for what they were aimed at', async (t) => {
  const all = scene(PARTS.train.count);
  const poisoning = await craft(adversarialPoisons, { norm: 'l2', epsilon: 1.5, steps: 40 }, all);
  const { l2 } = distances(poisoning);
  t.ok(l2 <= 1.5 + 1e-5 && l2 > 1.4, `${l2}`);
  t.ok(poisoning.told.mistaken > 0.5);
  const surrogate = await all.surrogate(PARTS.train, 'adversarial');
  const guesses = await surrogate.classifier.predict(poisoning.features, PARTS.train.count);
  surrogate.dispose();
  const aimed = guesses.filter((guess, i) => guess === (poisoning.labels[i] + 1) % 10).length;
  t.ok(aimed > 0.5 * PARTS.train.count, `${aimed}`);
});

test('bad settings are one clear error', async (t) => {
  const { extractor: _, ...alone } = scene(3);
  for (const attack of [featureCollision, bullseye] as Attack[]) {
    await t.rejects(craft(attack, {}, alone), DomainError, `${attack.kind} without an extractor`);
    await t.rejects(craft(attack, { target: 'nought' }, scene(3)), /target must be a class/);
    await t.rejects(craft(attack, {}, scene(91)), /training records of class/);
    t.same(attack.demands(attack.schema.parse({ kind: attack.kind, transfer: false })), {});
    t.same(attack.demands(attack.schema.parse({ kind: attack.kind })), { transfer: true });
  }
  await t.rejects(
    craft(adversarialPoisons, { shift: 20 }, scene(3)),
    /shift must be no multiple of the 10 classes/,
  );
  await t.rejects(craft(cleanLabelPatch, { size: 9 }, scene(3)), /patch size must be/);
  for (const attack of [cleanLabelPatch, adversarialPoisons, featureCollision, bullseye] as Attack[])
    t.throws(() => attack.schema.parse({ kind: attack.kind, epsilom: 0.1 }));
});
