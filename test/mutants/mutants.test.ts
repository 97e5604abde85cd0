import { test } from 'tap';
import { composePair } from '../../lib/accountants/compose-pair.js';
import { account } from '../../lib/accountants/index.js';
import {
  collinearPair,
  diameter,
  GAUSSIAN,
  gaussianProfile,
  groupPair,
  LAPLACE,
  pairDelta,
  printedTheorem,
  pureEpsilon,
  radius,
  UNSHIFTED,
} from '../../lib/bounds/index.js';
import { trianglePair } from '../../lib/bounds/triangle-pair.js';
import { epsilonAt } from '../../lib/convert/index.js';
import type { Domain, Mechanism, Mixup } from '../../lib/core/index.js';
import { groupsFollowFromOne, samplingNeverHurts, witnessBelowBound } from '../../lib/laws/index.js';
import { binomialWeights, hitWeights } from '../../lib/numerics/index.js';
import { laplaceSubsets, subsets } from '../accountants/mechanisms.js';
import { hockeySticks } from '../brute-force/mixture.js';
import { hockeyStick, type Records } from '../brute-force/release-law.js';
import { everywhere, holds, withUpper } from './check.js';

const ONE_RELEASE = { n: 6, k: 2, releases: 1, shift: 1.2 };
const SIZE = { n: 1000, k: 4, releases: 1000, shift: 1 };
const EPSILONS = [0, 0.05, 0.3, 1, 2];

/** delta that six points of the line attain: five at one end, the sixth replaced by the other end. */
function attained(mechanism: Mixup, { low, high }: { low: number; high: number }): readonly number[] {
  const clean: Records = Array.from({ length: mechanism.n }, () => [low]);
  const poisoned: Records = clean.with(0, [high]);
  return EPSILONS.map((epsilon) => hockeyStick(poisoned, clean, mechanism.k, mechanism.noise, epsilon));
}

/** What the brute-force tests ask of a profile: never below a data set. */
const covers = (upper: (epsilon: number) => number, deltas: readonly number[]): boolean =>
  deltas.every((delta, i) => upper(EPSILONS[i] as number) >= delta * (1 - 1e-9));

/** What they ask for tightness: one record's profile is attained. */
const tight = (upper: (epsilon: number) => number, deltas: readonly number[]): boolean =>
  deltas.every((delta, i) => upper(EPSILONS[i] as number) <= delta * (1 + 1e-9));

test('mutant: the radius of the domain where its diameter belongs', (t) => {
  const domain: Domain = { kind: 'l2-ball', radius: 0.5 };
  const mechanism = subsets(ONE_RELEASE, { domain });
  const halved: Domain = { kind: 'l2-diameter', diameter: radius(domain, 'l2') };
  const deltas = attained(mechanism, { low: -0.5, high: 0.5 });
  const upperOf = (m: Mixup) => (epsilon: number) => account(m).upper.at(epsilon, 1, 'backward');
  t.ok(covers(upperOf(mechanism), deltas), 'the real one covers the data set');
  t.ok(tight(upperOf(mechanism), deltas), 'and is attained');
  t.notOk(covers(upperOf({ ...mechanism, domain: halved }), deltas), 'the mutant is below it');
  t.equal(diameter(domain, 'l2'), 2 * radius(domain, 'l2'));
  t.end();
});

test('mutant: r delta for r records', (t) => {
  const mechanism = subsets({ ...SIZE, releases: 50 });
  const real = account(mechanism, { accuracy: 1e-3 });
  const mutant = withUpper(real, (epsilon, r, direction) =>
    Math.min(1, r * real.upper.at(epsilon, 1, direction)),
  );
  const samples = everywhere(3);
  t.ok(
    holds(witnessBelowBound, () => real, mechanism, samples),
    'the real one is above every witness',
  );
  t.notOk(
    holds(witnessBelowBound, () => mutant, mechanism, samples),
    'the mutant is below one',
  );
  t.end();
});

