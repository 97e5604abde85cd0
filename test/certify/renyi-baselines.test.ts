import fc from 'fast-check';
import { test } from 'tap';
import { flipThreshold } from '../../lib/certify/baselines/renyi-flip.js';
import { hoelderKept, hoelderReached } from '../../lib/certify/baselines/renyi-hoelder.js';
import { DomainError } from '../../lib/numerics/index.js';

/** Renyi divergence of two laws on a few points. */
function divergence(order: number, x: readonly number[], y: readonly number[]): number {
  const sum = x.reduce((s, p, i) => (p === 0 ? s : s + p ** order * y[i] ** (1 - order)), 0);
  return Math.log(sum) / (order - 1);
}

const law = fc
  .array(fc.integer({ min: 1, max: 40 }), { minLength: 3, maxLength: 3 })
  .map((w) => w.map((x) => x / (w[0] + w[1] + w[2])));

test('Hoelder bounds hold for every pair of laws, and are attained', (t) => {
  fc.assert(
    fc.property(law, law, fc.constantFrom(1.1, 2, 7.5, 60), (x, y, order) => {
      const worst = Math.max(divergence(order, x, y), divergence(order, y, x), 0) + 1e-12;
      return x.every(
        (p, i) =>
          hoelderKept(p, order, worst) <= y[i] + 1e-12 && hoelderReached(p, order, worst) >= y[i] - 1e-12,
      );
    }),
  );
  // Equality where the rest of the mass does not count: Y gives up everything but a share of S.
  const [order, p, q] = [3, 0.6, 0.3];
  const alone = Math.log(p ** order * q ** (1 - order)) / (order - 1);
  t.ok(Math.abs(hoelderKept(p, order, alone) - q) < 1e-12);
  t.ok(Math.abs(hoelderReached(q, order, alone) - p) < 1e-12);
  t.equal(hoelderKept(0.9, 2, Infinity), 0);
  t.equal(hoelderReached(0.1, 2, Infinity), 1);
  t.throws(() => hoelderKept(0.9, 1, 0.1), DomainError);
  t.throws(() => hoelderKept(0.9, 2, Number.NaN), DomainError);
  t.end();
});

test('flip threshold: every law that flips is at least so far, and one is no farther', (t) => {
  fc.assert(
    fc.property(law, law, fc.constantFrom(1.05, 1.5, 3, 20), (x, y, order) => {
      const [a, b] = x[0] >= x[1] ? [0, 1] : [1, 0];
      fc.pre(x[a] > x[b] && y[a] <= y[b]);
      // The threshold is the larger of two lines; each line binds its own direction.
      const far = Math.max(divergence(order, y, x), divergence(order, x, y));
      return flipThreshold(x[a], x[b], order) <= far + 1e-12;
    }),
    { numRuns: 300 },
  );
  // The nearest flipped law: equal mass for A and B, the rest in proportion (poisoned from clean).
  for (const [pA, pB] of [
    [0.7, 0.2],
    [0.9, 0.1],
    [0.5, 0.01],
  ])
    for (const order of [1.2, 2, 9]) {
      const rest = Math.max(0, 1 - pA - pB);
      const power = (s: number) => 2 * ((pA ** s + pB ** s) / 2) ** (1 / s);
      const lines = [1 - order, order].map((s) => {
        const size = power(s);
        const y = [size / 2, size / 2, rest].map((m) => m / (size + rest));
        return s < 0 ? divergence(order, y, [pA, pB, rest]) : divergence(order, [pA, pB, rest], y);
      });
      const found = flipThreshold(pA, pB, order);
      t.ok(Math.abs(found - Math.max(...lines)) < 1e-9, `${pA}, ${pB}, ${order}: ${found} against ${lines}`);
    }
  t.equal(flipThreshold(0.4, 0.5, 2), 0);
  t.ok(Math.abs(flipThreshold(0.8, 0, 1e-9 + 1) + Math.log(1 - 0.8)) < 1e-5);
  t.ok(flipThreshold(0.999, 1e-300, 900) > 0, 'no overflow for a tiny rival');
  t.throws(() => flipThreshold(0.8, 0.1, 1), DomainError);
  t.end();
});
