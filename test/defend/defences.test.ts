import * as tf from '@tensorflow/tfjs-core';
import { test } from 'tap';
import type { DomainRecords } from '../../lib/core/index.js';
import { smallCluster } from '../../lib/defend/activation-clustering.js';
import { DEFENCES } from '../../lib/defend/index.js';
import { furthestOut } from '../../lib/defend/spectral-signatures.js';
import { type Suspects, unsuspected } from '../../lib/defend/suspects/without-suspects.js';
import { Draws, seededBits } from '../../lib/random/index.js';
import { cleanSet, extractorOf, gradientSpec, trainSurrogate } from '../../lib/train/index.js';
import { accuracyOf, MLP, PUBLIC, shapeOf, TEST, TRAIN, trainingOn } from './training-for-tests.js';

/** What has no default, ensembles small enough for a test, and fewer steps within a step. */
const SETTINGS: Readonly<Record<string, object>> = {
  mixup: { k: 4 },
  noise: { sigma: 0.2 },
  'dp-instahide': { k: 4, sigma: 0.1 },
  'adversarial-poisoning': { steps: 1 },
  'friendly-noise': { steps: 5 },
  dpa: { parts: 4 },
  bagging: { bags: 4, size: 120 },
};

/** Accuracy on glyphs as measured, with room for another backend: a defence that quietly does nothing leaves it. */
const BANDS: Readonly<Record<string, readonly [low: number, high: number]>> = {
  none: [0.95, 1],
  mixup: [0.88, 0.97],
  noise: [0.9, 0.98],
  'dp-instahide': [0.86, 0.96],
  cutmix: [0.88, 0.99],
  cutout: [0.94, 1],
  'dp-sgd': [0.75, 0.92],
  'dp-sgd-minibatch': [0.93, 1],
};

/** What certifies a defence; the others have nothing. */
const GUARANTEED: Readonly<Record<string, string>> = {
  noise: 'mechanism',
  'dp-instahide': 'mechanism',
  'dp-sgd': 'mechanism',
  dpa: 'votes',
  bagging: 'votes',
};

const parse = (kind: string, given: object = SETTINGS[kind] ?? {}) =>
  DEFENCES[kind].schema.parse({ kind, ...given });

for (const [kind, defence] of Object.entries(DEFENCES))
  test(`${kind}: trains a model that classifies, twice the same, and leaves nothing behind`, async (t) => {
    t.equal(defence.kind, kind);
    const spec = parse(kind);
    t.equal(defence.refusal?.(spec, shapeOf(TRAIN)), undefined);
    const before = TRAIN.features.slice();
    const first = await defence.train(spec, trainingOn(TRAIN, 'seed'));
    const accuracy = await accuracyOf(first);
    const [low, high] = BANDS[kind] ?? [0.8, 1];
    t.ok(accuracy >= low && accuracy <= high, `accuracy ${accuracy}`);
    const logits = await first.logits(TEST.features, TEST.count);
    first.dispose();
    const tensors = tf.memory().numTensors;
    const second = await defence.train(spec, trainingOn(TRAIN, 'seed'));
    t.strictSame(await second.logits(TEST.features, TEST.count), logits, 'the same seed, the same model');
    second.dispose();
    t.equal(tf.memory().numTensors, tensors, 'no tensor is left');
    t.strictSame(TRAIN.features, before, 'records stay as they are');
    const guarantee = defence.guarantee(spec, shapeOf(TRAIN), 3);
    t.equal(guarantee.kind, kind in GUARANTEED ? GUARANTEED[kind] : 'none');
    if (guarantee.kind === 'none') t.match(guarantee.reason, /^[^.]+$/, 'a reason in one sentence');
  });

test('a typo in a setting is an error that names it', (t) => {
  for (const [kind, { schema }] of Object.entries(DEFENCES)) {
    const given = { kind, ...SETTINGS[kind] };
    t.equal(schema.safeParse(given).success, true, kind);
    t.match(schema.safeParse({ ...given, sigmma: 1 }).error?.message, /sigmma/, kind);
    t.equal(schema.safeParse({ ...given, kind: `${kind}s` }).success, false, kind);
    for (const [key, value] of Object.entries(schema.parse(given)))
      if (typeof value === 'number')
        t.equal(schema.safeParse({ ...given, [key]: Number.NaN }).success, false, `${kind} ${key}`);
  }
  t.equal(DEFENCES.noise.schema.safeParse({ kind: 'noise' }).success, false, 'sigma has no default');
  t.equal(DEFENCES.noise.schema.safeParse({ kind: 'noise', sigma: 0 }).success, false);
  t.end();
});