test('mutant: epsilon grows with r but delta does not', (t) => {
  const mechanism = subsets({ ...SIZE, releases: 50 });
  const real = account(mechanism, { accuracy: 1e-3 });
  const mutant = withUpper(real, (epsilon, r, direction) => real.upper.at(epsilon / r, 1, direction));
  const samples = everywhere(3);
  t.notOk(
    holds(witnessBelowBound, () => mutant, mechanism, samples),
    'the mutant is below a witness',
  );
  t.ok(
    holds(groupsFollowFromOne, () => real, mechanism, samples),
    'group privacy as it is proved holds',
  );
  t.end();
});

test('mutant: the naive group rate: any hit counts, but only once', (t) => {
  const [poisons, size] = [4, { ...SIZE, n: 60, releases: 20 }];
  const mechanism = subsets(size);
  const real = account(mechanism, { accuracy: 1e-3 });
  const hit = hitWeights(size.n, poisons, size.k).hit;
  const naive = composePair(groupPair(GAUSSIAN, binomialWeights(1, hit), size.shift), size.releases, 1e-3);
  const mutant = withUpper(real, (epsilon, r, direction) =>
    epsilon >= 0 && r === poisons ? naive.upper(epsilon) : real.upper.at(epsilon, r, direction),
  );
  const samples = everywhere(poisons);
  t.ok(
    holds(witnessBelowBound, () => real, mechanism, samples),
    'the real one is above every witness',
  );
  t.notOk(
    holds(witnessBelowBound, () => mutant, mechanism, samples),
    'the mutant is below one',
  );
  t.end();
});

test('mutant: a dropped 1/k in the shift is not tight, one in the rate is not sound', (t) => {
  const mechanism = subsets(ONE_RELEASE);
  const deltas = attained(mechanism, { low: -0.5, high: 0.5 });
  const upperOf = (m: Mixup) => (epsilon: number) => account(m).upper.at(epsilon, 1, 'backward');
  const { k, noise } = mechanism;
  const shiftOfTheSum: Mixup = { ...mechanism, noise: { ...noise, scale: noise.scale / k } };
  const rateOfOne: Mixup = { ...mechanism, k: 1, noise: { ...noise, scale: noise.scale * k } };
  t.ok(tight(upperOf(mechanism), deltas) && covers(upperOf(mechanism), deltas), 'the real one is attained');
  t.notOk(tight(upperOf(shiftOfTheSum), deltas), 'D/sigma for D/(k sigma): too large to be attained');
  t.notOk(covers(upperOf(rateOfOne), deltas), '1/n for k/n: below a data set');
  // and by the number that the benchmark prints
  const numbers = subsets(SIZE);
  const epsilonOf = (m: Mixup): number => epsilonAt(account(m, { accuracy: 2e-3 }).upper, 1e-5, 1);
  const near = (epsilon: number): boolean => Math.abs(epsilon - 0.8124) <= 0.002 * 0.8124;
  t.ok(near(epsilonOf(numbers)));
  t.notOk(near(epsilonOf({ ...numbers, noise: { law: 'gaussian', scale: 1 / (4 * 4) } })));
  t.end();
});

test('mutant: composing the single worst pair, caught by the one-hot triangle', (t) => {
  // q = .02, shift 2, T = 200, epsilon .5: three one-hot labels at the corners of a triangle
  const [epsilon, releases, shift] = [0.5, 200, 2];
  const hits = hitWeights(50, 1, 1);
  const composed = (pair: Parameters<typeof composePair>[0]) => composePair(pair, releases, 5e-4);
  const removal = composed(collinearPair(GAUSSIAN, { hits, shift })).upper(epsilon);
  const addition = composed(collinearPair(GAUSSIAN, UNSHIFTED, { hits, shift })).upper(epsilon);
  const triangle = composed(trianglePair(GAUSSIAN, hits, shift)).lower(epsilon);
  const profile = composed(groupPair(GAUSSIAN, hits, shift)).upper(epsilon);
  t.ok(triangle >= 0.40764, `attained: ${triangle}`);
  t.ok(triangle <= 0.4081, 'and not more than is known of it');
  t.ok(Math.max(removal, addition) < 0.4 * (1 - 0.1), `the mutant says ${removal}, ${addition}`);
  t.ok(profile >= triangle && profile <= 0.4626, `the profile says ${profile}`);
  t.end();
});

