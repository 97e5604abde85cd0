import fc from 'fast-check';
import { test } from 'tap';
import { account } from '../../lib/accountants/index.js';
import type { DpSgd } from '../../lib/core/index.js';
import { DomainError } from '../../lib/numerics/index.js';
import { type Bits, Draws, seededBits } from '../../lib/release/index.js';
import { ClippedSum } from '../../lib/train/clipped-sum.js';
import { trainDpSgd } from '../../lib/train/defences/dp-sgd.js';
import { DenseLayers, type RecordGradient } from '../../lib/train/dense-layers.js';
import { guaranteeOf } from '../../lib/train/guarantee-of.js';
import { poissonBatch } from '../../lib/train/poisson-batch.js';
import { trainer } from '../../lib/train/train-model.js';
import { unlikely } from '../release/exact-tests.js';
import { accuracy, blobs, digits, NO_DIGITS, vote } from './records.js';

const draws = (name: string): Draws => new Draws(seededBits('dp-sgd', name));

/** Bits that begin with the given words and go on with `rest`. */
function wordsThen(words: readonly number[], rest: number): Draws {
  let at = 0;
  const bits: Bits = {
    source: 'seeded',
    fill: (out) => {
      for (let i = 0; i < out.length; i++) out[i] = words[at++] ?? rest;
    },
  };
  return new Draws(bits);
}

test('a batch holds each record with exactly the stated probability, and records apart', (t) => {
  const [n, steps] = [12, 4000];
  for (const rate of [0.3, 1 / 1437, 0.5, 0.999]) {
    const stream = draws(`rate ${rate}`);
    const counts = new Array<number>(n).fill(0);
    const together = new Array<number>(n).fill(0);
    for (let step = 0; step < steps; step++) {
      const batch = poissonBatch(n, rate, stream);
      for (const record of batch) counts[record] += 1;
      for (let i = 1; i < n; i++) if (batch.includes(i) && batch.includes(i - 1)) together[i] += 1;
    }
    t.strictSame(
      unlikely(
        counts.map((count, i) => [i, count, rate] as const),
        steps,
      ),
      [],
      `rate ${rate}`,
    );
    t.strictSame(
      unlikely(
        together.slice(1).map((count, i) => [i, count, rate * rate] as const),
        steps,
      ),
      [],
      `pairs, rate ${rate}`,
    );
    const wrong = unlikely(
      counts.map((count, i) => [i, count, Math.min(1, rate * 1.2 + 0.01)] as const),
      steps,
    );
    t.ok(rate === 0.999 || wrong.length > 0, 'another rate would be noticed');
  }
  t.strictSame(poissonBatch(3, 1, draws('all')), [0, 1, 2], 'rate 1 draws everybody');
  t.end();
});

test('the bits are compared to the last one', (t) => {
  const half = 2 ** 31;
  t.strictSame(poissonBatch(2, 0.5, wordsThen([half - 1, half], 0)), [0], '1/2 itself is not below 1/2');
  const rate = 0.5 + 2 ** -40;
  t.strictSame(poissonBatch(1, rate, wordsThen([half, 2 ** 24 - 1], 0)), [0], 'equal at first, then below');
  t.strictSame(poissonBatch(1, rate, wordsThen([half, 2 ** 24], 0)), [], 'equal to the end is not below');
  t.strictSame(poissonBatch(1, 2 ** -1074, wordsThen(new Array(33).fill(0), 0)), [0], 'the smallest rate');
  t.end();
});

/** Cross-entropy of one record, for finite differences. */
function loss(network: DenseLayers, record: Float32Array, label: number): number {
  let entered = [...record, 1];
  network.layers.forEach(({ inputs, outputs, weights }, l) => {
    const left = Array.from({ length: outputs }, (_, j) =>
      entered.reduce((sum, x, i) => sum + x * weights[i * outputs + j], 0),
    );
    t0(inputs === entered.length);
    entered = l + 1 < network.layers.length ? [...left.map((x) => Math.max(0, x)), 1] : left;
  });
  const most = Math.max(...entered);
  return most + Math.log(entered.reduce((sum, x) => sum + Math.exp(x - most), 0)) - entered[label];
}

function t0(holds: boolean): void {
  if (!holds) throw new Error('layers do not fit');
}

