import { test } from 'tap';
import { account } from '../../lib/accountants/index.js';
import { clopperPearsonBound, type Worlds } from '../../lib/audit/index.js';
import { epsilonAt } from '../../lib/convert/index.js';
import type { DomainRecords } from '../../lib/core/index.js';
import { adversaryShare } from '../../lib/games/assess/adversary-share.js';
import type { Game, TrainedSpec } from '../../lib/games/game.js';
import { canaryPair } from '../../lib/games/models/canary.js';
import { shadowLira } from '../../lib/games/models/shadow-lira.js';
import { type TrainedOutcome, trainedGame } from '../../lib/games/models/trained-game.js';
import { weightScore } from '../../lib/games/models/weight-score.js';
import { DomainError } from '../../lib/numerics/index.js';
import { Draws, seededBits } from '../../lib/random/index.js';
import { type Defence, gradientSpec, type Recipe, type TrainingData } from '../../lib/train/index.js';
import { blobs, releaseOf } from '../train/records.js';

const DATA: TrainingData = { train: blobs(60, 6, 3), test: blobs(40, 6, 3, 'others') };

/** Name of a class other than that of a training record. */
function other(record: number): string {
  return DATA.train.classes[(DATA.train.labels[record] + 1) % 3];
}

const DP_SGD: Defence = {
  kind: 'dp-sgd',
  mechanism: { kind: 'dp-sgd', rate: 0.2, noiseMultiplier: 1, steps: 5, adjacency: 'replace' },
  clip: 1,
  stepSize: 2,
  hidden: [],
};

function specOf(given: Partial<TrainedSpec> = {}, recipe: Partial<Recipe> = {}): TrainedSpec {
  return {
    kind: 'trained',
    recipe: {
      defence: { kind: 'dp-instahide', mechanism: releaseOf(DATA.train, 0.1, { k: 2 }) },
      learner: { kind: 'ridge' },
      models: 1,
      seed: 'unused',
      ...recipe,
    },
    canary: { kind: 'mislabelled' },
    trials: 3,
    seed: 'game',
    ...given,
  };
}

async function played(game: Game<TrainedOutcome>): Promise<TrainedOutcome> {
  const units: Float64Array[] = [];
  for (let unit = 0; unit < game.units; unit++) units.push(await game.play(unit));
  return game.collect(units);
}

/** Share of pairs that the score orders rightly, ties by half. */
function area({ absent, present }: Worlds): number {
  let right = 0;
  for (const a of absent) for (const p of present) right += p > a ? 1 : p === a ? 0.5 : 0;
  return right / (absent.length * present.length);
}

test('a unit is the same in any order and any game of the same spec; the seed of the spec rules', async (t) => {
  for (const recipe of [{}, { learner: gradientSpec('softmax', { epochs: 1 }), backend: 'cpu' as const }]) {
    const spec = specOf({}, recipe);
    const game = trainedGame(spec, DATA);
    t.equal(game.units, 6);
    t.equal(game.width, 5);
    const units: Float64Array[] = [];
    for (const unit of [4, 0, 5, 2, 1, 3]) units[unit] = await game.play(unit);
    t.equal(new Set(units.map((unit) => unit.join())).size, 6, 'no two models agree');
    const renamed = { ...spec, recipe: { ...spec.recipe, seed: 'another', models: 99 } };
    t.strictSame(await trainedGame(renamed, DATA).play(4), units[4]);
    t.notSame(await trainedGame({ ...spec, seed: 'another' }, DATA).play(4), units[4]);
    const { loss, weights } = game.collect(units);
    t.strictSame(
      [...loss.absent, ...loss.present],
      units.map(([first]) => first),
    );
    t.strictSame(
      [...(weights?.absent ?? []), ...(weights?.present ?? [])],
      units.map((unit) => unit[4]),
    );
    for (const unit of [-1, 6, 0.5]) await t.rejects(game.play(unit), DomainError);
    t.throws(() => game.collect(units.slice(1)), DomainError);
    t.throws(() => game.collect([...units.slice(1), new Float64Array(4)]), DomainError);
  }
});