test('mutant: composing the single worst pair, caught on the line at a midpoint', (t) => {
  // n = 10, k = 9, shift 1.5, T = 2, clean records half way
  const [shift, releases] = [1.5, 2];
  const hits = hitWeights(10, 1, 9);
  const composed = (pair: Parameters<typeof composePair>[0]) => composePair(pair, releases, 1e-4);
  const removal = composed(collinearPair(GAUSSIAN, { hits, shift }));
  const addition = composed(collinearPair(GAUSSIAN, UNSHIFTED, { hits, shift }));
  const half = { hits, shift: shift / 2 };
  const midpoint = composed(collinearPair(GAUSSIAN, half, half));
  const profile = composed(groupPair(GAUSSIAN, hits, shift));
  for (const [epsilon, known, single] of [
    [0, 0.648777106957615, 0.644600216048],
    [0.1, 0.63103, 0.628274],
  ] as const) {
    const exact = known - 1e-6; // the table has six digits
    t.ok(Math.max(removal.upper(epsilon), addition.upper(epsilon)) < exact, 'the mutant is below');
    t.ok(
      Math.abs(Math.max(removal.lower(epsilon), addition.lower(epsilon)) - single) < 1e-3,
      'as the table says',
    );
    t.ok(
      midpoint.lower(epsilon) <= known + 1e-6 && midpoint.upper(epsilon) >= exact,
      'the midpoint attains it',
    );
    t.ok(profile.upper(epsilon) >= known, 'the profile is above');
  }
  t.end();
});

test('mutant: amplification kept for exposed labels', (t) => {
  const exposed = subsets(SIZE, { labels: { kind: 'exposed' } });
  const real = account(exposed, { accuracy: 1e-3 });
  const hidden = account({ ...exposed, labels: { kind: 'in-record' } }, { accuracy: 1e-3 });
  const mutant = withUpper(real, hidden.upper.at);
  const samples = everywhere(1);
  t.ok(
    holds(witnessBelowBound, () => real, exposed, samples),
    'known hits stay below the real one',
  );
  t.notOk(
    holds(witnessBelowBound, () => mutant, exposed, samples),
    'and above the mutant',
  );
  // a class with one member: whether it was drawn is known, so that E_N H(s sqrt N) is attained
  const [n, k, T] = [SIZE.n, SIZE.k, SIZE.releases];
  const appearances = binomialWeights(T, k / n, (n - k) / n).pmf;
  const truth = appearances.reduce(
    (sum, p, count) => sum + p * gaussianProfile(Math.sqrt(count), 5, 'lower'),
    0,
  );
  t.ok(real.upper.at(5, 1, 'forward') >= truth * (1 - 1e-12), 'sound');
  t.ok(real.upper.at(5, 1, 'forward') <= truth * 1.02, 'tight');
  t.ok(mutant.upper.at(5, 1, 'forward') < 1e-6 * truth, 'the mutant is off by orders of magnitude');
  t.end();
});

test('mutant: the small shift of a restricted attacker inside the amplified profile', (t) => {
  // q = .004; the attacker moves a record by .5, while the records drawn in its place are far away
  const [q, move, epsilon, distance] = [0.004, 0.5, 0.1, 12];
  const [truth] = hockeySticks(
    { weights: [1 - q, q], centres: [[0], [distance]] },
    { weights: [1 - q, q], centres: [[0], [distance - move]] },
    { law: 'gaussian', scale: 1 },
    [Math.exp(epsilon)],
  ) as [number];
  const profile = (shift: number): number =>
    pairDelta(groupPair(GAUSSIAN, hitWeights(1000, 1, 4), shift), epsilon, 'upper');
  t.ok(Math.abs(truth - 6.4e-4) < 1e-5, `attained: ${truth}`);
  t.ok(profile(move) < 3e-14 && profile(move) > 2.5e-14, `the mutant says ${profile(move)}`);
  t.ok(profile(distance) >= truth, `the full diameter says ${profile(distance)}`);
  // without amplification the small shift is sound, and tight
  t.ok(
    q * gaussianProfile(move, epsilon) >= truth * (1 - 1e-9) &&
      q * gaussianProfile(move, epsilon) <= truth * 1.001,
  );
  t.end();
});

