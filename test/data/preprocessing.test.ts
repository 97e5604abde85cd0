import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { test } from 'tap';
import type { Domain } from '../../lib/core/index.js';
import { intoDomain } from '../../lib/data/clip.js';
import { glyphs } from '../../lib/data/glyphs.js';
import { naturalLog, projectionMatrix } from '../../lib/data/project.js';
import { fixSteps } from '../../lib/data/public-fit.js';
import { split, splitIndices } from '../../lib/data/split.js';
import { applySteps, type FixedStep, type Step } from '../../lib/data/steps.js';
import { normalCdf } from '../../lib/numerics/index.js';
import { Draws, seededBits } from '../../lib/random/index.js';
import { exact } from '../numerics/exact.js';
import { records } from './records.js';

/** From a second implementation, test/fixtures/projection.py. */
const EXPECTED = JSON.parse(readFileSync('test/fixtures/projection.json', 'utf8'));

const RUNS = { seed: 20210305, numRuns: 300 };

const fixedStep = fc.oneof(
  fc.double({ noNaN: true, min: -4, max: 4 }).map((by): FixedStep => ({ kind: 'scale', by })),
  fc.double({ noNaN: true, min: -4, max: 4 }).map((by): FixedStep => ({ kind: 'shift', by })),
  fc.constant<FixedStep>({ kind: 'contrast' }),
  fc
    .record({ dimensions: fc.integer({ min: 1, max: 6 }), entries: fc.constantFrom('gaussian', 'signs') })
    .map(
      ({ dimensions, entries }): FixedStep =>
        ({ kind: 'project', dimensions, entries, seed: 's' }) as FixedStep,
    ),
);

test('r replaced records stay r, in the same part and place, with the same labels elsewhere', (t) => {
  const row = fc.array(fc.float({ noNaN: true, min: -9, max: 9 }), { minLength: 4, maxLength: 4 });
  fc.assert(
    fc.property(
      fc.array(row, { minLength: 8, maxLength: 20 }),
      fc.array(fixedStep, { maxLength: 3 }),
      fc.nat(),
      row,
      fc.constantFrom<Domain>({ kind: 'l2-ball', radius: 1 }, { kind: 'l1-ball', radius: 2 }),
      (rows, steps, where, other, domain) => {
        const at = where % rows.length;
        const prepare = (set: readonly number[][]) =>
          split(intoDomain(applySteps(steps, records(set)), domain), { fraction: 0.25, seed: 'x' });
        const one = prepare(rows);
        const two = prepare(rows.map((r, i) => (i === at ? other : r)));
        for (const [part, places] of [
          ['train', one.trainIndices],
          ['test', one.testIndices],
        ] as const) {
          assert.deepEqual(two[`${part}Indices`], places, 'the same positions');
          const { dimension } = one[part];
          places.forEach((position, i) => {
            if (position === at) return;
            const slice = [i * dimension, (i + 1) * dimension] as const;
            assert.deepEqual(two[part].features.slice(...slice), one[part].features.slice(...slice));
            assert.equal(two[part].labels[i], one[part].labels[i]);
          });
        }
      },
    ),
    { ...RUNS, numRuns: 100 },
  );
  t.pass('100 sets');
  t.end();
});

test('fixed steps do what they say', (t) => {
  const two = records([
    [1, 2, 3],
    [4, 6, 11],
  ]);
  const after = (...steps: FixedStep[]) => [...applySteps(steps, two).features];
  t.same(after({ kind: 'scale', by: 0.5 }), [0.5, 1, 1.5, 2, 3, 5.5]);
  t.same(after({ kind: 'scale', by: [1, 0, -1] }), [1, 0, -3, 4, 0, -11]);
  t.same(after({ kind: 'shift', by: [1, 0, -1] }), [2, 2, 2, 5, 6, 10]);
  t.same(after({ kind: 'contrast' }), [-1, 0, 1, -3, -1, 4]);
  t.same(after({ kind: 'linear', matrix: [[1, 1, 0], [0, 0, 2]] }), [3, 6, 10, 22]); // biome-ignore format: a matrix
  t.same(after({ kind: 'shift', by: 1 }, { kind: 'scale', by: 2 }), [4, 6, 8, 10, 14, 24], 'in order');
  t.same([...two.features], [1, 2, 3, 4, 6, 11], 'the records handed in stay as they were');
  const image = { height: 1, width: 3, channels: 1 };
  t.same(applySteps([{ kind: 'contrast' }], { ...two, image }).image, image);
  t.notOk('image' in applySteps([{ kind: 'linear', matrix: [[1, 0, 0]] }], { ...two, image }));
  t.throws(() => after({ kind: 'scale', by: [1, 2] }), /scale must be 3 numbers, one per feature, got 2/);
  t.throws(() => after({ kind: 'shift', by: Number.NaN }), /shift must be a finite number/);
  t.throws(
    () => applySteps([{ kind: 'scale', by: 1e38 }], two, 'x.csv'),
    /x\.csv: record 2: must be within float32/,
  );
  t.throws(() => applySteps([{ kind: 'centre' } as never], two), /step must be fixed/);
  t.end();
});

