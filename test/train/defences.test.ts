import { test } from 'tap';
import { type Design, UnsupportedError } from '../../lib/core/index.js';
import { DomainError } from '../../lib/numerics/index.js';
import { drawMixtures, seededBits } from '../../lib/release/index.js';
import { cleanSet } from '../../lib/train/defences/clean-set.js';
import { gradientSpec } from '../../lib/train/gradient-spec.js';
import { guaranteeOf } from '../../lib/train/guarantee-of.js';
import { indexOfLargest } from '../../lib/train/index-of-largest.js';
import type { LearnerSpec } from '../../lib/train/learner.js';
import { checkRecipe, type Defence, type DpSgdDefence, type Recipe } from '../../lib/train/recipe.js';
import { noiseVariance, ridgeLearner } from '../../lib/train/ridge.js';
import { trainer, trainModel } from '../../lib/train/train-model.js';
import { accuracy, blobs, releaseOf, vote } from './records.js';

const DATA = { train: blobs(240, 6, 3), test: blobs(600, 6, 3, 'others') };
const { train, test: held } = DATA;
const RELEASE = releaseOf(train, 0.3);
const NOISE = releaseOf(train, 0.3, { k: 1, design: 'partition', releases: 480 });
const DP_SGD: DpSgdDefence = {
  kind: 'dp-sgd',
  mechanism: { kind: 'dp-sgd', rate: 0.2, noiseMultiplier: 1, steps: 30, adjacency: 'replace' },
  clip: 1,
  stepSize: 2,
  hidden: [],
};

const DEFENCES: readonly Defence[] = [
  { kind: 'none' },
  { kind: 'mixup', k: 4, releases: 480, design: 'subsets' },
  { kind: 'noise', mechanism: NOISE },
  { kind: 'dp-instahide', mechanism: RELEASE },
  DP_SGD,
  { kind: 'dpa', parts: 8 },
];

function recipeOf(defence: Defence, given: Partial<Recipe> = {}): Recipe {
  return {
    defence,
    ...(defence.kind === 'dp-sgd' ? {} : { learner: { kind: 'ridge' } }),
    models: 8,
    seed: 'test',
    ...given,
  };
}

async function allModels(recipe: Recipe): Promise<Uint16Array[]> {
  const { model } = await trainer(recipe, DATA);
  const models: Uint16Array[] = [];
  for (let i = 0; i < recipe.models; i++) models.push(await model(i));
  return models;
}

test('every defence learns; a model is a function of recipe, data and index', async (t) => {
  for (const defence of DEFENCES) {
    const recipe = recipeOf(defence);
    const models = await allModels(recipe);
    const voted = accuracy(vote(models, 3), held.labels);
    t.ok(voted > 0.65, `${defence.kind}: ${voted} against 1/3 by chance`);
    for (const i of [7, 2])
      t.strictSame(await trainModel(recipe, DATA, i), models[i], `${defence.kind}: model ${i} by itself`);
    const distinct = new Set(models.map((predictions) => predictions.join())).size;
    t.equal(distinct, defence.kind === 'none' ? 1 : 8, `${defence.kind}: models draw for themselves`);
    const reseeded = await allModels(recipeOf(defence, { seed: 'another' }));
    if (defence.kind !== 'none')
      t.ok(
        models.every((predictions, i) => predictions.join() !== reseeded[i].join()),
        `${defence.kind}: another seed`,
      );
    const { model } = await trainer(recipe, DATA);
    for (const index of [-1, 8, 0.5, Number.NaN]) t.rejects(model(index), DomainError);
  }
});

test('labels of the test records are not looked at', async (t) => {
  const blind = { train, test: { ...held, labels: new Uint16Array(held.count) } };
  for (const defence of DEFENCES)
    t.strictSame(
      await trainModel(recipeOf(defence), blind, 0),
      await trainModel(recipeOf(defence), DATA, 0),
      defence.kind,
    );
});

test('a model learns from the release of the accounted mechanism and from nothing else', async (t) => {
  for (const defence of [
    { kind: 'dp-instahide', mechanism: RELEASE },
    { kind: 'noise', mechanism: NOISE },
    { kind: 'dp-instahide', mechanism: { ...RELEASE, noise: { law: 'laplace', scale: 0.2 } } },
  ] as const) {
    const bits = seededBits('test', 'model', 3, 'release');
    const release = drawMixtures(defence.mechanism, train, bits);
    const learner = ridgeLearner(noiseVariance(defence.mechanism.noise));
    const predicted = await (await learner.train(release, '')).predict(held.features, held.count);
    t.strictSame(await trainModel(recipeOf(defence), DATA, 3), predicted, defence.kind);
    const guarantee = guaranteeOf(recipeOf(defence));
    t.strictSame(guarantee, { kind: 'mechanism', mechanism: defence.mechanism });
  }
});