test('mutant: the printed theorem read with a radius, or with coordinates in [-1, 1]', (t) => {
  // ln of the largest density ratio of x_1 = (1, ..., 1) against all -1, sigma = b = 1, at the corner beyond all centres
  const supremum = (n: number, k: number, dimension: number, side: number): number => {
    const [q, eta] = [k / n, (dimension * side) / k];
    return eta < 700 ? Math.log1p(q * Math.expm1(eta)) : eta + Math.log(q);
  };
  for (const [n, k, dimension, low, naive, exact] of [
    [10, 2, 1, -1, 0.1219912833, 0.2953945291],
    [10, 2, 2, -1, 0.1219912833, 0.8232149906],
    [50_000, 4, 1, -1, 2.272e-5, 5.1896e-5],
    [50_000, 4, 3072, 0, 2.272e-5, 758.5665],
    [50_000, 4, 3072, -1, 2.272e-5, 1526.5665],
  ] as const) {
    const printed = printedTheorem({ n, k, releases: 1, sigma: 1 });
    t.ok(Math.abs(printed.epsilon / naive - 1) < 1e-3, `as printed: ${printed.epsilon}`);
    t.ok(printed.termA >= printed.termB, 'term B never binds');
    const truth = supremum(n, k, dimension, 1 - low);
    t.ok(Math.abs(truth / exact - 1) < 1e-4, `attained: ${truth}`);
    const mechanism = subsets(
      { n, k, releases: 1, shift: 1 },
      { noise: { law: 'laplace', scale: 1 }, domain: { kind: 'box', low, high: 1, dimension } },
    );
    t.ok(printed.epsilon < truth / 2, 'the mutant is below what is attained');
    t.ok(pureEpsilon(mechanism, 1) >= truth * (1 - 1e-12), 'the real one is not');
    t.ok(pureEpsilon(mechanism, 1) <= truth * (1 + 1e-9), 'and is tight');
  }
  // the same two data sets, by integration: below the true epsilon delta is positive, so the printed one is no bound
  const [epsilon, law] = [0.2, { law: 'laplace', scale: 1 } as const];
  const clean: Records = Array.from({ length: 10 }, () => [-1]);
  t.ok(hockeyStick(clean.with(0, [1]), clean, 2, law, epsilon) > 1e-3, 'delta at .2 > .122');
  t.ok(hockeyStick(clean.with(0, [1]), clean, 2, law, 0.2954) < 1e-9, 'delta beyond .2954');
  // read with diameter 1, as it must be, the theorem is right
  const unit = laplaceSubsets({ n: 10, k: 2, releases: 3, shift: 0.5 });
  const right = printedTheorem({ n: 10, k: 2, releases: 3, sigma: 1 }).epsilon;
  t.ok(Math.abs(account(unit).pure(1) / right - 1) < 1e-9, 'diameter 1');
  t.end();
});

test('mutant: group shifts of Laplace noise that forget the hit count', (t) => {
  const [n, k, r, shift] = [6, 2, 2, 1.5];
  const hits = hitWeights(n, r, k);
  const records: Records = Array.from({ length: n }, () => [0]);
  const ends = [-1, 1].map((end): Records => records.map((row, i) => (i < r ? [end] : row)));
  const [truth] = EPSILONS.map((e) =>
    hockeyStick(ends[1] as Records, ends[0] as Records, k, { law: 'laplace', scale: 2 / (k * shift) }, e),
  );
  t.ok(pairDelta(groupPair(LAPLACE, hits, shift), 0, 'upper') >= (truth as number) * (1 - 1e-9), 'sound');
  t.ok(
    pairDelta(collinearPair(LAPLACE, { hits, shift }), 0, 'upper') < (truth as number),
    'the collinear pair is below the midpoint data',
  );
  t.end();
});

test('mutant: a larger sampling rate for fewer draws', (t) => {
  const mechanism = subsets({ ...SIZE, releases: 100 });
  const swapped = (m: Mechanism) =>
    account(m.kind === 'mixup' ? { ...m, n: Math.ceil(1e6 / m.n) } : m, { accuracy: 1e-3 });
  const samples = everywhere(1);
  t.ok(holds(samplingNeverHurts, (m) => account(m, { accuracy: 1e-3 }), mechanism, samples));
  t.notOk(holds(samplingNeverHurts, swapped, mechanism, samples));
  t.end();
});