test('the weights are looked at where the model is linear, and only there', async (t) => {
  const mlp = gradientSpec('mlp', { epochs: 1, hidden: [4] });
  const games: readonly (readonly [string, TrainedSpec, boolean])[] = [
    ['dp-sgd', withoutLearner(DP_SGD), true],
    ['dp-sgd, hidden', withoutLearner({ ...DP_SGD, hidden: [4] }), false],
    ['mlp', specOf({ trials: 2 }, { learner: mlp, backend: 'cpu' }), false],
  ];
  for (const [name, spec, linear] of games) {
    const game = trainedGame(spec, DATA);
    const outcome = await played(game);
    t.equal(game.width, linear ? 5 : 4, name);
    t.equal(outcome.weights !== undefined, linear, name);
    for (const { absent, present } of Object.values(outcome))
      t.ok([...absent, ...present].every(Number.isFinite), name);
  }
});

function withoutLearner(defence: Defence): TrainedSpec {
  const spec = specOf({ trials: 2 });
  return { ...spec, recipe: { defence, models: 1, seed: 'unused' } };
}

test('every column tells the worlds apart, the canary scoring higher', async (t) => {
  // LiRA has half of the models to score, and fits to as many; most poisoned models say what they should
  const thresholds: Readonly<Record<string, number>> = { lira: 0.75, success: 0.75 };
  for (const canary of [
    { kind: 'mislabelled' },
    { kind: 'unique-class' },
    { kind: 'poison', poisons: 12 },
  ] as const) {
    const outcome = await played(trainedGame(specOf({ canary, trials: 60 }), DATA));
    const lira = shadowLira(outcome.confidence);
    for (const [name, worlds] of Object.entries({ ...outcome, lira })) {
      // a single record seldom wins the vote on itself
      const above = name === 'success' && canary.kind !== 'poison' ? 0.5 : (thresholds[name] ?? 0.9);
      t.ok(area(worlds) >= above, `${canary.kind}, ${name}: ${area(worlds)}`);
    }
  }
});

test('models contradict a claim that is false, and none that is true', async (t) => {
  const delta = 1e-3;
  // the false claim is of much more noise than was added
  const claimed = releaseOf(DATA.train, 2, { k: 2 });
  const upper = epsilonAt(account(claimed).upper, delta, 1);
  const shown = async (scale: number): Promise<readonly (readonly [string, number])[]> => {
    const mechanism = releaseOf(DATA.train, scale, { k: 2 });
    const canary = { kind: 'unique-class' } as const;
    const spec = specOf({ canary, trials: 400 }, { defence: { kind: 'dp-instahide', mechanism } });
    const outcome = await played(trainedGame(spec, DATA));
    return Object.entries({ ...outcome, lira: shadowLira(outcome.confidence) }).map(
      ([name, worlds]) => [name, clopperPearsonBound(worlds, { delta, alpha: 1e-3 }).value] as const,
    );
  };
  for (const [name, epsilon] of await shown(2))
    t.ok(epsilon <= upper, `${name}: ${epsilon} of at most ${upper}`);
  for (const [name, epsilon] of await shown(0.02))
    if (name !== 'success') t.ok(epsilon > upper, `${name}: ${epsilon} of at most ${upper}, as was claimed`);
});

test('worlds that are equal look equal, though no two models are', async (t) => {
  const { train, test: held } = DATA;
  // all training records are the poison already
  const point = held.features.slice(0, 6);
  const features = Float32Array.from({ length: train.features.length }, (_, i) => point[i % 6]);
  const same = { ...train, features, labels: new Uint16Array(60).fill(other(0) === 'class 0' ? 1 : 0) };
  const target = { ...held, labels: new Uint16Array(40).fill(2) };
  const label = train.classes[same.labels[0]];
  const spec = specOf({ canary: { kind: 'poison', poisons: 3, target: 0, label }, trials: 400 });
  const outcome = await played(trainedGame(spec, { train: same, test: target }));
  const { absent, present } = outcome.loss;
  t.equal(new Set([...absent, ...present]).size, 800, 'streams are not shared');
  const deviations = 4 * Math.sqrt(1 / (6 * 400));
  for (const [name, worlds] of Object.entries(outcome))
    t.ok(Math.abs(area(worlds) - 0.5) < deviations, `${name}: ${area(worlds)}`);
  const lira = area(shadowLira(outcome.confidence));
  t.ok(Math.abs(lira - 0.5) < deviations * Math.SQRT2, `LiRA: ${lira}`);
});

