import fc from 'fast-check';
import { test } from 'tap';
import { complementDown, complementUp, psi } from '../../lib/certify/psi.js';
import { certifiedRadius, survives } from '../../lib/certify/radius.js';
import type { Profile } from '../../lib/core/index.js';
import { DomainError, normalCdf, normalQuantile } from '../../lib/numerics/index.js';
import { discrete, gaussian, laplaceProfile, pureProfile, symmetric } from './profiles.js';

const unit = fc.double({ min: 1e-6, max: 1 - 1e-9, noNaN: true });
const weights = (length: number) =>
  fc
    .array(fc.integer({ min: 0, max: 20 }), { minLength: length, maxLength: length })
    .filter((w) => w.some((x) => x > 0));
const normalised = (w: readonly number[]) => w.map((x) => x / w.reduce((a, b) => a + b, 0));
const measure = (law: readonly number[], event: number) =>
  law.reduce((sum, p, i) => sum + ((event >> i) & 1 ? p : 0), 0);

/** Psi on the other side of duality: the mass a randomised test of size 1 - p must leave. */
function tradeOff(clean: readonly number[], poisoned: readonly number[], p: number): number {
  // points without clean mass compare as equal to all others, which is no order: they have no part in the test
  const order = clean
    .flatMap((mass, i) => (mass === 0 ? [] : [i]))
    .sort((a, b) => poisoned[a] * clean[b] - poisoned[b] * clean[a]);
  let [left, kept] = [p, 0];
  for (const i of order) {
    const share = Math.min(1, left / clean[i]);
    kept += share * poisoned[i];
    left -= share * clean[i];
    if (left <= 0) break;
  }
  return kept;
}

test('psi is exact for the Gaussian, from below', (t) => {
  const closed = (mu: number, p: number) => normalCdf(normalQuantile(p) - mu);
  for (const mu of [1e-4, 0.02, 0.3, 1, 2.5, 6])
    for (const p of [1e-6, 0.01, 0.3, 0.5, 0.8, 0.99, 0.99312, 1 - 1e-9]) {
      const found = psi(gaussian(mu), p, 1);
      const exact = closed(mu, p);
      t.ok(found <= exact * (1 + 1e-11) + 1e-300, `mu ${mu}, p ${p}: ${found} above ${exact}`);
      t.ok(found >= exact * (1 - 1e-8) - 1e-15, `mu ${mu}, p ${p}: ${found} far below ${exact}`);
    }
  t.end();
});

test('the complement branch is what matters near 1', (t) => {
  const profile = gaussian(1.5);
  let first = 0;
  for (let e = 0; e <= 20; e += 1e-3)
    first = Math.max(first, Math.exp(-e) * (0.99 - profile.at(e, 1, 'forward')));
  t.ok(Math.abs(first - 0.4433) < 5e-5, `first branch ${first}`);
  t.ok(Math.abs(psi(profile, 0.99, 1) - 0.7957) < 5e-5);
  t.end();
});

test('psi is exact at kinks: pure epsilon and Laplace', (t) => {
  for (const e of [0.05, 0.7, 2])
    for (const p of [0.02, 0.4, 0.6, 0.84, 0.999]) {
      const exact = Math.max(Math.exp(-e) * p, 1 - Math.exp(e) * (1 - p));
      const found = psi(pureProfile(e), p, 1);
      t.ok(Math.abs(found - exact) < 1e-8 && found <= exact + 1e-15, `pure ${e}, ${p}`);

      const a = 1 - p;
      const laplace =
        a < Math.exp(-e) / 2
          ? 1 - Math.exp(e) * a
          : a <= 0.5
            ? Math.exp(-e) / (4 * a)
            : Math.exp(-e) * (1 - a);
      const seen = psi(laplaceProfile(e), p, 1);
      t.ok(Math.abs(seen - laplace) < 1e-8 && seen <= laplace + 1e-15, `Laplace ${e}, ${p}`);
    }
  t.ok(Math.abs(psi(pureProfile(1), 0.84, 1) - 0.565) < 5e-4, 'the worked example of accuracy .84');
  t.end();
});