test('a projection: fixed by its seed, with the entries it says', (t) => {
  const of = (entries: 'gaussian' | 'signs', seed = 's') =>
    projectionMatrix({ kind: 'project', dimensions: 50, seed, entries }, 200);
  const hash = (matrix: Float64Array) => createHash('sha256').update(matrix).digest('hex').slice(0, 16);
  t.equal(hash(of('gaussian')), EXPECTED.gaussian, 'the bytes of a second implementation');
  t.equal(hash(of('signs')), EXPECTED.signs);
  t.not(hash(of('gaussian', 'other')), hash(of('gaussian')));

  // Kolmogorov-Smirnov at p = 1e-6: sqrt(ln(2e6)/2) = 2.694.
  const distance = (values: Float64Array, scale: number) => {
    const sorted = values.slice().sort();
    const gaps = Array.from(sorted, (x, i) =>
      Math.max(
        Math.abs(normalCdf(x * scale) - i / sorted.length),
        Math.abs(normalCdf(x * scale) - (i + 1) / sorted.length),
      ),
    );
    return Math.max(...gaps) * Math.sqrt(sorted.length);
  };
  t.ok(distance(of('gaussian'), Math.sqrt(50)) < 2.694, 'N(0, 1/m)');
  t.ok(distance(of('gaussian'), Math.sqrt(50) * 1.1) > 2.694, 'a scale 10% off would show');
  const signs = of('signs');
  t.ok(signs.every((x) => Math.abs(x) === 1 / Math.sqrt(50)));
  t.ok(Math.abs(signs.filter((x) => x > 0).length - 5000) < 250, 'five standard deviations');

  // Independent of where it stands in the steps: the projection of a unit vector is its row.
  const basis = records([[0, 1, 0]]);
  const step: FixedStep = { kind: 'project', dimensions: 2, seed: 's', entries: 'gaussian' };
  t.same(applySteps([step], basis).features, Float32Array.from(projectionMatrix(step, 3).slice(2, 4)));
  t.end();
});

test('the logarithm of the projection is right', (t) => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, min: 2 ** -106, max: 1 }), (x) => {
      const truth = exact(x).ln();
      assert.ok(
        truth
          .minus(naturalLog(x))
          .abs()
          .lte(
            truth
              .abs()
              .times(2 ** -50)
              .plus(2 ** -80),
          ),
      );
    }),
    RUNS,
  );
  t.end();
});

test('a step fitted on data is refused without a public set, and says why', (t) => {
  for (const step of [{ kind: 'centre' }, { kind: 'standardise' }, { kind: 'pca', dimensions: 1 }] as Step[])
    t.throws(
      () => fixSteps([{ kind: 'scale', by: 2 }, step]),
      new RegExp(
        `${step.kind} must be fitted on a separate public set .*no bound here covers.*got no public set`,
      ),
    );
  t.same(fixSteps([{ kind: 'scale', by: 2 }]), [{ kind: 'scale', by: 2 }]);
  t.end();
});

