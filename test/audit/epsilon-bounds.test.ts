import { test } from 'tap';
import { rememberedMembers, scaleOf, separateTest } from '../../lib/audit/family-bound.js';
import {
  clopperPearsonBound,
  clopperPearsonEpsilon,
  deltaOfRates,
  epsilonOfRates,
  expectedBound,
  expectedShare,
  familyBound,
  gaussianFamily,
  groupBound,
  groupEpsilon,
  hockeyStickBound,
  ratesOfCounts,
  trialsFor,
} from '../../lib/audit/index.js';
import { jointTest } from '../../lib/audit/joint-test.js';
import { memberOfEpsilon, testsOf, trialsOfSeparateBounds } from '../../lib/audit/planner.js';
import {
  DomainError,
  normalTail,
  proportionLowerBound,
  proportionUpperBound,
} from '../../lib/numerics/index.js';
import { counts, fixture, gaussianWorlds, justBelow, RULES } from './bound-samples.js';
import { normals } from './samples.js';

test('epsilon from counts: published values, and 40 digits from below', (t) => {
  for (const { fp, fn, n, delta, alpha, epsilon, deltaAt1, gaussian } of fixture.epsilons) {
    const name = `${fp} and ${fn} of ${n}`;
    t.ok(justBelow(clopperPearsonEpsilon(counts(fp, fn, n), delta, alpha), epsilon), name);
    const rates = ratesOfCounts(counts(fp, fn, n), alpha);
    t.ok(justBelow(deltaOfRates(rates.falsePositive, rates.falseNegative, 1), deltaAt1), `${name}, delta`);
    if (gaussian !== null) {
      // the published inversion: a bound on each rate
      const members = rememberedMembers(gaussianFamily(1));
      const scale = scaleOf(members, separateTest(rates), rates, 1e-6).above ?? Infinity;
      const value = members(scale).epsilonBelow(delta);
      t.ok(justBelow(value, gaussian, 1e-5), `${name}, Gaussian: ${value}`);
      const together = scaleOf(members, jointTest(counts(fp, fn, n), alpha), rates, 1e-6).above ?? Infinity;
      t.ok(members(together).epsilonBelow(delta) > value, 'both counts together show more');
    }
  }
  const printed = (x: number): number => Math.round(x * 1e6) / 1e6;
  t.equal(printed(clopperPearsonEpsilon(counts(0, 0, 500), 0, 0.01)), 4.541916);
  t.equal(printed(clopperPearsonEpsilon(counts(23, 842, 1000), 1e-5, 0.05)), 1.376536);
  t.equal(
    clopperPearsonEpsilon(counts(23, 842, 1000), 1e-5, 0.05),
    clopperPearsonEpsilon(counts(842, 23, 1000), 1e-5, 0.05),
    'both directions count',
  );
  t.equal(epsilonOfRates(0.5, 0.5, 0), 0, 'a guess shows nothing');
  t.equal(epsilonOfRates(0, 0.3, 0), Infinity);
  t.equal(epsilonOfRates(1, 0, 0), 0, 'always saying present shows nothing');
  t.throws(() => epsilonOfRates(0.1, Number.NaN, 0), DomainError);
  t.throws(() => epsilonOfRates(0.1, 0.1, 1), DomainError);
  t.throws(() => clopperPearsonEpsilon(counts(3, 0, 2), 0, 0.05), DomainError);
  t.end();
});

test('the Gaussian family: below 40 digits and within 1e-9', (t) => {
  for (const [mu, delta, epsilon] of fixture.gaussian) {
    const value = gaussianFamily(mu).member(1).epsilonBelow(delta);
    t.ok(justBelow(value, epsilon), `mu ${mu}, delta ${delta}: ${value}`);
    t.equal(
      gaussianFamily(2 * mu)
        .member(2)
        .epsilonBelow(delta),
      value,
      'only mu / scale matters',
    );
  }
  for (const [mu, a, typeTwo] of fixture.tradeOff) {
    const value = gaussianFamily(mu).member(1).typeTwoBelow(a);
    t.ok(justBelow(value, typeTwo, 1e-12) && Math.abs(value / Number(typeTwo) - 1) < 1e-10, `${mu}, ${a}`);
  }
  const member = gaussianFamily(1).member(1);
  t.equal(member.typeTwoBelow(0), 1);
  t.equal(member.typeTwoBelow(1), 0);
  t.equal(member.epsilonBelow(0), Infinity);
  t.equal(member.epsilonBelow(0.9), 0, 'total variation is less');
  t.throws(() => gaussianFamily(0), DomainError);
  t.throws(() => gaussianFamily(1).member(Number.NaN), DomainError);
  t.throws(() => member.typeTwoBelow(Number.NaN), DomainError);
  t.end();
});

/** Binomial probabilities of 0..n. */
function binomial(n: number, p: number): number[] {
  const out = [(1 - p) ** n];
  for (let x = 0; x < n; x++) out.push((out[x] * ((n - x) / (x + 1)) * p) / (1 - p));
  return out;
}