test('the gradient of one record is that of its cross-entropy', (t) => {
  for (const hidden of [[], [7], [5, 4]]) {
    const network = new DenseLayers([6, ...hidden, 3], draws(`weights ${hidden}`));
    const stream = draws('bias');
    for (const { weights } of network.layers)
      for (let i = 0; i < weights.length; i++) weights[i] += 0.2 * (stream.unit() - 0.5);
    const { features } = blobs(1, 6, 3);
    const { entered, left } = network.gradientOf(features, 1);
    const gradient = entered.map((a, l) => [...a].flatMap((x) => [...left[l]].map((d) => x * d)));
    network.layers.forEach(({ weights }, l) => {
      let worst = 0;
      for (let i = 0; i < weights.length; i++) {
        const held = weights[i];
        weights[i] = held + 1e-5;
        const above = loss(network, features, 1);
        weights[i] = held - 1e-5;
        const below = loss(network, features, 1);
        weights[i] = held;
        worst = Math.max(worst, Math.abs((above - below) / 2e-5 - gradient[l][i]));
      }
      t.ok(worst < 1e-8, `hidden ${hidden}, layer ${l}: ${worst}`);
    });
  }
  t.end();
});

const SHAPE = [5, 4, 3];
const layers = new DenseLayers(SHAPE, draws('shape')).layers;

/** Derivatives of every size that a double has, and of none. */
const derivative = fc.oneof(
  fc.double({ min: -1, max: 1, noNaN: true }),
  fc.double(),
  fc.constantFrom(0, 1e-300, 1e-162, 1e-100, 1e60, 1e110, 1e154, Infinity, Number.NaN),
);

const anyGradient = fc
  .tuple(
    ...layers.flatMap(({ inputs, outputs }) =>
      [inputs, outputs].map((length) => fc.array(derivative, { minLength: length, maxLength: length })),
    ),
  )
  .map((rows): RecordGradient => {
    return {
      entered: rows.filter((_, i) => i % 2 === 0).map((row) => Float64Array.from(row)),
      left: rows.filter((_, i) => i % 2 === 1).map((row) => Float64Array.from(row)),
    };
  });

/** Squared L2 norm of whole numbers, exactly. */
function squareOf(sums: readonly Float64Array[]): bigint {
  return sums.flatMap((sum) => [...sum]).reduce((total, x) => total + BigInt(x) * BigInt(x), 0n);
}

test('what a record adds is whole and of norm at most the clip, whatever its gradient', (t) => {
  fc.assert(
    fc.property(
      anyGradient,
      fc.oneof(fc.double({ min: 1e-3, max: 1e3, noNaN: true }), fc.constantFrom(1e-30, 1e-9, 1e30)),
      fc.constantFrom(0.05, 1, 30),
      (gradient, clip, noiseMultiplier) => {
        const sum = new ClippedSum(layers, clip, noiseMultiplier);
        sum.add(gradient);
        const steps = clip / sum.step;
        return Number.isInteger(Math.log2(steps)) && squareOf(sum.sums) <= BigInt(steps) ** 2n;
      },
    ),
    { numRuns: 1000 },
  );
  t.end();
});

test('clipping wastes little: a long gradient keeps its direction and nearly the whole norm, a short one itself', (t) => {
  const network = new DenseLayers([6, 3], draws('softmax'));
  const { features } = blobs(1, 6, 3);
  const gradient = network.gradientOf(features, 0);
  const flat = [...gradient.entered[0]].flatMap((x) => [...gradient.left[0]].map((d) => x * d));
  const norm = Math.hypot(...flat);
  for (const clip of [norm / 10, 10 * norm]) {
    const sum = new ClippedSum(network.layers, clip, 1);
    sum.add(gradient);
    const added = [...sum.sums[0]].map((x) => x * sum.step);
    const scale = Math.min(1, clip / norm);
    const error = Math.hypot(...added.map((x, i) => x - scale * flat[i]));
    t.ok(error < 0.03 * Math.min(norm, clip) + 5 * sum.step, `clip ${clip}: ${error}`);
  }
  t.end();
});