test('noise and mixing cost accuracy, in this order', async (t) => {
  const mean = async (defence: Defence): Promise<number> => {
    const models = await allModels(recipeOf(defence));
    return models.reduce((sum, predictions) => sum + accuracy(predictions, held.labels), 0) / models.length;
  };
  const clean = await mean({ kind: 'none' });
  const mixed = await mean({ kind: 'mixup', k: 4, releases: 960, design: 'subsets' });
  const noisy = await mean({ kind: 'dp-instahide', mechanism: releaseOf(train, 0.6) });
  t.ok(clean >= mixed - 0.02 && mixed > noisy + 0.05, `${clean}, ${mixed}, ${noisy}`);
});

test('mixup alone takes every design, in whole epochs', async (t) => {
  const releases: Record<Design, number> = { subsets: 481, poisson: 481, partition: 480, balanced: 480 };
  for (const design of ['subsets', 'poisson', 'partition', 'balanced'] as const) {
    const defence = { kind: 'mixup', k: 4, releases: releases[design], design } as const;
    const right = accuracy(await trainModel(recipeOf(defence), DATA, 0), held.labels);
    t.ok(right > 0.65, `${design}: ${right}`);
    if (design === 'partition' || design === 'balanced')
      t.rejects(trainModel(recipeOf({ ...defence, releases: 481 }), DATA, 0), DomainError);
  }
  t.rejects(
    trainModel(recipeOf({ kind: 'mixup', k: 241, releases: 4, design: 'subsets' }), DATA, 0),
    DomainError,
  );
});

test('one shared release: all models see the same, and nothing is certified of them', async (t) => {
  for (const kind of ['dp-instahide', 'noise'] as const) {
    const mechanism = kind === 'noise' ? NOISE : RELEASE;
    const recipe = recipeOf({ kind, mechanism, shared: true });
    const models = await allModels(recipe);
    t.equal(new Set(models.map((predictions) => predictions.join())).size, 1);
    t.match(guaranteeOf(recipe), {
      kind: 'none',
      reason: /one shared release.*draw a release for each model/s,
    });
  }
});

test('what is certified of each defence, and why nothing of the others', (t) => {
  const reason = (defence: Defence) => guaranteeOf(recipeOf(defence));
  t.match(reason({ kind: 'none' }), { kind: 'none', reason: /no defence/ });
  t.match(reason({ kind: 'mixup', k: 4, releases: 4, design: 'subsets' }), {
    kind: 'none',
    reason: /mixup without noise is not private/,
  });
  t.match(reason({ kind: 'dp-instahide', mechanism: { ...RELEASE, labels: { kind: 'exposed' } } }), {
    kind: 'none',
    reason: /labels are released without noise.*give the labels noise/s,
  });
  t.match(reason({ kind: 'dp-instahide', mechanism: { ...RELEASE, adjacency: 'add-remove' } }), {
    kind: 'none',
    reason: /changes n, and with it the mechanism/,
  });
  t.strictSame(reason(DP_SGD), { kind: 'mechanism', mechanism: DP_SGD.mechanism });
  t.strictSame(reason({ kind: 'dpa', parts: 8 }), { kind: 'partition', parts: 8 });
  t.end();
});

test('recipes that cannot be followed are refused before anything is trained', async (t) => {
  const { mechanism } = DP_SGD;
  const refused: readonly [string, Recipe][] = [
    ['no learner', { defence: { kind: 'none' }, models: 1, seed: 's' }],
    ['a learner beside dp-sgd', { ...recipeOf(DP_SGD), learner: { kind: 'ridge' } }],
    ['no models', recipeOf({ kind: 'none' }, { models: 0 })],
    ['no seed', recipeOf({ kind: 'none' }, { seed: '' })],
    ['noise of k = 4', recipeOf({ kind: 'noise', mechanism: RELEASE })],
    ['one part', recipeOf({ kind: 'dpa', parts: 1 }, { models: 1 })],
    ['models that are not the parts', recipeOf({ kind: 'dpa', parts: 8 }, { models: 9 })],
    ['records added', recipeOf({ ...DP_SGD, mechanism: { ...mechanism, adjacency: 'add-remove' } })],
    ...[0, 1.5, Number.NaN].map((rate): [string, Recipe] => [
      `rate ${rate}`,
      recipeOf({ ...DP_SGD, mechanism: { ...mechanism, rate } }),
    ]),
    ...[0, -1, Number.NaN, Infinity].flatMap((bad): [string, Recipe][] => [
      [`noise ${bad}`, recipeOf({ ...DP_SGD, mechanism: { ...mechanism, noiseMultiplier: bad } })],
      [`clip ${bad}`, recipeOf({ ...DP_SGD, clip: bad })],
      [`step size ${bad}`, recipeOf({ ...DP_SGD, stepSize: bad })],
      [`steps ${bad}`, recipeOf({ ...DP_SGD, mechanism: { ...mechanism, steps: bad } })],
      [`width ${bad}`, recipeOf({ ...DP_SGD, hidden: [bad] })],
    ]),
  ];
  for (const [why, recipe] of refused) t.throws(() => checkRecipe(recipe), DomainError, why);
  for (const defence of DEFENCES) t.doesNotThrow(() => checkRecipe(recipeOf(defence)), defence.kind);

  const unfit: readonly Defence[] = [
    { kind: 'dp-instahide', mechanism: { ...RELEASE, n: 241 } },
    { kind: 'dp-instahide', mechanism: { ...RELEASE, domain: { kind: 'l2-ball', radius: 2 } } },
    { kind: 'noise', mechanism: { ...NOISE, releases: 481 } },
    { kind: 'dpa', parts: 241 },
  ];
  for (const defence of unfit)
    await t.rejects(
      trainer(recipeOf(defence, { models: defence.kind === 'dpa' ? 241 : 8 }), DATA),
      DomainError,
      defence.kind,
    );
  const inRecord = { ...RELEASE, labels: { kind: 'in-record' } } as const;
  await t.rejects(trainer(recipeOf({ kind: 'dp-instahide', mechanism: inRecord }), DATA), UnsupportedError);
  const narrow = { train, test: blobs(10, 5, 3) };
  await t.rejects(trainer(recipeOf({ kind: 'none' }), narrow), DomainError, 'test records of other features');
});