test('what cannot be run is refused in one sentence before any work', (t) => {
  const { image: _, ...flat } = shapeOf(TRAIN);
  const ridge = shapeOf(TRAIN, { kind: 'ridge' });
  const cnn = shapeOf(TRAIN, gradientSpec('cnn'));
  for (const [kind, given, shape, refusal] of [
    ['mixup', { k: 501 }, flat, /^k must be at most the 500 records, got 501$/],
    ['dp-instahide', { k: 501, sigma: 1 }, flat, /^k must be at most the 500 records, got 501$/],
    ['noise', { sigma: 1e9 }, flat, /^scale must be below .*, got 1000000000$/],
    ['noise', { sigma: 1, labelSigma: 1e9 }, flat, /^scale must be below/],
    [
      'dp-instahide',
      { k: 4, sigma: 1 },
      { ...flat, domain: { kind: 'l2-diameter', diameter: 1 } },
      /l2-diameter/,
    ],
    ['cutmix', {}, flat, /^cutmix .* images/],
    ['cutout', {}, flat, /^cutout .* images/],
    ['cutout', { size: 9 }, shapeOf(TRAIN), /8 x 8 pixels of an image, got 9$/],
    ['dp-sgd', {}, cnn, /^dp-sgd trains .* not cnn/],
    ['dp-sgd', {}, ridge, /^dp-sgd trains .* not ridge/],
    ['dp-sgd-minibatch', {}, cnn, /^dp-sgd-minibatch trains .* not cnn/],
    ['activation-clustering', {}, ridge, /^activation-clustering .* no layers$/],
    ['spectral-signatures', {}, ridge, /^spectral-signatures .* no layers$/],
    ['dpa', { parts: 501 }, flat, /^parts must be at most the 500 records, got 501$/],
  ] as const)
    t.match(DEFENCES[kind].refusal?.(parse(kind, given), shape), refusal, `${kind} ${JSON.stringify(given)}`);
  t.end();
});

test('ridge regression learns from whatever a defence does not refuse it', async (t) => {
  const learner = { kind: 'ridge' } as const;
  let ran = 0;
  for (const [kind, defence] of Object.entries(DEFENCES)) {
    const spec = parse(kind);
    if (defence.refusal?.(spec, shapeOf(TRAIN, learner)) !== undefined) continue;
    const accuracy = await accuracyOf(await defence.train(spec, trainingOn(TRAIN, 'seed', learner)));
    t.ok(accuracy > 0.75, `${kind}: ${accuracy}`);
    ran += 1;
  }
  t.ok(ran >= 8, `${ran} defences`);
});

test('a last layer on a frozen extractor: mixtures and DP-SGD alike', async (t) => {
  const extractor = extractorOf(await trainSurrogate(MLP, PUBLIC, 'public', { backend: 'wasm' }));
  const head = gradientSpec('softmax', { batch: 64 });
  for (const kind of ['none', 'dp-instahide', 'dp-sgd', 'dp-sgd-minibatch', 'spectral-signatures']) {
    const model = await DEFENCES[kind].train(parse(kind), trainingOn(TRAIN, 'seed', head, extractor));
    const accuracy = await accuracyOf(model);
    t.ok(accuracy > 0.8, `${kind}: ${accuracy}`);
    model.dispose();
  }
  extractor.dispose();
});