/** P[bound(fp, fn) > truth] where n trials of each world err at the rates a and b. */
function violations(
  n: number,
  a: number,
  b: number,
  truth: number,
  bound: (fp: number, fn: number) => number,
) {
  const [absent, present] = [binomial(n, a), binomial(n, b)];
  let wrong = 0;
  for (let fp = 0; fp <= n; fp++)
    for (let fn = 0; fn <= n; fn++) if (bound(fp, fn) > truth) wrong += absent[fp] * present[fn];
  return wrong;
}

test('exact coverage by enumeration: never above alpha, and near it where it should be', (t) => {
  const alpha = 0.2;
  const n = 18;
  let most = { epsilon: 0, delta: 0, family: 0, separate: 0, group: 0 };
  const remember = (make: (fp: number, fn: number) => number) => {
    const known = new Map<number, number>();
    return (fp: number, fn: number): number => {
      const key = fp * 100 + fn;
      const value = known.get(key) ?? make(fp, fn);
      known.set(key, value);
      return value;
    };
  };
  const rates = (fp: number, fn: number) => ratesOfCounts(counts(fp, fn, n), alpha);
  const epsilon = remember((fp, fn) => clopperPearsonEpsilon(counts(fp, fn, n), 0.01, alpha));
  const delta = remember((fp, fn) =>
    deltaOfRates(rates(fp, fn).falsePositive, rates(fp, fn).falseNegative, 0.3),
  );
  const members = rememberedMembers(gaussianFamily(1));
  const inverted = (fp: number, fn: number, joint: boolean): number => {
    const shown = rates(fp, fn);
    const test = joint ? jointTest(counts(fp, fn, n), alpha) : separateTest(shown);
    const { above: scale } = scaleOf(members, test, shown, 1e-3);
    return scale === undefined ? 0 : members(scale).epsilonBelow(0.01);
  };
  const family = remember((fp, fn) => inverted(fp, fn, true));
  const separate = remember((fp, fn) => inverted(fp, fn, false));
  const attack = { poisons: 3, delta: 0.001, alpha };
  const group = remember(
    (fp, fn) =>
      groupBound({ clean: { successes: fp, trials: n }, poisoned: { successes: n - fn, trials: n } }, attack)
        .value,
  );
  for (const a of [0.02, 0.1, 0.3, 0.5, 0.72])
    for (const mu of [0.2, 0.7, 1.3, 2.4]) {
      const truth = gaussianFamily(mu).member(1);
      const b = truth.typeTwoBelow(a);
      most = {
        // the least the two rates allow is what the bounds must stay below; the mechanism may be no better than that
        epsilon: Math.max(most.epsilon, violations(n, a, b, epsilonOfRates(a, b, 0.01), epsilon)),
        delta: Math.max(most.delta, violations(n, a, b, deltaOfRates(a, b, 0.3), delta)),
        family: Math.max(most.family, violations(n, a, b, truth.epsilonBelow(0.01), family)),
        separate: Math.max(most.separate, violations(n, a, b, truth.epsilonBelow(0.01), separate)),
        group: Math.max(most.group, violations(n, a, b, groupEpsilon(a, 1 - b, 3, 0.001), group)),
      };
    }
  for (const [name, worst] of Object.entries(most)) {
    t.ok(worst <= alpha, `${name}: ${worst}`);
    // both rates must be off at once, or one of them far: rarer than the union bound grants
    t.ok(worst > alpha / (name === 'family' ? 3 : 15), `${name} is not silent: ${worst}`);
  }
  t.end();
});

test('a family is inverted: right from below, and tight for many trials', (t) => {
  const worlds = gaussianWorlds(1, 20_000, 'tight');
  const exact = gaussianFamily(1).member(1).epsilonBelow(1e-5);
  const question = { delta: 1e-5, alpha: 0.05 };
  for (const rule of RULES) {
    // claimed at another noise: the scale is found out
    for (const claimed of [1, 0.6, 1.9]) {
      const { value, ceiling } = familyBound(worlds, gaussianFamily(claimed), { ...question, rule });
      t.ok(value <= exact && value > 0.9 * exact, `${rule.kind}, claimed ${claimed}: ${value / exact}`);
      t.ok(ceiling > 20, `${ceiling}`);
    }
    const plain = clopperPearsonBound(worlds, { ...question, rule });
    t.ok(plain.value > 0.5 && plain.value < exact * 0.7, `Clopper-Pearson sees less: ${plain.value}`);
    const delta = hockeyStickBound(worlds, { epsilon: 0.5, alpha: 0.05, rule });
    const truth = normalTail(0.5 - 0.5) - Math.exp(0.5) * normalTail(0.5 + 0.5);
    const least = rule.kind === 'explicit' ? 0.1 : 0.17; // 0.5 is not where this delta is
    t.ok(
      delta.value <= truth && delta.value > least,
      `hockey-stick, ${rule.kind}: ${delta.value} of ${truth}`,
    );
  }
  const null_ = { absent: worlds.absent, present: normals(20_000, 'same law') };
  for (const rule of RULES)
    t.ok(
      familyBound(null_, gaussianFamily(1), { ...question, rule }).value < 0.15,
      `nothing to see, ${rule.kind}`,
    );
  t.end();
});

