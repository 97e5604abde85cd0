import fc from 'fast-check';
import { test } from 'tap';
import { lowerBound, unanimousBound, upperBound } from '../../lib/certify/confidence.js';
import { majorityFailure } from '../../lib/certify/majority.js';
import {
  binomialLowerTail,
  binomialUpperTail,
  DomainError,
  normalQuantile,
} from '../../lib/numerics/index.js';

test('Clopper-Pearson bounds: verified, tight, and right by enumeration', (t) => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 400 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.constantFrom(1e-6, 0.001, 0.05, 0.6),
      (m, share, alpha) => {
        const k = Math.round(share * m);
        const [low, high] = [lowerBound(k, m, alpha), upperBound(k, m, alpha)];
        const sound = binomialUpperTail(k, m, low).hi <= alpha || k === 0;
        const soundAbove = binomialLowerTail(k, m, high).hi <= alpha || k === m;
        const tight = k === 0 || binomialUpperTail(k, m, Math.min(1, low * (1 + 1e-7))).lo > alpha;
        const tightAbove = k === m || binomialLowerTail(k, m, high * (1 - 1e-7)).lo > alpha;
        return sound && soundAbove && tight && tightAbove;
      },
    ),
    { numRuns: 100 },
  );
  t.equal(lowerBound(0, 10, 0.01), 0);
  t.equal(upperBound(10, 10, 0.01), 1);
  // P[the lower bound exceeds the truth] for every truth on a grid: at most alpha, and nearly alpha somewhere.
  let worst = 0;
  for (let j = 1; j < 200; j++) {
    const p = j / 200;
    let wrong = 0;
    for (let k = 0; k <= 20; k++)
      if (lowerBound(k, 20, 0.05) > p)
        wrong += binomialUpperTail(k, 20, p).hi - binomialUpperTail(k + 1, 20, p).lo;
    worst = Math.max(worst, wrong);
  }
  t.ok(worst <= 0.05 + 1e-9 && worst > 0.045, `coverage ${worst}`);
  t.end();
});

test('the ceiling of unanimous votes', (t) => {
  for (const [models, bound, shift] of [
    [100, 0.93325, 1.5],
    [1000, 0.99312, 2.463],
    [10_000, 0.999309, 3.199],
    [100_000, 0.9999309, 3.811],
  ]) {
    const value = unanimousBound(models, 0.001);
    t.ok(
      Math.abs(value - bound) < 6e-6 && Math.abs(normalQuantile(value) - shift) < 6e-4,
      `${models}: ${value}`,
    );
    if (models <= 1000) t.ok(Math.abs(value - lowerBound(models, models, 0.001)) < 1e-12);
  }
  t.throws(() => unanimousBound(0, 0.001), DomainError);
  t.throws(() => lowerBound(11, 10, 0.001), DomainError);
  t.throws(() => lowerBound(1, 10, Number.NaN), DomainError);
  t.throws(() => upperBound(-1, 10, 0.1), DomainError);
  t.end();
});

/** P[the votes of 3 classes are not won outright by the first], by enumeration. */
function majorityLost(p: readonly number[], models: number): number {
  const factorial = (n: number): number => (n < 2 ? 1 : n * factorial(n - 1));
  let lost = 0;
  for (let a = 0; a <= models; a++)
    for (let b = 0; a + b <= models; b++) {
      const c = models - a - b;
      const ways = factorial(models) / factorial(a) / factorial(b) / factorial(c);
      if (a <= Math.max(b, c)) lost += ways * p[0] ** a * p[1] ** b * p[2] ** c;
    }
  return lost;
}

test('majority of finitely many models: above the truth, and of the right order', (t) => {
  for (const p of [
    [0.5, 0.3, 0.2],
    [0.7, 0.2, 0.1],
    [0.9, 0.1, 0],
    [0.45, 0.3, 0.25],
  ])
    for (const models of [1, 2, 9, 25]) {
      const exact = majorityLost(p, models);
      t.ok(majorityFailure(p[0], [p[1], p[2]], models) >= exact - 1e-12, `${p}, ${models}`);
      t.ok(majorityFailure(p[0], undefined, models) >= exact - 1e-12, `${p}, ${models}, no rivals`);
    }
  t.ok(majorityFailure(0.9, undefined, 25) < 2e-6);
  t.ok(
    Math.abs(majorityFailure(0.9, undefined, 25) / majorityLost([0.9, 0.1, 0], 25) - 1) < 1e-9,
    'two classes: exact',
  );
  t.ok(
    majorityFailure(0.4, [0.3, 0.3], 2000) < 0.05,
    'a plurality below one half is certified by the rivals',
  );
  t.equal(majorityFailure(0.4, undefined, 2000) > 0.99, true);
  t.equal(majorityFailure(0.3, [0.3, 0.2], 500), 1);
  t.ok(majorityFailure(1, [0], 50) < 1e-300);
  t.throws(() => majorityFailure(0.9, [], 5), DomainError);
  t.throws(() => majorityFailure(Number.NaN, [0.1], 5), DomainError);
  t.throws(() => majorityFailure(0.9, [Number.NaN], 5), DomainError);
  t.throws(() => majorityFailure(0.9, [0.1], 0), DomainError);
  t.end();
});
