import type { Decimal } from 'decimal.js';
import fc from 'fast-check';
import { test } from 'tap';
import { EPS, MIN_NORMAL, nextDown, nextUp } from '../../lib/numerics/float.js';
import type { Interval, Real } from '../../lib/numerics/interval.js';
import { iv } from '../../lib/numerics/interval.js';
import { bisect, goldenMinimum } from '../../lib/numerics/search.js';
import { compensatedSum, sumDown, sumUp } from '../../lib/numerics/sum.js';
import { D, exact } from './exact.js';

const WHOLE = { lo: -Infinity, hi: Infinity };
const contains = (x: Interval, y: Decimal) => exact(x.lo).lte(y) && exact(x.hi).gte(y);
const moderate = fc.double({ min: -40, max: 40, noNaN: true });
const any = fc.double({ noNaN: true, noDefaultInfinity: true });

test('nextUp and nextDown: the neighbours, nothing between', (t) => {
  const cases = [
    [1, 1 + EPS],
    [1 - EPS / 2, 1],
    [0, Number.MIN_VALUE],
    [-Number.MIN_VALUE, 0],
    [MIN_NORMAL - Number.MIN_VALUE, MIN_NORMAL],
    [1 + (2 ** 32 - 1) * EPS, 1 + 2 ** 32 * EPS], // a carry into the high word
    [-1 - 2 ** 32 * EPS, -1 - (2 ** 32 - 1) * EPS],
    [Number.MAX_VALUE, Infinity],
    [-Infinity, -Number.MAX_VALUE],
  ];
  for (const [x, next] of cases) {
    t.equal(nextUp(x), next === 0 ? -0 : next, `after ${x}`);
    t.equal(nextDown(next), x, `before ${next}`);
  }
  t.equal(nextUp(Infinity), Infinity);
  t.equal(nextDown(-Infinity), -Infinity);
  t.ok(Number.isNaN(nextUp(NaN)) && Number.isNaN(nextDown(NaN)));
  fc.assert(
    fc.property(any, (x) => {
      const up = nextUp(x);
      const middle = x / 2 + up / 2;
      return (
        up > x &&
        nextDown(up) === x &&
        (up === Infinity || Math.abs(x) < 1e-300 || middle === x || middle === up)
      );
    }),
  );
  t.end();
});

const BINARY = ['add', 'sub', 'mul', 'div', 'min', 'max'] as const;
const UNARY = ['exp', 'expm1', 'log', 'log1p', 'sqrt', 'neg'] as const;
type Op = (typeof BINARY)[number] | (typeof UNARY)[number];
type Expression = number | { op: Op; of: Expression[] };

const { expression } = fc.letrec<{ expression: Expression }>((tie) => ({
  expression: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    moderate,
    fc.record({
      op: fc.constantFrom(...BINARY),
      of: fc.array(tie('expression'), { minLength: 2, maxLength: 2 }),
    }),
    fc.record({
      op: fc.constantFrom(...UNARY),
      of: fc.array(tie('expression'), { minLength: 1, maxLength: 1 }),
    }),
  ),
}));

/** The digits that 1 + a and exp(a) - 1 cost, on top; for smaller a the first three terms do. */
const Fine = D.clone({ precision: 90 });

function inDecimal(op: Op, a: Decimal, b: Decimal): Decimal {
  switch (op) {
    case 'add':
      return a.plus(b);
    case 'sub':
      return a.minus(b);
    case 'mul':
      return a.times(b);
    case 'div':
      return a.div(b);
    case 'min':
      return D.min(a, b);
    case 'max':
      return D.max(a, b);
    case 'exp':
      return a.exp();
    case 'expm1':
      return a.abs().lt(1e-20) ? a.plus(a.pow(2).div(2)).plus(a.pow(3).div(6)) : Fine.exp(a).minus(1);
    case 'log':
      return a.ln();
    case 'log1p':
      return a.abs().lt(1e-20) ? a.minus(a.pow(2).div(2)).plus(a.pow(3).div(3)) : Fine.add(1, a).ln();
    case 'sqrt':
      return a.sqrt();
    case 'neg':
      return a.neg();
  }
}

