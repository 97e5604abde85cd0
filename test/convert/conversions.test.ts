import * as fc from 'fast-check';
import { test } from 'tap';
import { gaussianProfile } from '../../lib/bounds/index.js';
import {
  epsilonAt,
  groupEpsilonDelta,
  groupRenyi,
  pointProfile,
  renyiDelta,
  renyiEpsilon,
  renyiEpsilonAtOrder,
  tradeOff,
} from '../../lib/convert/index.js';
import type { Profile, RenyiCurve } from '../../lib/core/index.js';

const SEED = 20210303;

type Law = readonly number[];

/** H_{e^epsilon}(P||Q) by definition. */
const hockeyStick = (p: Law, q: Law, epsilon: number): number =>
  p.reduce((sum, x, i) => sum + Math.max(0, x - Math.exp(epsilon) * (q[i] as number)), 0);

/** Renyi divergence by definition. */
const renyi = (p: Law, q: Law, order: number): number =>
  Math.log(p.reduce((sum, x, i) => sum + x ** order * (q[i] as number) ** (1 - order), 0)) / (order - 1);

const law = fc
  .array(fc.integer({ min: 1, max: 60 }), { minLength: 4, maxLength: 4 })
  .map((counts) => counts.map((count) => count / counts.reduce((a, b) => a + b)));

/** r + 1 laws, of which each differs from the next by one record. */
const chain = fc.array(law, { minLength: 2, maxLength: 6 });

const steps = (laws: readonly Law[]): [Law, Law][] =>
  laws.slice(1).flatMap((next, i): [Law, Law][] => {
    const here = laws[i] as Law;
    return [
      [here, next],
      [next, here],
    ];
  });

const epsilons = fc.noBias(fc.integer({ min: 0, max: 300 })).map((x) => x / 100);
const orders = fc.noBias(fc.integer({ min: 1, max: 2000 })).map((x) => 1 + x / 50);

const DOUBT = 1e-12; // the references' own rounding

test('a chain of records obeys the group conversion, and r delta would not do', (t) => {
  fc.assert(
    fc.property(chain, epsilons, (laws, epsilon) => {
      const delta = Math.max(...steps(laws).map(([p, q]) => hockeyStick(p, q, epsilon)));
      const poisons = laws.length - 1;
      const group = groupEpsilonDelta({ epsilon, delta }, poisons);
      const exact = hockeyStick(laws[0] as Law, laws[poisons] as Law, poisons * epsilon);
      return group.epsilon >= poisons * epsilon && group.delta >= exact - DOUBT;
    }),
    { seed: SEED, numRuns: 3000 },
  );
  // r = 2, worked by hand: epsilon = ln 2, delta = 1/8. P(S) = 2 (2 x + 1/8) + 1/8 at x = 1/8.
  const group = groupEpsilonDelta({ epsilon: Math.LN2, delta: 1 / 8 }, 2);
  t.ok(Math.abs(group.delta - 3 / 8) < 1e-12);
  const [clean, middle, far]: Law[] = [
    [7 / 8, 1 / 8],
    [3 / 8, 5 / 8],
    [1 / 8, 7 / 8],
  ];
  t.ok(hockeyStick(clean as Law, middle as Law, Math.LN2) <= 1 / 8 + DOUBT);
  t.ok(hockeyStick(middle as Law, far as Law, Math.LN2) <= 1 / 8 + DOUBT);
  t.ok(hockeyStick(clean as Law, far as Law, 2 * Math.LN2) > 2 / 8 + 0.1, 'attained: more than r delta');
  t.end();
});

test('a chain of records obeys the group rule of Renyi divergence', (t) => {
  fc.assert(
    fc.property(chain, orders, (laws, order) => {
      const divergence = Math.max(...steps(laws).map(([p, q]) => renyi(p, q, order)));
      const group = groupRenyi(order, divergence, laws.length - 1);
      const least = 2 ** (Math.ceil(Math.log2(laws.length - 1)) + 1);
      if (group === undefined) return laws.length > 2 && order < least;
      return renyi(laws[0] as Law, laws.at(-1) as Law, group.order) <= group.divergence + DOUBT;
    }),
    { seed: SEED, numRuns: 3000 },
  );
  t.same(groupRenyi(8, 1, 4)?.order, 2);
  t.ok(Math.abs((groupRenyi(8, 1, 3)?.divergence ?? 0) - 9) < 1e-11, 'three records count as four');
  t.equal(groupRenyi(7.9, 1, 4), undefined, 'the order must last');
  t.end();
});

