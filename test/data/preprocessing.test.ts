import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { Decimal } from 'decimal.js';
import * as fc from 'fast-check';
import { test } from 'tap';
import type { Domain, Records } from '../../lib/core/index.js';
import { type ClipDomain, checkedInDomain, inDomain } from '../../lib/data/check-domain.js';
import { intoDomain } from '../../lib/data/clip.js';
import { canonicalJson, type DataSpec, dataFingerprint } from '../../lib/data/data-spec.js';
import { describeSteps } from '../../lib/data/describe-steps.js';
import { float32AtLeast, float32AtMost, MAX_FLOAT32, towardsZero32 } from '../../lib/data/float32.js';
import { glyphs } from '../../lib/data/glyphs.js';
import { loadAll, loadData, pinned } from '../../lib/data/load.js';
import { naturalLog, projectionMatrix } from '../../lib/data/project.js';
import { fixSteps } from '../../lib/data/public-fit.js';
import { seeded, shuffled } from '../../lib/data/seeded-words.js';
import { pick, split, splitIndices } from '../../lib/data/split.js';
import { applySteps, type FixedStep, type Step } from '../../lib/data/steps.js';
import { nextDown, nextUp, normalCdf } from '../../lib/numerics/index.js';

/** From a second implementation, test/fixtures/projection.py. */
const EXPECTED = JSON.parse(readFileSync('test/fixtures/projection.json', 'utf8'));

const RUNS = { seed: 20210305, numRuns: 300 };

const D = Decimal.clone({ precision: 60, minE: -9e15, maxE: 9e15 });

function records(rows: readonly (readonly number[])[], classes = ['a', 'b']): Records {
  return {
    count: rows.length,
    dimension: rows[0].length,
    features: Float32Array.from(rows.flat()),
    labels: Uint16Array.from(rows, (_, i) => i % classes.length),
    classes,
  };
}

/** A double in units of 2^-1074, read off its bits: exact. */
function units(x: number): bigint {
  const bits = new BigUint64Array(Float64Array.of(Math.abs(x)).buffer)[0];
  const exponent = bits >> 52n;
  const fraction = bits & ((1n << 52n) - 1n);
  const size = exponent === 0n ? fraction : (fraction + (1n << 52n)) << (exponent - 1n);
  return x < 0 ? -size : size;
}

const sum = (terms: Iterable<bigint>): bigint => [...terms].reduce((a, b) => a + b, 0n);
const norm1 = (x: Float32Array): bigint => sum([...x].map((v) => units(Math.abs(v))));
const square2 = (x: Float32Array): bigint => sum([...x].map((v) => units(v) ** 2n));

/** Its norm in units of 2^-1074, to 60 digits. */
const norm = (x: Float32Array, l2: boolean): Decimal =>
  l2 ? new D(square2(x).toString()).sqrt() : new D(norm1(x).toString());

const exact = (x: number): Decimal => new D(units(x).toString());

/** Whether the record lies in the domain, in exact arithmetic. */
function trulyIn(record: Float32Array, domain: ClipDomain): boolean {
  if (domain.kind === 'l2-ball') return square2(record) <= units(domain.radius) ** 2n;
  if (domain.kind === 'l1-ball') return norm1(record) <= units(domain.radius);
  return record.every((x) => x >= domain.low && x <= domain.high);
}

const finite32 = fc.oneof(
  fc.float({ noNaN: true, noDefaultInfinity: true }),
  fc.float({ noNaN: true, min: -2, max: 2 }),
  fc.constantFrom(0, 1, -1, Math.fround(1e-45), MAX_FLOAT32, -MAX_FLOAT32),
);
const vector = fc.array(finite32, { minLength: 1, maxLength: 12 }).map((x) => Float32Array.from(x));

test('float32 neighbours: on the side they say, and none between', (t) => {
  const any = fc.double({ noNaN: true, noDefaultInfinity: true, min: -MAX_FLOAT32, max: MAX_FLOAT32 });
  fc.assert(
    fc.property(any, (x) => {
      const [below, above, inner] = [float32AtMost(x), float32AtLeast(x), towardsZero32(x)];
      assert.ok(below <= x && x <= above && Math.abs(inner) <= Math.abs(x));
      assert.ok([below, above, inner].every((y) => Object.is(Math.fround(y), y)));
      // Math.fround is one of the two neighbours, and they are next to each other.
      assert.ok(below === above ? below === x : [below, above].includes(Math.fround((below + above) / 2)));
      assert.ok(Math.fround(x) === below || Math.fround(x) === above);
      assert.equal(Math.abs(inner), Math.min(Math.abs(below), Math.abs(above)));
    }),
    RUNS,
  );
  t.equal(float32AtMost(1e300), MAX_FLOAT32);
  t.equal(towardsZero32(-1e300), -MAX_FLOAT32);
  t.ok(Number.isNaN(float32AtLeast(1e300)), 'nothing above');
  t.equal(float32AtMost(-1e-300), -(2 ** -149));
  t.end();
});