test('centre, standardise and pca take their constants from the public set, after the steps before them', (t) => {
  const publicSet = records([
    [1, 10, 7],
    [3, 30, 7],
    [5, 20, 7],
  ]);
  t.same(fixSteps([{ kind: 'scale', by: 2 }, { kind: 'centre' }], publicSet)[1], {
    kind: 'shift',
    by: [-6, -40, -14],
  });
  const standard = applySteps(fixSteps([{ kind: 'standardise' }], publicSet), publicSet).features;
  for (const j of [0, 1]) {
    const column = [0, 1, 2].map((i) => standard[3 * i + j]);
    t.ok(Math.abs(column.reduce((a, b) => a + b)) < 1e-6, 'mean 0');
    t.ok(Math.abs(column.reduce((a, b) => a + b * b, 0) / 3 - 1) < 1e-6, 'variance 1');
  }
  t.ok(
    [0, 1, 2].every((i) => standard[3 * i + 2] === 0),
    'a constant feature is only centred',
  );

  // Points on a line through (1, 2) along (3, 4)/5, and a little across it.
  const line = records(
    [-2, -1, 0, 1, 2].map((s, i) => [1 + 3 * s - 0.04 * (-1) ** i, 2 + 4 * s + 0.03 * (-1) ** i]),
  );
  const [shift, linear] = fixSteps([{ kind: 'pca', dimensions: 2 }], line);
  if (shift.kind !== 'shift' || linear.kind !== 'linear') throw new Error('pca is a shift and a matrix');
  const [[a, b], [c, d]] = linear.matrix;
  t.ok(
    Math.abs(a - 0.6) < 1e-3 && Math.abs(b - 0.8) < 1e-3,
    'the first component, its largest entry positive',
  );
  t.ok(Math.abs(a * c + b * d) < 1e-12 && Math.abs(c * c + d * d - 1) < 1e-12, 'orthonormal');
  const turned = applySteps([shift, linear], line).features;
  const across = [0, 1, 2, 3, 4].reduce((sum, i) => sum + turned[2 * i] * turned[2 * i + 1], 0);
  t.ok(Math.abs(across) < 1e-4, 'the coordinates are uncorrelated');

  // Many records of many features: uncorrelated coordinates of falling variance, which add up to the whole.
  const drawn = glyphs(150);
  const full = applySteps(fixSteps([{ kind: 'pca', dimensions: 64 }], drawn), drawn).features;
  const mean = (term: (i: number) => number) =>
    drawn.labels.reduce((total, _, i) => total + term(i), 0) / 150;
  const product = (a: number, b: number) => mean((i) => full[64 * i + a] * full[64 * i + b]);
  const features = Array.from({ length: 64 }, (_, j) => j);
  const variances = features.map((a) => product(a, a));
  const whole = features.reduce((total, j) => {
    const centre = mean((i) => drawn.features[64 * i + j]);
    return total + mean((i) => (drawn.features[64 * i + j] - centre) ** 2);
  }, 0);
  t.ok(Math.abs(variances.reduce((a, b) => a + b) - whole) < 1e-5 * whole, 'all of the variance');
  t.ok(
    variances.every((v, a) => a === 0 || v <= variances[a - 1] + 1e-9),
    'falling',
  );
  t.ok(
    [0, 1, 5].every((a) => [2, 3, 40].every((b) => Math.abs(product(a, b)) < 1e-6)),
    'uncorrelated',
  );
  t.throws(
    () => fixSteps([{ kind: 'pca', dimensions: 3 }], line),
    /pca dimensions must be a whole number in \[1, 2\]/,
  );
  t.end();
});

test('the split: sizes, all records once, by position alone, uniform', (t) => {
  const { train, test: held } = splitIndices(1797, { fraction: 0.2, seed: '1' });
  t.same([train.length, held.length], [1437, 360]);
  t.same(
    [...train, ...held].sort((a, b) => a - b),
    Array.from({ length: 1797 }, (_, i) => i),
  );
  t.equal(splitIndices(100, { fraction: 0.07, seed: '1' }).test.length, 7, 'no record more through rounding');
  const limited = splitIndices(1797, { fraction: 0.2, seed: '1', limit: 10 });
  t.same(limited.train, train, 'a limit leaves the training part alone');
  t.same(limited.test, held.slice(0, 10));
  t.notSame(splitIndices(1797, { fraction: 0.2, seed: '2' }).test, held);
  t.same([...splitIndices(10, { fraction: 0.3, seed: '1' }).test], EXPECTED.heldOut);

  for (const fraction of [0, 1, Number.NaN, 0.99])
    t.throws(() => splitIndices(4, { fraction, seed: '1' }), /test fraction/, `fraction ${fraction}`);
  t.throws(
    () => splitIndices(10, { fraction: 0.2, seed: '1', limit: 3 }),
    /test records must be .* \[1, 2\]/,
  );

  // All 24 orders of 4 over 4800 seeds: chi-square with 23 degrees stays below 75.5 but once in 6 million times.
  const seen = new Map<string, number>();
  for (let i = 0; i < 4800; i++) {
    const order = new Draws(seededBits('orders', i)).order(4).join('');
    seen.set(order, (seen.get(order) ?? 0) + 1);
  }
  t.equal(seen.size, 24);
  t.ok([...seen.values()].reduce((sum, n) => sum + (n - 200) ** 2 / 200, 0) < 75.5);
  t.end();
});

test('seeded words are the keystream they are said to be, and below(n) has no bias to see', (t) => {
  const random = new Draws(seededBits('seed', 'use', 1));
  // printf '["seed","use",1]' | sha256sum, first 32 digits as the key of openssl enc -aes-128-ctr over zeros
  t.same([random.word(), random.word()], [2733413158, 1628114489]);
  const counts = [0, 0, 0];
  const three = new Draws(seededBits('three'));
  for (let i = 0; i < 30000; i++) counts[three.below(3)] += 1;
  t.ok(
    counts.every((c) => Math.abs(c - 10000) < 5 * 81.7),
    counts.join(' '),
  );
  t.end();
});