test('one (epsilon, delta) implies its profile, which one pair attains everywhere', (t) => {
  fc.assert(
    fc.property(
      epsilons,
      fc.integer({ min: 0, max: 99 }),
      fc.integer({ min: -500, max: 500 }),
      (e0, d, e) => {
        const [delta, epsilon] = [d / 100, e / 100];
        // revealed with probability delta, else randomised response
        const high = ((1 - delta) * Math.exp(e0)) / (1 + Math.exp(e0));
        const low = (1 - delta) / (1 + Math.exp(e0));
        const exact = hockeyStick([delta, high, low, 0], [0, low, high, delta], epsilon);
        const bound = pointProfile({ epsilon: e0, delta }, epsilon);
        return bound >= exact - 1e-15 && bound <= exact + DOUBT;
      },
    ),
    { seed: SEED, numRuns: 3000 },
  );
  t.equal(pointProfile({ epsilon: 1, delta: 0.25 }, Infinity), 0.25);
  t.equal(pointProfile({ epsilon: 1, delta: 0.25 }, -Infinity), 1);
  t.equal(pointProfile({ epsilon: 1, delta: 0.25 }, Number.NaN), 1);
  t.equal(pointProfile({ epsilon: 1000, delta: 0 }, 10), 1, 'an overflow claims nothing');
  t.end();
});

test('Renyi divergence bounds delta of every pair, at any order', (t) => {
  fc.assert(
    fc.property(law, law, epsilons, orders, (p, q, epsilon, order) => {
      const bound = renyiDelta(epsilon, order, Math.max(0, renyi(p, q, order)));
      return bound >= hockeyStick(p, q, epsilon) - DOUBT;
    }),
    { seed: SEED, numRuns: 3000 },
  );
  t.end();
});

test('the conversion from Renyi divergence cannot be improved for one loss value', (t) => {
  // Mass at the one loss z = epsilon + ln(a/(a - 1)): the inequality behind the formula is an equality there.
  for (const [order, epsilon, mass] of [
    [2, 1, 0.3],
    [5.5, 2, 0.01],
    [40, 0.5, 1e-8],
  ] as const) {
    const z = epsilon + Math.log(order / (order - 1));
    const exact = mass * -Math.expm1(epsilon - z);
    const divergence = Math.log(mass) / (order - 1) + z;
    const bound = renyiDelta(epsilon, order, divergence);
    t.ok(bound >= exact * (1 - DOUBT) && bound <= exact * (1 + 1e-9), `order ${order}`);
    const back = renyiEpsilonAtOrder(1e-9, order, 1.5);
    const there = renyiDelta(back, order, 1.5);
    t.ok(there >= 1e-9 * (1 - DOUBT) && there <= 1e-9 * (1 + 1e-6), 'the two forms are inverse');
  }
  t.end();
});

const basis = { theorem: 'closed form', note: 'proofs/plain-profile.md', assumptions: [] };
const gaussian: Profile<'upper'> = {
  side: 'upper',
  adjacency: 'replace',
  basis,
  at: (epsilon) => gaussianProfile(1, epsilon),
};

test('a whole Renyi curve: real orders, also where only small ones are known', (t) => {
  const curve = (maximalOrder: number): RenyiCurve<'upper'> => ({
    side: 'upper',
    adjacency: 'replace',
    basis,
    maximalOrder,
    at: (order) => order / 2,
  });
  const exact = epsilonAt(gaussian, 1e-5, 1);
  const { epsilon, order } = renyiEpsilon(curve(1e6), 1e-5, 1);
  t.ok(epsilon >= exact && epsilon <= 1.1 * exact);
  for (let other = 1.01; other < 40; other *= 1.05)
    t.ok(renyiEpsilonAtOrder(1e-5, other, other / 2) >= epsilon * (1 - 1e-6), 'no order does better');
  t.ok(Math.abs(renyiEpsilonAtOrder(1e-5, order, order / 2) - epsilon) < 1e-12);
  const small = renyiEpsilon(curve(1.001), 1e-5, 1);
  t.ok(small.order <= 1.001 && small.epsilon >= exact && small.epsilon < Infinity);
  t.end();
});

test('the trade-off function of a profile is that of its pair', (t) => {
  const curve = tradeOff(gaussian);
  // mu = 1: f(1 - Phi(x)) = Phi(x - 1); values of Phi to 12 digits
  for (const [typeOne, typeTwo] of [
    [0.5, 0.158655253931],
    [0.158655253931, 0.5],
    [0.022750131948, 0.841344746069],
  ] as const) {
    const found = curve.at(typeOne, 1, 'forward');
    t.ok(found <= typeTwo + 1e-11 && found >= typeTwo - 1e-9, `${typeOne}: ${found}`);
  }
  t.equal(curve.at(1, 1, 'forward'), 0);
  t.end();
});