/** Both values of an expression; undefined where the exact one is not a moderate number. */
function evaluate(e: Expression): readonly [Real, Decimal] | undefined {
  if (typeof e === 'number') return [e, exact(e)];
  const parts = e.of.map(evaluate);
  const [a, b] = [parts[0], parts[1] ?? parts[0]];
  if (a === undefined || b === undefined) return undefined;
  if (e.op.startsWith('exp') && a[1].abs().gt(500)) return undefined;
  const value = inDecimal(e.op, a[1], b[1]);
  if (!value.isFinite() || value.abs().gt('1e290')) return undefined;
  const binary = (BINARY as readonly string[]).includes(e.op);
  return [binary ? iv[e.op as 'add'](a[0], b[0]) : iv[e.op as 'exp'](a[0]), value];
}

test('an interval contains the exact value of the same expression', (t) => {
  let seen = 0;
  fc.assert(
    fc.property(expression, (e) => {
      const both = evaluate(e);
      if (both === undefined || typeof both[0] === 'number') return true;
      seen++;
      return contains(both[0], both[1]);
    }),
    { numRuns: 1500 },
  );
  t.ok(seen > 200, `${seen} expressions had a value`);
  t.end();
});

test('one operation on doubles: contained, and no wider than stated', (t) => {
  for (const op of [...BINARY, ...UNARY])
    fc.assert(
      fc.property(moderate, moderate, (x, y) => {
        const both = evaluate({ op, of: [x, y] });
        if (both === undefined) return true;
        const { lo, hi } = both[0] as Interval;
        const wide = Math.max(Math.abs(lo), Math.abs(hi)) * 4 * EPS + 8 * Number.MIN_VALUE;
        return contains({ lo, hi }, both[1]) && hi - lo <= wide;
      }),
      { numRuns: 400 },
    );
  t.end();
});

test('signs, exact values and infinite ends survive', (t) => {
  t.same(iv.exp(0), { lo: 1, hi: 1 });
  t.same([iv.expm1(0), iv.log1p(0), iv.log(1), iv.sqrt(0)], Array(4).fill({ lo: 0, hi: 0 }));
  t.same(iv.add(iv.of(1, 2), 0), { lo: 1, hi: 2 });
  t.same(iv.mul(iv.of(1, 2), 0), { lo: 0, hi: 0 });
  t.same(iv.mul(1e-200, 1e-200), { lo: 0, hi: Number.MIN_VALUE });
  t.same(iv.mul(-1e-200, 1e-200), { lo: -Number.MIN_VALUE, hi: 0 });
  t.same(iv.div(1e-300, 1e300), { lo: 0, hi: Number.MIN_VALUE });
  t.ok(iv.exp(-800).lo === 0 && iv.exp(-800).hi > 0);
  t.ok(iv.exp(800).lo < Infinity && iv.exp(800).hi === Infinity);
  t.ok(iv.mul(1e200, 1e200).lo < Infinity && iv.mul(1e200, 1e200).hi === Infinity);
  t.equal(iv.expm1(-800).lo, -1);
  t.same(iv.mul(iv.of(0, Infinity), iv.of(0, 1)), { lo: 0, hi: Infinity });
  t.equal(iv.log(iv.of(-1, 1)).lo, -Infinity);
  t.equal(iv.log(iv.of(-1, 1)).hi, 0);
  t.equal(iv.log1p(iv.of(-2, 0)).lo, -Infinity);
  t.equal(iv.sqrt(iv.of(-1, 4)).lo, 0);
  t.same(iv.hull(1, iv.of(3, 4)), { lo: 1, hi: 4 });
  t.end();
});

test('what is undefined is never narrow', (t) => {
  for (const op of BINARY)
    for (const other of [0, 1, iv.of(1, 2)]) {
      t.same(iv[op](NaN, other), WHOLE, `${op}(NaN, .)`);
      t.same(iv[op](other, NaN), WHOLE, `${op}(., NaN)`);
      t.same(iv[op](other, { lo: 1, hi: NaN }), WHOLE, `${op}(., [1, NaN])`);
    }
  for (const op of UNARY) {
    t.same(iv[op](NaN), WHOLE, `${op}(NaN)`);
    t.same(iv[op]({ lo: NaN, hi: 1 }), WHOLE, `${op}([NaN, 1])`);
    t.same(iv[op]({ lo: 1, hi: NaN }), WHOLE, `${op}([1, NaN])`);
  }
  t.same(iv.add(Infinity, -Infinity), WHOLE);
  t.same(iv.mul(0, Infinity), WHOLE);
  t.same(iv.div(Infinity, Infinity), WHOLE);
  for (const zero of [0, -0, iv.of(-1, 1), iv.of(0, 1), iv.of(-1, 0)]) t.same(iv.div(1, zero), WHOLE);
  t.same([iv.log(-1), iv.log1p(-2), iv.sqrt(-1), iv.of(NaN)], Array(4).fill(WHOLE));
  t.throws(() => iv.of(2, 1), { name: 'DomainError' });
  t.end();
});

