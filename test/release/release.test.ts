import fc from 'fast-check';
import { test } from 'tap';
import type { Domain, Mixtures, Mixup } from '../../lib/core/index.js';
import { normalTail } from '../../lib/numerics/index.js';
import { featureGrid, labelGrid, placeOf } from '../../lib/release/grid.js';
import { drawMixtures, mixtureStream, prepareRelease, seededBits } from '../../lib/release/index.js';
import { quantise } from '../../lib/release/quantise.js';
import { kolmogorovSmirnov } from './exact-tests.js';
import { randomRows, recordsOf, releaseOf } from './records.js';

const BALL: Domain = { kind: 'l2-ball', radius: 1 };

const LABELS = [{ kind: 'noised', scale: 0.3 }, { kind: 'exposed' }] as const;

test('a release does not depend on how many mixtures are asked for at once', (t) => {
  const records = recordsOf(randomRows(12, 5, 'blocks'), BALL, ['a', 'b', 'c']);
  for (const design of ['subsets', 'poisson', 'partition', 'balanced'] as const)
    for (const labels of LABELS) {
      const mechanism = releaseOf(records, { design, k: 3, releases: 36, labels });
      const whole = drawMixtures(mechanism, records, seededBits('blocks', design));
      for (const rows of [1, 7, 36, 1000]) {
        const stream = mixtureStream(mechanism, records, seededBits('blocks', design));
        t.same([stream.count, stream.dimension, stream.classes, stream.source], [36, 5, 3, 'seeded']);
        const blocks: Mixtures[] = [];
        for (let block = stream.next(rows); block !== undefined; block = stream.next(rows))
          blocks.push(block);
        t.same(
          blocks.map(({ count }) => count).reduce((a, b) => a + b),
          36,
        );
        t.ok(blocks.every(({ count }) => count <= rows));
        t.same(
          blocks.flatMap(({ features }) => [...features]),
          [...whole.features],
          `${design} ${rows}`,
        );
        t.same(
          blocks.flatMap((block) => [...block.labels]),
          [...whole.labels],
          `${design} ${rows}: labels`,
        );
      }
      const again = prepareRelease(mechanism, records);
      t.same(again.draw(seededBits('blocks', design)), whole, 'prepared once, drawn again: the same');
      t.notSame(again.draw(seededBits('others', design)), whole);
    }
  t.end();
});

/** A domain and a record in it, often on its boundary and often on the grid. */
const inDomain = fc
  .record({
    kind: fc.constantFrom('l2-ball', 'l1-ball', 'box'),
    reach: fc.constantFrom(1, 0.7, 3, 1e-3, 255 / 2),
    row: fc.array(fc.oneof(fc.double({ min: -1, max: 1, noNaN: true }), fc.constantFrom(0, 1, -1, 0.5)), {
      minLength: 1,
      maxLength: 8,
    }),
    length: fc.constantFrom(1, 1, 0.99, 0.3),
    step: fc.integer({ min: 3, max: 22 }),
  })
  .map(({ kind, reach, row, length, step }) => {
    const dimension = row.length;
    const size =
      kind === 'box' ? 1 : kind === 'l2-ball' ? Math.hypot(...row) : row.reduce((a, x) => a + Math.abs(x), 0);
    const low = -reach / 4; // a box about reach/4 * 3
    const [centre, half] = kind === 'box' ? [low / 2 + reach / 2, (reach - low) / 2] : [0, reach];
    const domain: Domain =
      kind === 'box'
        ? { kind, low, high: reach, dimension }
        : { kind: kind as 'l2-ball', radius: reach, dimension };
    const values = row.map((x) => centre + ((half * length) / Math.max(size, 1e-12)) * x);
    return {
      domain,
      half,
      values: Float32Array.from(values),
      step: 2 ** (Math.floor(Math.log2(half)) - step),
    };
  });

test('a quantised record lies in the domain, exactly, and less than a step from where it was', (t) => {
  fc.assert(
    fc.property(inDomain, ({ domain, half, values, step }) => {
      const records = recordsOf([[...values]], domain);
      const place = placeOf(releaseOf(records));
      const whole = [...quantise(records, place, step)].map(BigInt);
      const size = (x: bigint): bigint => (x < 0n ? -x : x);
      // reach/step = limit / 2^200, exactly
      const limit = BigInt((half / step) * 2 ** 60) << 140n;
      const unit = 1n << 200n;
      if (place.norm === 'max') for (const q of whole) if (!(size(q) * unit <= limit)) return false;
      if (place.norm === 'l1' && !(whole.reduce((s, q) => s + size(q), 0n) * unit <= limit)) return false;
      if (
        domain.kind === 'l2-ball' &&
        !(whole.reduce((s, q) => s + q * q, 0n) * unit * unit <= limit * limit)
      )
        return false;
      const slack = 1 + (2 ** -20 * (half + Math.abs(place.centre))) / step;
      return whole.every((q, c) => Math.abs(Number(q) - (values[c] - place.centre) / step) < slack);
    }),
    { seed: 20210302, numRuns: 2000 },
  );
  t.end();
});

