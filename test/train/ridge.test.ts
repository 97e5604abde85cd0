import fc from 'fast-check';
import { Matrix, solve } from 'ml-matrix';
import { test } from 'tap';
import type { Mixtures } from '../../lib/core/index.js';
import { DomainError } from '../../lib/numerics/index.js';
import { Draws, prepareRelease, seededBits } from '../../lib/release/index.js';
import { Gram } from '../../lib/train/gram.js';
import { Moments } from '../../lib/train/moments.js';
import { noiseVariance, predictClasses, ridgeLearner, solveRidge } from '../../lib/train/ridge.js';
import { trainer } from '../../lib/train/train-model.js';
import { accuracy, blobs, digits, NO_DIGITS, releaseOf, vote } from './records.js';

/** Numbers in [-1, 1] */
function numbers(length: number, seed: string): Float32Array {
  const draws = new Draws(seededBits(seed));
  return Float32Array.from({ length }, () => 2 * draws.unit() - 1);
}

test('the Gram kernel is the sum of outer products, whole or in pieces', (t) => {
  const sizes = fc.record({
    count: fc.integer({ min: 0, max: 400 }),
    widths: fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 3 }),
    cut: fc.double({ min: 0, max: 1, noNaN: true }),
  });
  fc.assert(
    fc.property(sizes, ({ count, widths, cut }) => {
      const width = widths.reduce((a, b) => a + b, 0);
      const parts = widths.map((w, i) => ({ width: w, values: numbers(count * w, `part ${i}`) }));
      const whole = new Gram(width);
      whole.add(count, parts);
      const total = whole.total();
      const row = (r: number) => parts.flatMap((p) => [...p.values.subarray(r * p.width, (r + 1) * p.width)]);
      const naive = new Float64Array(width * width);
      for (let r = 0; r < count; r++) {
        const z = row(r);
        for (let i = 0; i < width; i++) for (let j = 0; j < width; j++) naive[i * width + j] += z[i] * z[j];
      }
      const first = Math.floor(cut * count);
      const pieces = new Gram(width);
      for (const [from, to] of [
        [0, first],
        [first, count],
      ])
        pieces.add(
          to - from,
          parts.map((p) => ({ width: p.width, values: p.values.subarray(from * p.width, to * p.width) })),
        );
      return (
        total.every((x, i) => Math.abs(x - naive[i]) <= 1e-12 * (1 + count)) &&
        pieces.total().every((x, i) => x === total[i])
      );
    }),
    { numRuns: 60 },
  );
  t.end();
});

/** One-hot labels at the larger of two features, a linear rule. */
function linearSet(count: number, dimension: number): Mixtures {
  const features = numbers(count * dimension, 'features');
  const labels = new Float32Array(count * 2);
  for (let i = 0; i < count; i++)
    labels[2 * i + (features[i * dimension] > features[i * dimension + 1] ? 0 : 1)] = 1;
  return { count, dimension, classes: 2, features, labels };
}

function momentsOf(set: Mixtures): Moments {
  const moments = new Moments(set.dimension, set.classes);
  moments.add(set);
  return moments;
}

test('where no eigenvalue is floored the weights solve the stated equations', (t) => {
  const [count, dimension, variance] = [500, 6, 0.01];
  const set = linearSet(count, dimension);
  const x = Matrix.from1DArray(count, dimension, set.features);
  const y = Matrix.from1DArray(count, 2, set.labels);
  x.subRowVector(x.mean('column'));
  y.subRowVector(y.mean('column'));
  const second = x
    .transpose()
    .mmul(x)
    .sub(Matrix.eye(dimension).mul(count * variance));
  const penalty =
    variance * Math.sqrt(count * dimension) + ((second.trace() / dimension) * dimension) / (4 * count);
  const expected = solve(second.add(Matrix.eye(dimension).mul(penalty)), x.transpose().mmul(y)).to1DArray();
  const model = solveRidge(momentsOf(set), variance);
  for (const [i, weight] of model.weights.entries())
    t.ok(Math.abs(weight - expected[i]) < 1e-9, `${weight} is ${expected[i]}`);
  const average = Matrix.from1DArray(count, dimension, set.features).mean('column');
  const shares = Matrix.from1DArray(count, 2, set.labels).mean('column');
  for (let j = 0; j < 2; j++) {
    const atMean = average.reduce(
      (sum, value, i) => sum + value * model.weights[2 * i + j],
      model.intercept[j],
    );
    t.ok(Math.abs(atMean - shares[j]) < 1e-9, 'the plane passes through the means');
  }
  t.end();
});