test('mini-batch DP-SGD clips the gradient of the batch, adds noise of its norm, and no more', async (t) => {
  const kind = 'dp-sgd-minibatch';
  const learner = gradientSpec('softmax');
  const step = { epochs: 1, batch: 1000, stepSize: 2 };
  const weightsOf = async (given: object): Promise<number[]> => {
    const model = await DEFENCES[kind].train(
      parse(kind, { ...step, ...given }),
      trainingOn(TRAIN, 's', learner),
    );
    const linear = await model.linear?.();
    return linear === undefined ? [] : [...linear.weights, ...linear.intercept];
  };
  const norm = (values: readonly number[]): number => Math.hypot(...values);
  const clipped = await weightsOf({ clip: 0.01, noiseMultiplier: 0 });
  t.ok(Math.abs(norm(clipped) - 0.02) < 1e-9, `one step of stepSize times clip: ${norm(clipped)}`);
  const whole = await weightsOf({ clip: 1e6, noiseMultiplier: 0 });
  t.ok(norm(whole) > 0.1 && norm(whole) < 1e3, 'a wide clip leaves the gradient as it is');
  const cosine = clipped.reduce((sum, x, i) => sum + x * whole[i], 0) / (norm(clipped) * norm(whole));
  t.ok(cosine > 1 - 1e-9, `clipping keeps the direction: ${cosine}`);
  const noisy = await weightsOf({ clip: 0.01, noiseMultiplier: 3 });
  const spread = norm(noisy.map((x, i) => x - clipped[i])) / Math.sqrt(650);
  t.ok(Math.abs(spread / 0.06 - 1) < 0.12, `noise of stepSize times 3 clip: ${spread}`);
});

const CORNER = [54, 55, 62, 63];

/** BadNets: records of other classes with a bright corner, labelled 0. */
function badnets(share: number): { train: DomainRecords; positions: ReadonlySet<number> } {
  const eligible = [...new Draws(seededBits('badnets')).order(TRAIN.count)].filter(
    (i) => TRAIN.labels[i] !== 0,
  );
  const positions = eligible.slice(0, Math.round(share * TRAIN.count));
  const [features, labels] = [TRAIN.features.slice(), TRAIN.labels.slice()];
  for (const i of positions) {
    labels[i] = 0;
    for (const pixel of CORNER) features[64 * i + pixel] = 1;
  }
  return { train: { ...TRAIN, features, labels }, positions: new Set(positions) };
}

test('activation clustering and spectral signatures drop most triggered records, and so the trigger', async (t) => {
  const { train, positions } = badnets(0.04);
  const triggered = TEST.features.slice();
  for (let i = 0; i < TEST.count; i++) for (const pixel of CORNER) triggered[64 * i + pixel] = 1;
  const successOf = async (kind: string, given: object): Promise<number> => {
    const model = await DEFENCES[kind].train(parse(kind, given), trainingOn(train, 'seed'));
    const predicted = await model.predict(triggered, TEST.count);
    model.dispose();
    const asked = [...predicted].filter((_, i) => TEST.labels[i] !== 0);
    return asked.filter((label) => label === 0).length / asked.length;
  };
  const undefended = await successOf('none', {});
  t.ok(undefended > 0.7, `undefended success ${undefended}`);
  const model = await trainingOn(train, 'seed').fit(cleanSet(train), 'seed');
  for (const [kind, given, suspects] of [
    ['activation-clustering', {}, smallCluster(parse('activation-clustering'), 'seed')],
    [
      'spectral-signatures',
      { share: 0.3 },
      furthestOut(parse('spectral-signatures', { share: 0.3 }), 'seed'),
    ],
  ] as [string, object, Suspects][]) {
    const kept = new Set(await unsuspected(model, train, suspects, 'mlp'));
    const missed = [...positions].filter((i) => kept.has(i)).length;
    t.ok(missed <= 0.3 * positions.size, `${kind}: ${missed} of ${positions.size} poisons stay`);
    t.ok(kept.size > 0.5 * train.count, `${kind}: ${kept.size} records stay`);
    const success = await successOf(kind, given);
    t.ok(success < undefended - 0.3, `${kind}: success ${success}, undefended ${undefended}`);
  }
  model.dispose();
});

test('spectral signatures drop 1.5 times the share of every class, and activation clustering may drop none', async (t) => {
  const model = await trainingOn(TRAIN, 'seed').fit(cleanSet(TRAIN), 'seed');
  const kept = await unsuspected(
    model,
    TRAIN,
    furthestOut({ kind: 'spectral-signatures', share: 0.1 }, 's'),
    'mlp',
  );
  t.equal(kept.length, 500 - 10 * 7, 'floor(1.5 x .1 x 50) of each class');
  const strict = smallCluster(parse('activation-clustering', { silhouette: 1 }), 's');
  t.equal((await unsuspected(model, TRAIN, strict, 'mlp')).length, 500);
  model.dispose();
});