test('records on the grid stay where they are, on the boundary too; those outside are refused', (t) => {
  const steps = (row: number[], domain: Domain, step: number): number[] => {
    const records = recordsOf([row], domain);
    return [...quantise(records, placeOf(releaseOf(records)), step)];
  };
  const l1: Domain = { kind: 'l1-ball', radius: 1 };
  const box = (low: number, high: number): Domain => ({ kind: 'box', low, high, dimension: 2 });
  t.same(steps([0, -1, 0], BALL, 2 ** -10), [0, -1024, 0]);
  t.same(steps([0.75, -0.25], l1, 2 ** -4), [12, -4]);
  t.same(steps([0, 1], box(0, 1), 2 ** -8), [-128, 128], 'both ends of a box, about its middle');
  t.same(steps([0, 255], box(0, 255), 0.5), [-255, 255]);
  t.same(steps([0.6, 0.8], BALL, 0.25), [2, 3], 'to the nearest where that lies inside');
  t.same(steps([0.9, 0.4], BALL, 0.25), [3, 2], 'towards the centre where it does not');
  const side = Math.fround(1 + 2 ** -22);
  t.same(steps([side, 0], BALL, 2 ** -22), [2 ** 22, 0], 'outside by a rounding: moved inside');
  for (const [row, domain] of [
    [[1.001, 0], BALL],
    [[0.8, 0.61], BALL],
    [[0.6, -0.5], l1],
    [[0.5, 1.01], box(0, 1)],
    [[Number.NaN, 0.5], box(0, 1)],
    [[Number.NaN, 0.5], BALL],
    [[0, Number.POSITIVE_INFINITY], l1],
  ] as const)
    t.throws(() => steps([...row], domain, 2 ** -10), { name: 'DomainError', message: /record 0/ }, `${row}`);
  t.end();
});

test('the noise is never below the declared scale, on grids of powers of two', (t) => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 1000 }),
      fc.double({ min: 1e-6, max: 50, noNaN: true }),
      fc.constantFrom<Domain>(
        BALL,
        { kind: 'l1-ball', radius: 0.1 },
        { kind: 'box', low: -1, high: 3, dimension: 9 },
      ),
      (k, scale, domain) => {
        const mechanism = releaseOf(recordsOf([Array(9).fill(0)], domain), {
          k,
          noise: { law: 'laplace', scale },
        });
        return [featureGrid(mechanism, 9), labelGrid(k, scale)].every(({ step, spread }) => {
          // both sides times 2^150 are whole: no rounding
          const declared = BigInt(k) * BigInt(scale * 2 ** 100);
          const drawn = BigInt(spread * step * 2 ** 100);
          return (
            Number.isInteger(Math.log2(step)) &&
            drawn >= declared &&
            Number(drawn - declared) <= 2 ** -51 * Number(declared)
          );
        });
      },
    ),
    { seed: 20210302, numRuns: 1000 },
  );
  const { step, spread } = labelGrid(4, 0.4);
  t.same([step, Math.round(spread)], [2 ** -10, 1638]);
  const fine = featureGrid(releaseOf(recordsOf([Array(784).fill(0)], BALL), { k: 64 }), 784);
  t.ok(fine.step < 1 / 28 / 16, 'much noise: still far finer than a coordinate of typical size');
  t.throws(() => labelGrid(1000, 5000), { name: 'DomainError' });
  t.end();
});