test('no event of any pair of laws falls below psi, and some event reaches it', (t) => {
  let wrongWayViolations = 0;
  fc.assert(
    fc.property(weights(5), weights(5), (v, w) => {
      const [x, y] = [normalised(v), normalised(w)];
      const profile = discrete(x, y);
      for (let event = 1; event < 32; event++) {
        const p = Math.min(1, measure(x, event));
        if (psi(profile, p, 1) > measure(y, event) + 1e-12) return false;
        if (psi(profile, Math.min(1, measure(y, event)), 1, 'poisoned') > measure(x, event) + 1e-12)
          return false;
        if (psi(profile, p, 1, 'poisoned') > measure(y, event) + 1e-6) wrongWayViolations++;
        if (!(psi(profile, p, 1) >= tradeOff(x, y, p) - 1e-7)) return false;
      }
      return true;
    }),
    { numRuns: 60 },
  );
  t.ok(wrongWayViolations > 0, 'the direction matters: the other orientation is unsound here');
  t.end();
});

test('psi laws', (t) => {
  fc.assert(
    fc.property(
      unit,
      unit,
      fc.double({ min: 0.01, max: 3, noNaN: true }),
      fc.integer({ min: 0, max: 6 }),
      (p, q, mu, r) => {
        const profile = gaussian(mu);
        const [low, high] = [Math.min(p, q), Math.max(p, q)];
        const at = (x: number, poisons: number) => psi(profile, x, poisons);
        return (
          at(low, r) <= at(high, r) + 1e-9 &&
          at(p, r + 1) <= at(p, r) + 1e-9 &&
          at(p, r) <= p &&
          at(p, r) >= 0 &&
          at((low + high) / 2, r) <= (at(low, r) + at(high, r)) / 2 + 1e-9
        );
      },
    ),
    { numRuns: 100 },
  );
  t.equal(psi(gaussian(1), 0.7, 0), 0.7);
  t.equal(psi(gaussian(1), 0, 3), 0);
  t.equal(psi(gaussian(1), 1, 3), 1, 'what is certain stays certain under a Gaussian shift');
  t.equal(psi(discrete([1, 0], [0.75, 0.25]), 1, 1) <= 0.75, true, 'unless mass can escape');
  t.end();
});

test('a profile that fails certifies nothing', (t) => {
  for (const value of [Number.NaN, 1, 2, -1, Infinity, -Infinity]) {
    const broken = symmetric(() => value);
    t.equal(psi(broken, 0.999, 1), 0, `delta ${value}`);
    t.equal(certifiedRadius(broken, 1, 0).radius, 0, `radius at delta ${value}`);
  }
  const throwing: Profile<'upper'> = {
    ...gaussian(1),
    at() {
      throw new DomainError('epsilon', 'known', 'nothing');
    },
  };
  t.throws(() => psi(throwing, 0.9, 1), DomainError);
  t.throws(() => psi(gaussian(1), Number.NaN, 1), DomainError);
  t.throws(() => psi(gaussian(1), 1.1, 1), DomainError);
  t.throws(() => psi(gaussian(1), 0.9, 0.5), DomainError);
  t.throws(() => psi(gaussian(1), 0.9, Number.NaN), DomainError);
  t.end();
});

test('one psi asks the profile about a hundred times at most', (t) => {
  for (const [mu, p] of [
    [0.01, 0.9],
    [1, 0.5],
    [8, 0.999],
    [40, 0.6],
  ]) {
    let calls = 0;
    const inner = gaussian(mu);
    const counted: Profile<'upper'> = {
      ...inner,
      at(epsilon, poisons, direction) {
        calls++;
        return inner.at(epsilon, poisons, direction);
      },
    };
    psi(counted, p, 1);
    t.ok(calls <= 110, `${calls} calls at mu ${mu}`);
  }
  t.end();
});