test('the correction takes the attenuation of noisy features away', (t) => {
  // y = x on few features and many rows: the penalty is small, the noise is as strong as the signal
  const [count, dimension] = [40_000, 2];
  const clean = numbers(count * dimension, 'signal');
  const noise = numbers(count * dimension, 'noise');
  const features = clean.map((x, i) => x + noise[i]);
  const labels = Float32Array.from({ length: count * 2 }, (_, i) => clean[i]);
  const set = { count, dimension, classes: 2, features, labels };
  const slope = (variance: number) => solveRidge(momentsOf(set), variance).weights;
  const variance = 1 / 3; // of a uniform number in [-1, 1]
  t.ok(Math.abs(slope(0)[0] - 0.5) < 0.01, `attenuated to a half: ${slope(0)[0]}`);
  t.ok(Math.abs(slope(variance)[0] - 1) < 0.03, `corrected: ${slope(variance)[0]}`);
  t.ok(Math.abs(slope(variance)[1]) < 0.03);
  t.end();
});

test('eigenvalues below zero are floored: weights stay within cross moments over penalty', (t) => {
  const set = linearSet(200, 5);
  const variance = 10; // far more than there is: every corrected eigenvalue is negative
  const { weights } = solveRidge(momentsOf(set), variance);
  const { cross } = momentsOf(set).centred();
  const penalty = variance * Math.sqrt(200 * 5);
  for (let i = 0; i < 5; i++)
    for (let j = 0; j < 2; j++)
      t.ok(
        Math.abs(weights[2 * i + j] - cross.get(i, j) / penalty) < 1e-12,
        'all that is left is the penalty',
      );
  t.end();
});

test('features that say nothing, records that agree, numbers outside the domain', (t) => {
  const silent: Mixtures = {
    count: 4,
    dimension: 3,
    classes: 2,
    features: new Float32Array(12).fill(0.5),
    labels: Float32Array.from([1, 0, 1, 0, 0, 1, 1, 0]),
  };
  const model = solveRidge(momentsOf(silent), 0);
  t.strictSame([...model.weights], [0, 0, 0, 0, 0, 0]);
  t.strictSame([...model.intercept], [0.75, 0.25]);
  t.strictSame([...predictClasses(model, new Float32Array(3), 1)], [0]);
  const equal = {
    dimension: 1,
    classes: 3,
    weights: Float64Array.of(0, 1, 1),
    intercept: new Float64Array(3),
  };
  t.strictSame([...predictClasses(equal, Float32Array.of(1, -1, 0), 3)], [1, 0, 0], 'ties go to the first');
  for (const variance of [-1, Number.NaN, Infinity])
    t.throws(() => solveRidge(momentsOf(silent), variance), DomainError);
  t.throws(() => solveRidge(new Moments(3, 2), 1), DomainError);
  t.throws(() => new Moments(4, 2).add(silent), DomainError);
  t.rejects(ridgeLearner(1).train({ ...silent, count: 0 }, ''), DomainError);
  t.end();
});

test('the variance is that of the noise which the release adds', (t) => {
  const records = blobs(50, 8, 3);
  for (const law of ['gaussian', 'laplace'] as const) {
    const mechanism = releaseOf(records, 2, { noise: { law, scale: 2 }, releases: 20_000 });
    const { features } = prepareRelease(mechanism, records).draw(seededBits('variance', law));
    const variance = features.reduce((sum, x) => sum + x * x, 0) / features.length;
    const expected = noiseVariance(mechanism.noise) + 0.04; // of the means of 4 records, within a few hundredths
    t.ok(Math.abs(variance / expected - 1) < 0.02, `${law}: ${variance} against ${expected}`);
  }
  t.end();
});

test('digits, k = 4, sigma = .4: one model and the vote of 40', { skip: NO_DIGITS }, async (t) => {
  for (const [steps, single, together] of [
    [[], 0.63, 0.83],
    [[{ kind: 'shift', by: -5 }], 0.69, 0.85],
  ] as const) {
    const data = await digits(steps);
    const { train, test: held } = data;
    const recipe = {
      defence: { kind: 'dp-instahide', mechanism: releaseOf(train, 0.4) },
      learner: { kind: 'ridge' },
      models: 1000,
      seed: '1',
    } as const;
    const { model } = await trainer(recipe, data);
    const models: Uint16Array[] = [];
    for (let i = 0; i < 40; i++) models.push(await model(i));
    const mean = models.reduce((sum, predictions) => sum + accuracy(predictions, held.labels), 0) / 40;
    t.ok(mean >= single, `one model: ${mean}`);
    const voted = accuracy(vote(models, 10), held.labels);
    t.ok(voted >= together, `the vote: ${voted}`);
  }
  t.end();
});