test('what is released is the mean of the group and noise of exactly the declared scale', (t) => {
  const rows = randomRows(3, 40, 'noise');
  for (const law of ['gaussian', 'laplace'] as const)
    for (const k of [1, 3]) {
      const classes = Array.from({ length: 40 }, (_, c) => `${c}`);
      const records = recordsOf(k === 1 ? [rows[0]] : rows, BALL, classes);
      const mechanism = releaseOf(records, {
        k,
        releases: 25_000,
        noise: { law, scale: 0.37 },
        labels: { kind: 'noised', scale: 1.9 },
      });
      const release = prepareRelease(mechanism, records);
      const { features, labels } = release.draw(seededBits('noise', law, k));
      const mean = rows[0].map((_, c) => rows.slice(0, k).reduce((sum, row) => sum + row[c] / k, 0));
      const tail = law === 'gaussian' ? normalTail : (x: number) => Math.exp(-x) / 2;
      for (const [values, width, about, scale, grid] of [
        [features, 40, mean, 0.37, release.grids.features],
        [labels, 40, classes.map((_, c) => (c < k ? 1 / k : 0)), 1.9, release.grids.labels],
      ] as const) {
        const unit = (grid?.step ?? 0) / k;
        const first = -Math.ceil((40 * scale) / unit);
        const counts = new Float64Array(1 - 2 * first);
        // the mean of the quantised records is within a step of the mean: what is left is noise in whole steps
        for (const [i, x] of values.entries()) counts[Math.round((x - about[i % width]) / unit) - first] += 1;
        const cdf = (by: number) => (v: number) => {
          const x = ((v + 0.5) * unit) / (scale * by);
          return x > 0 ? 1 - tail(x) : tail(-x);
        };
        const right = kolmogorovSmirnov(counts, first, cdf(1));
        // a step is at most 1/1024 of the noise: half a step of quantisation moves the law by less than 0.0003
        t.ok(right.distance <= right.critical + 3e-4, `${law} ${k} ${width}: ${right.distance}`);
        for (const by of [0.98, 1.02]) {
          const wrong = kolmogorovSmirnov(counts, first, cdf(by));
          t.ok(wrong.distance > wrong.critical + 3e-4, `${law} ${k} ${width}: not ${by} times it`);
        }
      }
    }
  t.end();
});

test('partition with k = 1 is each record with noise, once an epoch; exposed labels carry none', (t) => {
  const records = recordsOf([[0.1], [0.3], [0.5], [0.7]], { kind: 'box', low: 0, high: 1, dimension: 1 });
  const noise = { law: 'gaussian', scale: 1e-4 } as const;
  const single = { k: 1, releases: 8, design: 'partition', noise, labels: { kind: 'exposed' } } as const;
  const { features, labels } = drawMixtures(releaseOf(records, single), records, seededBits('one'));
  for (const epoch of [0, 4]) {
    const values = [...features.subarray(epoch, epoch + 4)].map((x) => Math.round(10 * x));
    t.same([...values].sort(), [1, 3, 5, 7]);
    t.same(
      values.map((v, i) => [labels[2 * (epoch + i)], labels[2 * (epoch + i) + 1], v]),
      values.map((v) => (v === 1 || v === 5 ? [1, 0, v] : [0, 1, v])),
    );
  }
  t.end();
});

test('a mechanism that is not of these records is refused', (t) => {
  const records = recordsOf(randomRows(6, 3, 'refused'), BALL);
  const refused = (fields: Partial<Mixup>, message: RegExp, of = records): void =>
    void t.throws(() => prepareRelease(releaseOf(of, fields), of), { message }, `${message}`);
  refused({ n: 7 }, /^n must be the number of records, 6, got 7/);
  refused({ k: 7 }, /^k must be a whole number in \[1, 6\], got 7/);
  refused({ k: 2.5 }, /^k must be/);
  refused({ releases: 0 }, /^releases must be/);
  refused({ releases: 4, design: 'partition' }, /^releases must be a whole number of epochs of 3/);
  refused({ releases: 4, design: 'balanced' }, /^releases must be a whole number of epochs of 6/);
  refused({ noise: { law: 'laplace', scale: 0 } }, /^scale must be finite and > 0/);
  refused({ noise: { law: 'laplace', scale: 1e9 } }, /^scale must be below/);
  refused({ labels: { kind: 'noised', scale: Number.NaN } }, /^label scale must be/);
  refused({ adjacency: 'add-remove' }, /adjacency add-remove: .* use 'replace'/);
  refused({ adjacency: 'add-remove' }, /^adjacency add-remove: .* use 'replace'/);
  refused({ labels: { kind: 'in-record' } }, /labels in-record: .* use labels 'noised' or 'exposed'/);
  refused({ domain: { kind: 'l2-ball', radius: 2 } }, /^domain must be that of the records, .*"radius":1/);
  refused(
    { domain: { kind: 'l2-ball', radius: 1, dimension: 4 } },
    /^dimension must be that of the records, 3/,
  );
  const bare = { ...records, domain: { kind: 'l2-diameter', diameter: 2 } } as const;
  refused({}, /domain l2-diameter cannot be released/, bare);
  refused({}, /^label of record 1 must be below 1/, { ...records, classes: ['only'] });
  refused({}, /^features must be of length 6 \* 3, got 17/, { ...records, features: new Float32Array(17) });
  const stream = mixtureStream(releaseOf(records), records, seededBits('rows'));
  for (const rows of [0, -1, Number.NaN, 1.5]) t.throws(() => stream.next(rows), { name: 'DomainError' });
  t.end();
});