test('complements are on their side', (t) => {
  fc.assert(
    fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (x) => {
      const [down, up] = [complementDown(x), complementUp(x)];
      // 1 - down >= x and 1 - up <= x, exactly: a difference from 1 of a double in [1/2, 1] is exact
      return down <= up && (down < 0.5 || 1 - down >= x) && (up < 0.5 || 1 - up <= x);
    }),
  );
  t.equal(complementDown(1e-20), 1 - 2 ** -53);
  t.equal(complementUp(1e-20), 1);
  t.equal(complementDown(0.25), 0.75);
  t.end();
});

test('certified radius of the Gaussian is the closed form', (t) => {
  fc.assert(
    fc.property(
      unit,
      unit,
      fc.double({ min: 0.02, max: 1, noNaN: true }),
      fc.boolean(),
      (p, q, mu, nested) => {
        const [pA, pB] = [Math.max(p, q), Math.min(p, q) * (1 - Math.max(p, q))];
        fc.pre(pA > pB);
        const real = (normalQuantile(pA) - normalQuantile(pB)) / 2 / mu;
        fc.pre(Math.abs(real - Math.round(real)) > 1e-4);
        return certifiedRadius(gaussian(mu), pA, pB, { nested }).radius === Math.floor(real);
      },
    ),
    { numRuns: 60 },
  );
  t.end();
});

test('radius: abstention, cap, failure of monotonicity, claim', (t) => {
  const abstaining = certifiedRadius(gaussian(0.1), 0.4, 0.4);
  t.equal(abstaining.radius, 0);
  t.match(abstaining.abstain, /do not separate/);
  t.equal(certifiedRadius(gaussian(0.1), 0.4, 0.5).radius, 0);
  const capped = certifiedRadius(gaussian(0.001), 0.99, 0.01, { maximalRadius: 7, confidence: 0.999 });
  t.strictSame(
    [capped.radius, capped.capped, capped.claim.confidence, capped.claim.side],
    [7, true, 0.999, 'lower'],
  );
  t.equal(
    certifiedRadius(
      symmetric(() => 0),
      0.6,
      0.4,
      { nested: true, maximalRadius: 37 },
    ).radius,
    37,
  );

  // r = 2 is worse than r = 3: every smaller r must hold.
  const dented = symmetric((e, r) => laplaceProfile(1).at(e, r === 2 ? 9 : 0.1, 'forward'));
  t.equal(certifiedRadius(dented, 0.9, 0.1).radius, 1);
  t.ok(survives(dented, 0.9, 0.1, 3));
  t.throws(() => certifiedRadius(gaussian(1), Number.NaN, 0), DomainError);
  t.throws(() => certifiedRadius(gaussian(1), 0.9, -0.1), DomainError);
  t.throws(() => certifiedRadius(gaussian(1), 0.9, 0.1, { maximalRadius: 1.5 }), DomainError);
  t.end();
});

test('radius is tight: just beyond it one classifier with these probabilities flips', (t) => {
  const [mu, pA, pB] = [0.3, 0.9, 0.06];
  const { radius } = certifiedRadius(gaussian(mu), pA, pB);
  const after = (r: number) => [
    normalCdf(normalQuantile(pA) - r * mu),
    normalCdf(normalQuantile(pB) + r * mu),
  ];
  t.ok(after(radius)[0] > after(radius)[1], 'holds at the radius');
  t.ok(after(radius + 1)[0] < after(radius + 1)[1], 'half-lines A = {x < a}, B = {x > b} swap');
  t.end();
});

test('pure epsilon: the closed-form radius', (t) => {
  for (const [pA, pB, e] of [
    [0.9, 0.01, 0.1],
    [0.9, 0.1, 0.04],
    [0.6, 0.02, 0.13],
  ]) {
    const most = Math.max(Math.log(pA / pB) / 2, Math.log(1 / (1 - pA + pB)));
    t.equal(certifiedRadius(pureProfile(e), pA, pB).radius, Math.floor(most / e));
  }
  t.end();
});
