import assert from 'node:assert/strict';
import { Decimal } from 'decimal.js';
import * as fc from 'fast-check';
import { test } from 'tap';
import { type ClipDomain, checkedInDomain, inDomain } from '../../lib/data/check-domain.js';
import { intoDomain } from '../../lib/data/clip.js';
import { float32AtLeast, float32AtMost, MAX_FLOAT32, towardsZero32 } from '../../lib/data/float32.js';
import { nextDown, nextUp } from '../../lib/numerics/index.js';
import { records } from './records.js';

const RUNS = { seed: 20210305, numRuns: 300 };

const D = Decimal.clone({ precision: 60, minE: -9e15, maxE: 9e15 });

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