test('whether a record lies in a ball is decided exactly, however close', (t) => {
  let ties = 0;
  fc.assert(
    fc.property(vector, fc.integer({ min: -3, max: 3 }), fc.boolean(), (x, steps, l2) => {
      const length = norm(x, l2).times(new D(2).pow(-1074)).toNumber();
      fc.pre(length > 0);
      let radius = length;
      for (let i = 0; i < Math.abs(steps); i++) radius = steps > 0 ? nextUp(radius) : nextDown(radius);
      fc.pre(radius > 0);
      const ball = (r: number): ClipDomain => ({ kind: l2 ? 'l2-ball' : 'l1-ball', radius: r });
      const domain = ball(radius);
      const truth = trulyIn(x, domain);
      if (truth && !trulyIn(x, ball(nextDown(radius)))) ties++;
      assert.equal(inDomain(x, domain), truth);
    }),
    { ...RUNS, numRuns: 1000 },
  );
  t.ok(ties > 50, 'some radii were the least that hold the record');
  // On the boundary itself.
  t.ok(inDomain(Float32Array.of(3, 4), { kind: 'l2-ball', radius: 5 }));
  t.notOk(inDomain(Float32Array.of(3, 4), { kind: 'l2-ball', radius: nextDown(5) }));
  t.ok(inDomain(Float32Array.of(0, -1, 0), { kind: 'l2-ball', radius: 1 }));
  t.notOk(inDomain(Float32Array.of(2 ** -149), { kind: 'l2-ball', radius: 2 ** -150 }));
  t.notOk(inDomain(Float32Array.of(2 ** -149), { kind: 'l2-ball', radius: Number.MIN_VALUE }));
  t.ok(inDomain(Float32Array.of(MAX_FLOAT32), { kind: 'l1-ball', radius: 1e300 }));
  for (const bad of [Number.NaN, Infinity, -Infinity])
    for (const domain of [
      { kind: 'l2-ball', radius: 1e300 },
      { kind: 'l1-ball', radius: 1e300 },
      { kind: 'box', low: -1e300, high: 1e300, dimension: 1 },
    ] as const)
      t.notOk(inDomain(Float32Array.of(bad), domain), `${bad} lies in no domain`);
  t.end();
});

const radius = fc.oneof(
  fc.double({ noNaN: true, min: 1e-3, max: 1e3 }),
  fc.constantFrom(1, 1e-45, 1e-300, 1e38, 1e300, 0.1),
);

test('a clipped record lies in its ball exactly, is shrunk no more than it must be, and keeps its direction', (t) => {
  let clipped = 0;
  fc.assert(
    fc.property(vector, radius, fc.boolean(), (x, r, l2) => {
      const domain: ClipDomain = { kind: l2 ? 'l2-ball' : 'l1-ball', radius: r };
      const { features, domain: full } = intoDomain(records([[...x]]), domain);
      assert.equal(full.dimension, x.length);
      assert.ok(trulyIn(features, domain), 'inside, in exact arithmetic');
      if (trulyIn(x, domain)) {
        assert.deepEqual(features, x, 'a record inside is not touched');
        return;
      }
      const factor = exact(r).div(norm(x, l2));
      const least = exact(2 ** -149);
      features.forEach((y, j) => {
        // One float32 rounding towards zero and a little more: relative 2^-23, or the least float32.
        const ideal = exact(x[j]).times(factor);
        assert.ok(
          ideal
            .minus(exact(y))
            .abs()
            .lte(
              ideal
                .abs()
                .times(2 ** -23 + 2 ** -40)
                .plus(least),
            ),
        );
        assert.ok(ideal.abs().gte(exact(y).abs()));
      });
      clipped++;
    }),
    { ...RUNS, numRuns: 1000 },
  );
  t.ok(clipped > 200, `${clipped} were clipped`);
  t.end();
});