test('the score of the weights is their product with gradients of the cross-entropy', (t) => {
  const draws = new Draws(seededBits('weights'));
  const numbers = (length: number) => Float64Array.from({ length }, () => 2 * draws.unit() - 1);
  const model = { dimension: 6, classes: 3, weights: numbers(18), intercept: numbers(3) };
  for (const canary of [{ kind: 'mislabelled' }, { kind: 'poison', poisons: 5 }] as const) {
    const pair = canaryPair(canary, DATA, 's');
    /** cross-entropy of one record under the model's parameters times `scale` */
    const loss = ({ features, labels }: DomainRecords, i: number, scale: number): number => {
      const logits = [0, 1, 2].map((c) => {
        let sum = model.intercept[c];
        for (let j = 0; j < 6; j++) sum += features[6 * i + j] * model.weights[3 * j + c];
        return scale * sum;
      });
      return Math.log(logits.reduce((sum, z) => sum + Math.exp(z), 0)) - logits[labels[i]];
    };
    const h = 1e-4;
    const slope = (records: DomainRecords, i: number): number =>
      (loss(records, i, h) - loss(records, i, -h)) / (2 * h);
    const expected = pair.changed.reduce((sum, i) => sum + slope(pair.absent, i) - slope(pair.present, i), 0);
    t.ok(Math.abs(weightScore(model, pair) - expected) < 1e-7, canary.kind);
    t.ok(Math.abs(expected) > 0.1, 'and it is not zero');
  }
  t.end();
});

test('LiRA fits on one half and scores the other', (t) => {
  const draws = new Draws(seededBits('lira'));
  const normal = (mean: number, deviation: number, length: number) =>
    Float64Array.from({ length }, () => {
      const radius = Math.sqrt(-2 * Math.log(1 - draws.unit()));
      return mean + deviation * radius * Math.cos(2 * Math.PI * draws.unit());
    });
  const worlds = { absent: normal(0, 1, 2001), present: normal(0, 3, 2001) };
  const scored = shadowLira(worlds);
  t.equal(scored.absent.length, 1001);
  t.equal(scored.present.length, 1001);
  // equal means: the values themselves say nothing, the ratio of the densities does
  t.ok(Math.abs(area(worlds) - 0.5) < 0.03);
  t.ok(area(scored) > 0.75, `${area(scored)}`);
  const later = worlds.present.slice();
  later[2000] = 50;
  const again = shadowLira({ ...worlds, present: later });
  t.strictSame(again.absent, scored.absent, 'what is scored takes no part in the fit');
  t.strictSame(again.present.slice(0, 1000), scored.present.slice(0, 1000));
  t.not(again.present[1000], scored.present[1000]);
  const constant = { absent: new Float64Array(4), present: new Float64Array(4) };
  const { absent, present } = shadowLira(constant);
  t.notOk([...absent, ...present].some(Number.isNaN));
  t.throws(() => shadowLira({ absent: new Float64Array(3), present: new Float64Array(3) }), DomainError);
  t.throws(() => shadowLira({ absent: new Float64Array(8), present: new Float64Array(9) }), DomainError);
  t.throws(() => shadowLira({ ...constant, absent: new Float64Array(4).fill(Number.NaN) }), DomainError);
  t.end();
});

test('models that are no independent runs, and specs that cannot be played, are refused', (t) => {
  const mechanism = releaseOf(DATA.train, 0.1);
  const refused: readonly TrainedSpec[] = [
    specOf({}, { defence: { kind: 'dpa', parts: 3 } }),
    specOf({}, { defence: { kind: 'dp-instahide', mechanism, shared: true } }),
    specOf({ trials: 0 }),
    specOf({ trials: Number.NaN }),
    specOf({ seed: '' }),
    specOf({}, { defence: DP_SGD }),
    specOf({ canary: { kind: 'patch' } }),
  ];
  for (const spec of refused) t.throws(() => trainedGame(spec, DATA), DomainError);
  t.end();
});

test('the share of the gap that is the adversary’s', (t) => {
  t.equal(adversaryShare({ measured: 1, perfect: 3, upper: 5 }), 0.5);
  t.equal(adversaryShare({ measured: 0, perfect: 3.5, upper: 4 }), 0.875);
  t.equal(adversaryShare({ measured: 3.2, perfect: 3, upper: 4 }), 0, 'luck is no share');
  t.equal(adversaryShare({ measured: 1, perfect: 6, upper: 5 }), 1);
  t.equal(adversaryShare({ measured: 1, perfect: 6, upper: Infinity }), 0);
  for (const [measured, perfect, upper] of [
    [5, 5, 5],
    [6, 5, 5],
    [Number.NaN, 1, 2],
    [0, Number.NaN, 2],
    [0, 1, Number.NaN],
    [-1, 1, 2],
    [Infinity, 1, Infinity],
  ])
    t.throws(() => adversaryShare({ measured, perfect, upper }), DomainError);
  t.end();
});