test('the clean set holds the records, one-hot, in the order asked for', (t) => {
  const set = cleanSet(train, Int32Array.of(5, 0));
  t.strictSame([set.count, set.dimension, set.classes], [2, 6, 3]);
  t.strictSame([...set.features], [...train.features.slice(30, 36), ...train.features.slice(0, 6)]);
  const oneHot = (label: number) => [0, 1, 2].map((c) => (c === label ? 1 : 0));
  t.strictSame([...set.labels], [...oneHot(train.labels[5]), ...oneHot(train.labels[0])]);
  t.end();
});

test('a TensorFlow.js learner follows the same recipes', async (t) => {
  const learner = {
    kind: 'softmax',
    epochs: 20,
    batch: 64,
    optimizer: 'adam',
    rate: 0.1,
    decay: 0,
    hidden: [],
  } as const;
  const recipe = recipeOf({ kind: 'none' }, { learner, backend: 'cpu', models: 1 });
  const { model, backend } = await trainer(recipe, DATA);
  t.equal(backend?.name, 'cpu');
  t.ok(accuracy(await model(0), held.labels) > 0.65);
});

test('the scores of a model tell its predictions, and a linear model says what its scores are made of', async (t) => {
  const image = { height: 2, width: 3, channels: 1 };
  const data = { train: { ...train, image }, test: held };
  const learned = (learner: LearnerSpec): Recipe =>
    recipeOf({ kind: 'dp-instahide', mechanism: RELEASE }, { learner, models: 1, backend: 'cpu' });
  const recipes: readonly (readonly [string, Recipe, boolean])[] = [
    ...DEFENCES.map((defence) => [defence.kind, recipeOf(defence), true] as const),
    ['dp-sgd, hidden', recipeOf({ ...DP_SGD, hidden: [5] }), false],
    ['softmax', learned(gradientSpec('softmax', { epochs: 2 })), true],
    ['mlp', learned(gradientSpec('mlp', { epochs: 2, hidden: [5] })), false],
    ['cnn', learned(gradientSpec('cnn', { epochs: 2, hidden: [2] })), false],
  ];
  for (const [name, recipe, isLinear] of recipes) {
    const { classifier, model } = await trainer(recipe, data);
    const made = await classifier(0);
    const scores = await made.logits(held.features, held.count);
    const rows = Array.from({ length: held.count }, (_, i) => scores.subarray(3 * i, 3 * i + 3));
    t.strictSame(Uint16Array.from(rows, indexOfLargest), await model(0), name);
    t.equal(made.linear !== undefined, isLinear, `${name}: linear`);
    const linear = await made.linear?.();
    if (linear !== undefined) {
      const wrong = rows.findIndex((row, i) =>
        row.some((score, j) => {
          let sum = linear.intercept[j];
          for (let f = 0; f < 6; f++) sum += held.features[6 * i + f] * linear.weights[3 * f + j];
          return !(Math.abs(sum - score) <= 1e-5 * (1 + Math.abs(score)));
        }),
      );
      t.equal(wrong, -1, `${name}: x W + b`);
    }
    made.dispose();
  }
  const diverging = recipeOf({ ...DP_SGD, hidden: [5], stepSize: 1e300 });
  const { classifier } = await trainer(diverging, DATA);
  const wild = await classifier(0);
  await t.rejects(wild.logits(held.features, held.count), /diverged/);
  await t.rejects(wild.predict(held.features, held.count), /diverged/, 'and not the first class of all');
});