test('a box clamps each feature to the nearest float32 inside', (t) => {
  const ends = fc.double({ noNaN: true, min: -3, max: 3 });
  fc.assert(
    fc.property(vector, ends, ends, (x, a, b) => {
      fc.pre(Math.abs(a - b) > 1e-6);
      const [low, high] = [Math.min(a, b), Math.max(a, b)];
      const { features } = intoDomain(records([[...x]]), { kind: 'box', low, high, dimension: x.length });
      features.forEach((y, j) => {
        assert.ok(y >= low && y <= high);
        if (x[j] >= low && x[j] <= high) assert.equal(y, x[j]);
        else assert.equal(y, x[j] < low ? float32AtLeast(low) : float32AtMost(high));
      });
    }),
    RUNS,
  );
  t.throws(
    () => intoDomain(records([[5]]), { kind: 'box', low: 0.1, high: nextUp(0.1), dimension: 1 }),
    /wide enough to hold a float32/,
  );
  t.end();
});

test('what is no domain to clip into is refused, and records outside are named', (t) => {
  const two = records([
    [0.1, 0.2],
    [3, 4],
  ]);
  t.throws(() => intoDomain(two, { kind: 'l2-diameter', diameter: 2 }), /domain must be a ball or a box/);
  t.throws(() => intoDomain(two, { kind: 'l2-ball', radius: 1, dimension: 3 }), /domain.dimension must be 2/);
  t.throws(() => intoDomain(two, { kind: 'l2-ball', radius: Number.NaN }), /radius must be/);
  t.throws(() => intoDomain(two, { kind: 'box', low: 1, high: 1, dimension: 2 }), /high must be > low/);
  t.throws(
    () => checkedInDomain(two, { kind: 'l2-ball', radius: 4.99 }, 'x.csv'),
    /x\.csv: record 2: must be in/,
  );
  t.same(checkedInDomain(two, { kind: 'l2-ball', radius: 5 }).domain, {
    kind: 'l2-ball',
    radius: 5,
    dimension: 2,
  });
  for (const bad of [Number.NaN, Infinity])
    t.throws(
      () => intoDomain(records([[1], [bad]]), { kind: 'l2-ball', radius: 1 }, 'x.csv'),
      /x\.csv: record 2/,
    );
  t.end();
});

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
  t.throws(() => after({ kind: 'scale', by: [1, 2] }), /scale.length must be 3/);
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
      const truth = exact(x).times(new D(2).pow(-1074)).ln();
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
  const picked = pick(records([[0], [10], [20]]), Uint32Array.of(2, 0));
  t.same([[...picked.features], [...picked.labels], picked.count], [[20, 0], [0, 0], 2]);

  for (const fraction of [0, 1, Number.NaN, 0.99])
    t.throws(() => splitIndices(4, { fraction, seed: '1' }), /test fraction/, `fraction ${fraction}`);
  t.throws(
    () => splitIndices(10, { fraction: 0.2, seed: '1', limit: 3 }),
    /test records must be .* \[1, 2\]/,
  );

  // All 24 orders of 4 over 4800 seeds: chi-square with 23 degrees stays below 75.5 but once in 6 million times.
  const seen = new Map<string, number>();
  for (let i = 0; i < 4800; i++) {
    const order = shuffled(4, seeded('orders', i)).join('');
    seen.set(order, (seen.get(order) ?? 0) + 1);
  }
  t.equal(seen.size, 24);
  t.ok([...seen.values()].reduce((sum, n) => sum + (n - 200) ** 2 / 200, 0) < 75.5);
  t.end();
});

test('seeded words are the keystream they are said to be, and below(n) has no bias to see', (t) => {
  const random = seeded('seed', 'use', 1);
  // printf '["seed","use",1]' | sha256sum, first 32 digits as the key of openssl enc -aes-128-ctr over zeros
  t.same([random.word(), random.word()], [2733413158, 1628114489]);
  const counts = [0, 0, 0];
  const three = seeded('three');
  for (let i = 0; i < 30000; i++) counts[three.below(3)] += 1;
  t.ok(
    counts.every((c) => Math.abs(c - 10000) < 5 * 81.7),
    counts.join(' '),
  );
  t.end();
});

/** A CSV of `count` records of three features, label last; other numbers for another salt. */
function csv(count: number, salt = 0): string {
  const rows = Array.from({ length: count }, (_, i) => {
    const x = [i, (i * 7 + salt) % 11, (i * i + salt) % 13];
    return `${x.join(',')},${i % 2 === 0 ? 'even' : 'odd'}`;
  });
  return `a,b,c,kind\n${rows.join('\n')}\n`;
}

const SPEC: Omit<DataSpec, 'source'> = {
  steps: [{ kind: 'scale', by: 0.125 }],
  domain: { kind: 'l2-ball', radius: 1 },
  test: { fraction: 0.2, seed: '1' },
};

