import { test } from 'tap';
import { erfc, erfcx } from '../../lib/numerics/erfc.js';
import { EPS, MIN_NORMAL, nextDown, nextUp } from '../../lib/numerics/float.js';
import {
  logNormalTail,
  normalCdf,
  normalPdf,
  normalTail,
  normalTailBounds,
  normalTailSlack,
} from '../../lib/numerics/normal.js';
import { normalQuantile, normalTailQuantile } from '../../lib/numerics/normal-quantile.js';
import { expMinusSquare, scaledTail } from '../../lib/numerics/scaled-tail.js';
import { D, exact, fixture, units } from './exact.js';

const NORMAL = fixture<[number, string, string]>('normal: x, P(Z > x), ln P(Z > x)');

test('normalTail is a few ulp off everywhere, far from the origin too', (t) => {
  for (const [x, tail] of NORMAL) t.ok(units(normalTail(x), tail) <= 6, `x = ${x}`);
  t.end();
});

test('its slack covers an argument that is off by a rounding, and little more', (t) => {
  for (const [x, tail] of NORMAL)
    for (const off of [nextDown(x), x, nextUp(x)])
      t.ok(units(normalTail(off), tail) * EPS <= normalTailSlack(x), `x = ${x}, argument ${off}`);
  for (const x of [10, 20, 37])
    t.ok(
      normalTail(nextDown(x)) / normalTail(x) - 1 > 0.3 * normalTailSlack(x),
      `not three times too large at ${x}`,
    );
  t.equal(normalTailSlack(-5), 12 * EPS);
  t.end();
});

test('normalTailBounds encloses the exact tail, tightly for x <= 37.5', (t) => {
  for (const [x, tail] of NORMAL) {
    const { lo, hi } = normalTailBounds(x);
    t.ok(exact(lo).lte(tail) && exact(hi).gte(tail), `x = ${x}: ${lo} <= ${tail} <= ${hi}`);
    t.ok(hi - lo <= 2.2 * normalTailSlack(x) * hi, `x = ${x}: width`);
  }
  for (const x of [37.6, 38.5, 50, 1e9, Infinity]) {
    const { lo, hi } = normalTailBounds(x);
    t.ok(lo === 0 && hi > MIN_NORMAL && hi < 1e-307, `x = ${x}: what underflows is not called 0`);
  }
  t.same(normalTailBounds(NaN), { lo: 0, hi: 1 });
  t.same(normalTailBounds(-Infinity).hi, 1);
  const wide = normalTailBounds({ lo: 1, hi: 2 });
  t.ok(wide.lo < 0.02275013195 && wide.hi > 0.15865525393, 'an enclosed argument');
  t.end();
});

test('the tail falls to 0 through the subnormals and never rises', (t) => {
  let before = 1;
  for (let x = -9; x <= 40; x += 1 / 64) {
    const tail = normalTail(x);
    t.ok(tail <= before, `at ${x}`);
    before = tail;
  }
  t.ok(normalTail(38) > 0 && normalTail(38) < MIN_NORMAL);
  t.equal(normalTail(39), 0);
  t.equal(normalTail(Infinity), 0);
  t.equal(normalTail(-Infinity), 1);
  t.ok(Number.isNaN(normalTail(NaN)));
  t.equal(normalCdf(-3), normalTail(3));
  t.end();
});

test('logNormalTail to 4 ulp, to x = 1e8', (t) => {
  for (const [x, , log] of NORMAL)
    if (Math.abs(Number(log)) >= MIN_NORMAL) t.ok(units(logNormalTail(x), log) <= 4, `x = ${x}`);
  for (const [x, log] of fixture<[number, string]>('far: x, ln P(Z > x)'))
    t.ok(units(logNormalTail(x), log) <= 4, `x = ${x}`);
  t.equal(logNormalTail(Infinity), -Infinity);
  t.ok(Number.isNaN(logNormalTail(NaN)));
  t.end();
});

test('quantiles of tails from 5e-324 to 1 - 2^-53', (t) => {
  for (const [p, x] of fixture<[number, string]>('quantiles: p, x with P(Z > x) = p'))
    t.ok(units(normalTailQuantile(p), x) * EPS <= 1e-14, `p = ${p}: ${normalTailQuantile(p)} against ${x}`);
  t.equal(normalQuantile(0.025), -normalTailQuantile(0.025));
  t.ok(Object.is(normalQuantile(0.5), 0) && normalTailQuantile(0.5) === 0);
  t.same([normalQuantile(0), normalQuantile(1)], [-Infinity, Infinity]);
  for (const p of [NaN, -1e-9, 1.1]) t.throws(() => normalQuantile(p), { name: 'DomainError' });
  t.end();
});

test('erfc and erfcx', (t) => {
  for (const [x, plain, scaled] of fixture<[number, string, string]>('erfc: x, erfc, erfcx')) {
    t.ok(units(erfc(x), plain) <= 8, `erfc(${x})`);
    t.ok(units(erfcx(x), scaled) <= 8, `erfcx(${x})`);
  }
  for (const [x, scaled] of fixture<[number, string]>('erfcx: x, erfcx'))
    t.ok(units(erfcx(x), scaled) <= 4, `erfcx(${x}), where the asymptotic series begins and beyond`);
  t.same([erfc(30), erfc(-30), erfcx(-30), erfcx(Infinity)], [0, 2, Infinity, 0]);
  t.ok(Number.isNaN(erfc(NaN)) && Number.isNaN(erfcx(NaN)));
  t.end();
});

test('exp(-x^2) and the density do not lose digits with x', (t) => {
  for (let x = 0.3; x < 26; x += 0.7) {
    const square = exact(x).pow(2);
    t.ok(units(expMinusSquare(x, 1), square.neg().exp()) <= 3, `exp(-${x}^2)`);
    const density = square.div(-2).exp().div(D.acos(-1).times(2).sqrt());
    t.ok(units(normalPdf(-x), density) <= 5, `density at -${x}`);
  }
  t.equal(expMinusSquare(0, 1), 1);
  t.equal(scaledTail(0), 0.5);
  t.end();
});