test('two records replaced for one another move the sum by at most twice the clip, and can', (t) => {
  const sum = (gradient: RecordGradient) => {
    const clipped = new ClippedSum(layers, 1, 1);
    clipped.add(gradient);
    return clipped.sums.flatMap((values) => [...values]);
  };
  const steps = 1 / new ClippedSum(layers, 1, 1).step;
  const along = (sign: number): RecordGradient => {
    return {
      entered: layers.map(({ inputs }) => new Float64Array(inputs).fill(1)),
      left: layers.map(({ outputs }) => new Float64Array(outputs).fill(sign)),
    };
  };
  const [there, back] = [sum(along(1)), sum(along(-1))];
  const apart = Math.hypot(...there.map((x, i) => x - back[i])) / steps;
  t.ok(apart <= 2 && apart > 1.98, `${apart} clips`);
  t.end();
});

test('the noise has the stated scale, in the units of the clip', (t) => {
  for (const [clip, noiseMultiplier] of [
    [1, 1],
    [0.03, 4],
    [20, 0.25],
  ]) {
    const network = new DenseLayers([99, 50], draws('wide'));
    const sum = new ClippedSum(network.layers, clip, noiseMultiplier);
    sum.addNoise(draws('noise'));
    const [values] = sum.sums;
    const variance = (sum.step ** 2 * values.reduce((total, x) => total + x * x, 0)) / values.length;
    // 5,000 draws: the standard error of the variance is 2 %
    t.ok(
      Math.abs(variance / (noiseMultiplier * clip) ** 2 - 1) < 0.1,
      `${clip}, ${noiseMultiplier}: ${variance}`,
    );
    sum.clear();
    t.ok(values.every((x) => x === 0));
  }
  t.throws(() => new ClippedSum(layers, 1, 1e6), DomainError, 'noise beyond any table');
  t.throws(() => new ClippedSum(layers, 1e-31, 1), DomainError, 'a clip whose square might vanish');
  t.end();
});

test('a step is eta / (rate n) times the noisy sum, whatever the size of the batch', (t) => {
  const train = blobs(30, 6, 3);
  const defence = { kind: 'dp-sgd', clip: 0.5, stepSize: 3, hidden: [] } as const;
  for (const rate of [1, 0.5]) {
    const mechanism: DpSgd = { kind: 'dp-sgd', rate, noiseMultiplier: 1e-3, steps: 1, adjacency: 'replace' };
    const trained = trainDpSgd({ ...defence, mechanism }, train, draws);
    const batch = poissonBatch(30, rate, draws('batches'));
    t.ok(rate === 1 || batch.length !== 15, `${batch.length} drawn: the batch is not its expected size`);
    const start = new DenseLayers([6, 3], draws('weights'));
    const sum = new ClippedSum(start.layers, 0.5, 1e-3);
    for (const i of batch)
      sum.add(start.gradientOf(train.features.subarray(6 * i, 6 * i + 6), train.labels[i]));
    const move = (3 * sum.step) / (rate * 30);
    const [{ weights }] = trained.layers;
    const noise = (3 * 0.5 * 1e-3) / (rate * 30);
    const errors = sum.sums[0].map((x, i) => Math.abs(weights[i] + move * x));
    t.ok(
      errors.every((error) => error < 6 * noise) && errors.some((error) => error > noise / 10),
      `rate ${rate}: off by noise of ${noise} and no more`,
    );
  }
  t.end();
});

test('digits: DP-SGD learns under noise, and its mechanism can be accounted', {
  skip: NO_DIGITS,
}, async (t) => {
  const data = await digits();
  const mechanism: DpSgd = {
    kind: 'dp-sgd',
    rate: 0.1,
    noiseMultiplier: 4,
    steps: 150,
    adjacency: 'replace',
  };
  for (const [hidden, least] of [
    [[], 0.88],
    [[16], 0.8],
  ] as const) {
    const recipe = {
      defence: { kind: 'dp-sgd', mechanism, clip: 1, stepSize: 6, hidden },
      models: 3,
      seed: '1',
    } as const;
    const { model } = await trainer(recipe, data);
    const models = [await model(0), await model(1), await model(2)];
    const voted = accuracy(vote(models, 10), data.test.labels);
    t.ok(voted >= least, `hidden ${hidden}: ${voted}`);
    t.not(models[0].join(), models[1].join());
    const guarantee = guaranteeOf(recipe);
    t.strictSame(guarantee, { kind: 'mechanism', mechanism });
  }
  const { upper } = account(mechanism);
  const delta = upper.at(3, 1, 'forward');
  t.ok(delta > 0 && delta < 1e-3, `delta at epsilon 3: ${delta}`);
});