test('group privacy inverted: the published value, 40 digits, and attacks', (t) => {
  for (const [p0, p1, r, delta, epsilon] of fixture.groups)
    t.ok(justBelow(groupEpsilon(p0, p1, r, delta), epsilon), `${p0} to ${p1}, ${r} poisons, delta ${delta}`);
  t.equal(groupEpsilon(0.02, 0.9, 4, 0).toPrecision(6), '0.951666');
  t.equal(groupEpsilon(0.9, 0.9, 4, 0), 0);
  t.equal(groupEpsilon(0.9, 0.5, 4, 0), 0, 'an attack that hurts itself shows nothing');
  t.equal(groupEpsilon(0, 1, 7, 0), 100, 'as far as is looked');
  const question = { poisons: 4, delta: 0, alpha: 0.05 };
  const [clean, poisoned] = [
    { successes: 20, trials: 1000 },
    { successes: 900, trials: 1000 },
  ];
  const bound = groupBound({ clean, poisoned }, question);
  t.match(bound, { method: 'group privacy', poisons: 1, trials: [1000, 1000] });
  const [most, least] = [proportionUpperBound(20, 1000, 0.025), proportionLowerBound(900, 1000, 0.025)];
  t.ok(Math.abs(bound.value - Math.log(least / most) / 4) < 1e-10, `${bound.value}`);
  t.match(groupBound({ clean, poisoned: { successes: 90, trials: 100 } }, question).trials, [1000, 100]);
  t.throws(
    () => groupBound({ clean: { successes: 0, trials: 4 }, poisoned }, question),
    /6 or more|5 or more/,
  );
  t.throws(() => groupBound({ clean: { successes: 9, trials: 4 }, poisoned }, question), DomainError);
  t.throws(() => groupEpsilon(0.1, 0.9, 0, 0), DomainError);
  t.end();
});

test('the planner: the table of trials for 95 %, and audits near the plan', (t) => {
  const family = gaussianFamily(1);
  for (const [delta, statistic, trials] of [
    [1e-5, 'Clopper-Pearson', 1.4e8],
    [1e-5, 'noise family', 14_200],
    [0.05, 'Clopper-Pearson', 71_000],
    [0.05, 'noise family', 25_500],
  ] as const) {
    // the table is of a threshold fixed beforehand
    const planned = { delta, alpha: 0.05, statistic, choosing: 0 };
    const found = trialsFor(0.95, family, planned);
    // the table's family rows bound each rate by itself; both counts together need less than half of that
    const aim = 0.95 * family.member(1).epsilonBelow(delta);
    const separate = () =>
      trialsOfSeparateBounds(memberOfEpsilon(aim, family, delta), testsOf(family.member(1)), planned);
    const comparable = statistic === 'Clopper-Pearson' ? found : separate();
    t.ok(Math.abs(comparable / trials - 1) < 0.03, `${statistic} at ${delta}: ${comparable}, ${trials}`);
    t.ok(found === comparable || found < 0.5 * comparable, `both counts together: ${found}`);
    const share = expectedShare(found, family, planned);
    t.ok(Math.abs(share - 0.95) < 0.001, `and the way back: ${share}`);
    const more = trialsFor(0.95, family, { ...planned, choosing: 0.2 });
    t.ok(Math.abs((more * 0.8) / found - 1) < 0.01, 'a fifth chooses: a quarter more trials');
  }
  const question = { delta: 1e-5, alpha: 0.05 };
  t.equal(
    expectedShare(1000, family, { ...question, statistic: 'noise family', choosing: 0 }).toPrecision(2),
    '0.87',
  );
  t.equal(
    expectedShare(1000, family, { ...question, statistic: 'Clopper-Pearson', choosing: 0 }).toPrecision(2),
    '0.32',
  );
  // the mean of real audits, the best threshold fixed beforehand
  const runs = Array.from(
    { length: 20 },
    (_, i) =>
      familyBound(gaussianWorlds(1, 4000, `plan ${i}`), family, {
        ...question,
        rule: { kind: 'explicit', at: 0.5 },
      }).value,
  );
  const mean = runs.reduce((sum, x) => sum + x, 0) / runs.length;
  const expected = expectedBound(4000, family, { ...question, statistic: 'noise family', choosing: 0 });
  t.ok(Math.abs(mean / expected - 1) < 0.03, `${mean}, planned ${expected}`);
  t.equal(trialsFor(0.999999, family, { ...question, statistic: 'Clopper-Pearson' }), Infinity);
  t.throws(() => trialsFor(1, family, { ...question, statistic: 'noise family' }), DomainError);
  t.throws(() => expectedBound(0, family, { ...question, statistic: 'noise family' }), DomainError);
  t.throws(
    () => expectedBound(10, family, { ...question, statistic: 'noise family', choosing: 1 }),
    DomainError,
  );
  t.end();
});