test('a spec becomes training and test records in the domain', async (t) => {
  const root = t.testdir({ 'x.csv': csv(50), 'held.csv': csv(20, 5) });
  const source = join(root, 'x.csv');
  const data = await loadData({ ...SPEC, source });
  t.same([data.train.count, data.test.count, data.train.dimension], [40, 10, 3]);
  t.same(data.train.classes, ['even', 'odd']);
  t.same(data.train.domain, { kind: 'l2-ball', radius: 1, dimension: 3 });
  const places = [...data.trainIndices, ...data.testIndices];
  t.same(
    [...data.train.labels, ...data.test.labels],
    places.map((i) => i % 2),
    'each label with its record',
  );
  const all = await loadAll({ ...SPEC, source });
  t.equal(all.records.count, 50);
  data.testIndices.forEach((from, i) => {
    t.same(data.test.features.slice(3 * i, 3 * i + 3), all.records.features.slice(3 * from, 3 * from + 3));
  });

  const apart = await loadData({
    ...SPEC,
    source,
    test: { path: join(root, 'held.csv'), limit: 7, seed: '1' },
  });
  t.same([apart.train.count, apart.test.count], [50, 7]);
  t.same(
    [...apart.test.labels],
    [...apart.testIndices].map((i) => i % 2),
  );
  t.equal(apart.files.length, 2);
  await t.rejects(loadData({ ...SPEC, source, test: { path: source, limit: 7 } }), /test seed must be given/);
  writeFileSync(join(root, 'held.csv'), csv(20).replaceAll('even', 'eleven'));
  await t.rejects(loadData({ ...SPEC, source, test: { path: join(root, 'held.csv') } }), {
    name: 'DataError',
  });
});

test('a public set gives the constants, and may not be the private one in any guise', async (t) => {
  const root = t.testdir({ 'x.csv': csv(50), 'public.csv': csv(50, 3), 'narrow.csv': '1,2,p\n3,4,q\n' });
  const source = join(root, 'x.csv');
  writeFileSync(join(root, 'again.csv.gz'), gzipSync(csv(50)));
  const spec = { ...SPEC, source, steps: [{ kind: 'centre' }] } as const;
  const { steps } = await loadAll({ ...spec, public: { path: join(root, 'public.csv') } });
  t.match(steps, [{ kind: 'shift' }]);
  await t.rejects(loadAll(spec), /centre must be fitted on a separate public set/);
  for (const path of [source, join(root, 'again.csv.gz')])
    await t.rejects(loadAll({ ...spec, public: { path } }), /must be other records than the private ones/);
  await t.rejects(
    loadAll({ ...spec, public: { path: join(root, 'narrow.csv') } }),
    /must be records of 3 features/,
  );
});

test('a pinned spec refuses other contents, and is the same wherever its files lie', async (t) => {
  const root = t.testdir({ 'x.csv': csv(50) });
  const source = join(root, 'x.csv');
  const spec = await pinned({ ...SPEC, source });
  t.same(spec.files, [{ path: source, sha256: createHash('sha256').update(csv(50)).digest('hex') }]);
  t.equal((await loadData(spec)).train.count, 40);

  mkdirSync(join(root, 'elsewhere'));
  renameSync(source, join(root, 'elsewhere', 'y.csv'));
  const moved = await pinned({ ...SPEC, source: join(root, 'elsewhere', 'y.csv') });
  t.equal(dataFingerprint(moved), dataFingerprint(spec), 'paths do not count');
  for (const change of [
    { steps: [] },
    { domain: { kind: 'l2-ball', radius: 2 } },
    { test: { fraction: 0.2, seed: '2' } },
    { files: [{ path: source, sha256: '0' }] },
    { read: { label: 0 } },
  ] as Partial<DataSpec>[])
    t.not(dataFingerprint({ ...spec, ...change }), dataFingerprint(spec), JSON.stringify(change));
  t.throws(() => dataFingerprint({ ...SPEC, source }), /files must be filled in/);
  t.equal(canonicalJson({ b: [{ d: 1, c: 2 }], a: undefined }), '{"b":[{"c":2,"d":1}]}');

  writeFileSync(source, csv(50, 1));
  await t.rejects(loadData(spec), { name: 'DataError', message: /x\.csv: must be the file whose sha256 is/ });
  await t.rejects(loadData({ ...SPEC, source: join(root, 'none.csv') }), 'no such file');
  t.same(describeSteps(spec), [
    'features multiplied by 0.125',
    'each record shrunk to L2 norm 1 where longer',
  ]);
});