test('compensated sums', (t) => {
  t.equal(compensatedSum([1, 1e100, 1, -1e100]), 2);
  t.equal(compensatedSum(new Float64Array(10).fill(0.1)), 1);
  t.equal(compensatedSum([]), 0);
  t.equal(compensatedSum([Infinity, 1]), Infinity);
  t.ok(Number.isNaN(compensatedSum([Infinity, -Infinity])));
  t.end();
});

test('sumDown <= exact sum <= sumUp, within 2^-50', (t) => {
  const terms = fc.array(
    fc
      .tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.integer({ min: -60, max: 60 }))
      .map(([x, e]) => x * 2 ** e),
    { maxLength: 60 },
  );
  fc.assert(
    fc.property(terms, (xs) => {
      const truth = xs.reduce((s, x) => s.plus(exact(x)), new D(0));
      const [down, up] = [exact(sumDown(xs)), exact(sumUp(xs))];
      const room = truth.times(2 ** -50).plus(Number.MIN_VALUE * 2);
      return down.lte(truth) && up.gte(truth) && up.minus(truth).lte(room) && truth.minus(down).lte(room);
    }),
  );
  t.same([sumUp([]), sumDown([]), sumUp([0, 0])], [0, 0, 0]);
  t.ok(sumUp([1e308, 1e308]) === Infinity && sumDown([1e308, 1e308]) < Infinity);
  for (const bad of [NaN, -1]) {
    t.throws(() => sumUp([1, bad]), { name: 'DomainError' });
    t.throws(() => sumDown([1, bad]), { name: 'DomainError' });
  }
  t.end();
});

test('bisect returns two neighbouring points, each looked at', (t) => {
  const seen = new Map<number, boolean>();
  const squareBelowTwo = (x: number) => {
    seen.set(x, x * x < 2);
    return x * x < 2;
  };
  const { holds, fails } = bisect(0, 10, squareBelowTwo);
  t.equal(nextUp(holds), fails);
  t.ok(seen.get(holds) === true && seen.get(fails) === false);
  t.ok(Math.abs(holds - Math.SQRT2) <= 2 * EPS);
  const falling = bisect(-3, 8, (x) => x > 1, 5);
  t.ok(falling.holds > 1 && falling.fails <= 1, 'holds at the upper end');
  t.equal(falling.holds - falling.fails, 11 / 32, 'five halvings');
  t.throws(() => bisect(0, 1, () => true), { name: 'DomainError' });
  t.throws(() => bisect(0, 1, () => false), { name: 'DomainError' });
  t.throws(() => bisect(0, Infinity, (x) => x < 1), { name: 'DomainError' });
  t.throws(() => bisect(NaN, 1, (x) => x < 1), { name: 'DomainError' });
  t.end();
});

test('goldenMinimum finds interior and end minima, and steps around NaN', (t) => {
  const inside = goldenMinimum((x) => (x - 1.3) ** 2, -5, 9, 1e-7);
  t.ok(Math.abs(inside.at - 1.3) <= 1e-7);
  t.equal(inside.value, (inside.at - 1.3) ** 2);
  t.equal(goldenMinimum((x) => x, 2, 3, 1e-3).at, 2);
  t.equal(goldenMinimum((x) => -x, 2, 3, 1e-3).at, 3);
  t.same(goldenMinimum(() => NaN, 0, 1, 0.1).value, Infinity);
  t.ok(Math.abs(goldenMinimum((x) => (x < 2 ? NaN : x), 0, 5, 1e-6).at - 2) < 1e-5);
  t.throws(() => goldenMinimum((x) => x, 1, 0, 0.1), { name: 'DomainError' });
  t.throws(() => goldenMinimum((x) => x, 0, 1, 0), { name: 'DomainError' });
  t.throws(() => goldenMinimum((x) => x, 0, NaN, 1), { name: 'DomainError' });
  t.end();
});
