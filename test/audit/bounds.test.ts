import { readFileSync } from 'node:fs';
import { test } from 'tap';
import { rememberedMembers, scaleOf, separateTest } from '../../lib/audit/family-bound.js';
import {
  clopperPearsonBound,
  clopperPearsonEpsilon,
  deltaOfRates,
  epsilonOfRates,
  errorRates,
  expectedBound,
  expectedShare,
  familyBound,
  gaussianFamily,
  groupBound,
  groupEpsilon,
  hockeyStickBound,
  rateCeiling,
  ratesOfCounts,
  type ThresholdRule,
  trialsFor,
  type Worlds,
} from '../../lib/audit/index.js';
import { jointTest } from '../../lib/audit/joint-test.js';
import { memberOfEpsilon, testsOf, trialsOfSeparateBounds } from '../../lib/audit/planner.js';
import {
  crossing,
  DomainError,
  normalTail,
  proportionLowerBound,
  proportionUpperBound,
  proportionUpperEstimate,
} from '../../lib/numerics/index.js';
import { Draws, seededBits } from '../../lib/random/index.js';
import { normals } from './samples.js';

interface Fixture {
  readonly proportions: readonly [number, number, number, string, string][];
  readonly epsilons: readonly {
    fp: number;
    fn: number;
    n: number;
    delta: number;
    alpha: number;
    epsilon: string;
    deltaAt1: string;
    gaussian: string | null;
  }[];
  readonly gaussian: readonly [number, number, string][];
  readonly tradeOff: readonly [number, number, string][];
  readonly groups: readonly [number, number, number, number, string][];
}
const fixture = JSON.parse(readFileSync('test/fixtures/audit-bounds.json', 'utf8')) as Fixture;

const RULES: readonly ThresholdRule[] = [
  { kind: 'split' },
  { kind: 'explicit', at: 0.5 },
  { kind: 'bonferroni' },
  { kind: 'dkw' },
];

/** Not above the reference, and below it by a relative `slack` at most; references have more digits than doubles. */
function justBelow(value: number, reference: string, slack = 1e-9): boolean {
  const exact = Number(reference);
  return value <= exact * (1 + 2 ** -52) && value >= exact - slack * Math.max(1e-3, Math.abs(exact));
}

const counts = (falsePositives: number, falseNegatives: number, n: number) => ({
  falsePositives,
  negatives: n,
  falseNegatives,
  positives: n,
});

/** N(0, 1) and N(mu, 1). */
function gaussianWorlds(mu: number, trials: number, name: string): Worlds {
  return {
    absent: normals(trials, name, 'absent'),
    present: normals(trials, name, 'present').map((x) => x + mu),
  };
}

test('Clopper-Pearson bounds of a proportion: on the safe side of 40 digits, and close', (t) => {
  for (const [x, n, alpha, lower, upper] of fixture.proportions) {
    const [low, high] = [proportionLowerBound(x, n, alpha), proportionUpperBound(x, n, alpha)];
    t.ok(low <= Number(lower) && low >= Number(lower) * (1 - 1e-10), `lower ${x}/${n} at ${alpha}: ${low}`);
    t.ok(
      high >= Number(upper) && high <= Number(upper) * (1 + 1e-10),
      `upper ${x}/${n} at ${alpha}: ${high}`,
    );
    const estimate = proportionUpperEstimate(x, n, alpha);
    if (x <= n / 2 && alpha === 0.025 && n > 10)
      t.ok(Math.abs(estimate / high - 1) < 0.01, `estimate ${x}/${n}: ${estimate}`);
  }
  t.equal(proportionUpperEstimate(99.95, 100, 1e-9), 1, 'where the approximation ends, the estimate is 1');
  t.end();
});

test('a crossing is enclosed by points that were looked at, in few looks', (t) => {
  const plan = { low: -10, high: 10, from: 3, step: 0.1, tolerance: () => 1e-9 };
  let looks = 0;
  const looked = new Set<number>();
  const cubic = (x: number): number => {
    looks++;
    looked.add(x);
    return x ** 3 - 2;
  };
  const { below = Number.NaN, above = Number.NaN } = crossing(cubic, plan);
  t.ok(below <= Math.cbrt(2) && above > Math.cbrt(2) && above - below <= 1e-9, `${below}, ${above}`);
  t.ok(looked.has(below) && looked.has(above) && looks < 20, `${looks} looks`);
  t.same(
    crossing(() => 1, plan),
    { below: undefined, above: -10 },
  );
  t.same(
    crossing(() => -1, plan),
    { below: 10, above: undefined },
  );
  t.same(
    crossing(() => Number.NaN, plan),
    { below: 10, above: undefined },
    'NaN never counts as positive',
  );
  const jump = crossing((x) => (x > 1 ? Infinity : -Infinity), plan);
  t.ok(jump.below === 1 || (jump.below ?? 2) <= 1);
  t.ok((jump.above ?? 0) > 1 && (jump.above ?? 3) - (jump.below ?? 0) <= 1e-9);
  t.throws(() => crossing(cubic, { ...plan, from: 11 }), DomainError);
  t.throws(() => crossing(cubic, { ...plan, step: 0 }), DomainError);
  t.end();
});

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

test('all thresholds at once: Bonferroni and the band hold wherever a look may lead', (t) => {
  const alpha = 0.2;
  const n = 25;
  const band = rateCeiling(n, { kind: 'dkw' }, alpha).falsePositive;
  const runs = 300;
  for (const kind of ['bonferroni', 'dkw'] as const) {
    let wrong = 0;
    let slack = Infinity;
    for (let run = 0; run < runs; run++) {
      const draws = new Draws(seededBits('thresholds', kind, run));
      const worlds = {
        absent: Float64Array.from({ length: n }, () => draws.unit()),
        present: Float64Array.from({ length: n }, () => draws.unit()),
      };
      // a merit that hunts one bound on the false positives after the other: every threshold is chosen by some
      const hunted = Array.from({ length: n }, (_, x) => {
        const aim = kind === 'dkw' ? x / n + band : proportionUpperEstimate(x, n, alpha / 2 / n);
        const of = (a: number): number => -Math.abs(a - aim);
        const { falsePositive, rule } = errorRates(worlds, { kind }, alpha, { of, caution: 0.5 });
        const at = Number(/score >= (\S+),/.exec(rule)?.[1]);
        // the largest rate of a threshold that no score tells from this one
        return falsePositive - (1 - Math.max(0, ...worlds.absent.filter((score) => score < at)));
      });
      const least = Math.min(...hunted);
      if (least < 0) wrong++;
      slack = Math.min(slack, least);
    }
    // expected at most alpha / 2 of the runs: 30; 3.1 standard deviations more are 46
    t.ok(wrong <= 46, `${kind}: ${wrong} of ${runs}`);
    t.ok(wrong >= 1, `${kind} is not vacuous: ${wrong}, ${slack}`);
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

test('what a bound says of itself', (t) => {
  const worlds = gaussianWorlds(1, 1000, 'fields');
  const bound = clopperPearsonBound(worlds, { delta: 1e-5, alpha: 0.05 });
  t.match(bound, {
    quantity: 'epsilon',
    side: 'lower',
    method: 'Clopper-Pearson',
    validity: 'frequentist',
    alpha: 0.05,
    confidence: 0.95,
    delta: 1e-5,
    trials: [800, 800],
    threshold: /^score >= -?[\d.]+, chosen by the first 20 % of the trials$/,
  });
  t.equal(bound.ceiling, clopperPearsonEpsilon(counts(0, 0, 800), 1e-5, 0.05), 'ceiling: no error in 800');
  t.same(familyBound(worlds, gaussianFamily(1), { delta: 1e-5, alpha: 0.05 }).validity, 'family');
  t.match(hockeyStickBound(worlds, { epsilon: 1, alpha: 0.05 }), { quantity: 'delta', epsilon: 1 });
  t.match(clopperPearsonBound(worlds, { delta: 0, alpha: 0.05, rule: { kind: 'explicit', at: -0.25 } }), {
    trials: [1000, 1000],
    threshold: 'score >= -0.25, fixed beforehand',
  });
  t.match(
    clopperPearsonBound(worlds, { delta: 0, alpha: 0.05, rule: { kind: 'split', share: 0.4 } }).trials,
    [600, 600],
  );
  for (const kind of ['bonferroni', 'dkw'] as const) {
    const { falsePositive } = rateCeiling(1000, { kind }, 0.05);
    t.ok(falsePositive > rateCeiling(1000, { kind: 'explicit', at: 0 }, 0.05).falsePositive, `${kind} costs`);
  }
  const band = rateCeiling(1000, { kind: 'dkw' }, 0.05).falsePositive;
  t.ok(Math.abs(band / Math.sqrt(Math.log(40) / 2000) - 1) < 1e-14, 'sqrt(ln(2 / alpha) / (2 n))');
  t.end();
});

test('ties, atoms and infinite scores', (t) => {
  // atoms at -1 and 1, as of clipped Laplace losses: present where score >= threshold
  const atoms = (high: number): Float64Array =>
    Float64Array.from({ length: 400 }, (_, i) => (i % 10 < high ? 1 : -1));
  const worlds = { absent: atoms(1), present: atoms(8) };
  const at = (threshold: number) =>
    errorRates(worlds, { kind: 'explicit', at: threshold }, 0.05, { of: () => 0, caution: 0.5 });
  const rates = ratesOfCounts(counts(40, 80, 400), 0.05);
  t.equal(at(1).falsePositive, rates.falsePositive, 'a score equal to the threshold is present');
  t.equal(at(1).falseNegative, rates.falseNegative);
  t.equal(at(-0.99).falsePositive, rates.falsePositive, 'the same test');
  t.equal(at(-1).falsePositive, 1, 'all present');
  t.equal(at(-Infinity).falsePositive, 1);
  t.equal(at(Infinity).falseNegative, 1, 'all absent');
  t.equal(at(1.01).falseNegative, 1);
  for (const kind of ['split', 'bonferroni', 'dkw'] as const) {
    const { value } = clopperPearsonBound(worlds, { delta: 0, alpha: 0.05, rule: { kind } });
    t.ok(value > 0.9 && value < Math.log(8), `${kind}: ${value}`);
  }
  const one = new Float64Array(400);
  t.equal(
    clopperPearsonBound({ absent: one, present: one }, { delta: 0, alpha: 0.05 }).value,
    0,
    'all scores equal',
  );
  // scores that are infinite in one world only: told apart perfectly
  const sure = { absent: one.map(() => -Infinity), present: one.map(() => Infinity) };
  const bound = clopperPearsonBound(sure, { delta: 0, alpha: 0.05 });
  t.equal(bound.value, bound.ceiling);
  t.match(bound.threshold, 'score >= Infinity');
  t.end();
});

test('what cannot be compared, or is too little, is refused in one sentence', (t) => {
  const question = { delta: 1e-5, alpha: 0.05 };
  const [a, b] = [normals(100, 'a'), normals(100, 'b')];
  t.throws(
    () => clopperPearsonBound({ absent: a, present: b.subarray(1) }, question),
    /as many in both worlds/,
  );
  const holed = Float64Array.from(b);
  holed[17] = Number.NaN;
  t.throws(() => clopperPearsonBound({ absent: a, present: holed }, question), /score 17 of world 'present'/);
  t.throws(
    () => clopperPearsonBound({ absent: a.subarray(0, 0), present: b.subarray(0, 0) }, question),
    DomainError,
  );
  const few = { absent: a.subarray(0, 5), present: b.subarray(0, 5) };
  const explicit: ThresholdRule = { kind: 'explicit', at: 0.5 };
  // no error in n: ln of ((1 - 1e-5) / (1 - 0.025^(1/n)) - 1) is positive from n = 6 on
  t.throws(() => clopperPearsonBound(few, { ...question, rule: explicit }), {
    message: 'trials per world must be 6 or more for alpha = 0.05, got 5',
  });
  const enough = { absent: a.subarray(0, 6), present: b.subarray(0, 6) };
  t.doesNotThrow(() => clopperPearsonBound(enough, { ...question, rule: explicit }));
  t.throws(() => clopperPearsonBound(enough, question), /must be 8 or more for alpha = 0.05, got 6/);
  t.throws(() => familyBound(few, gaussianFamily(1), question), /trials per world must be 8 or more/);
  t.throws(() => hockeyStickBound(few, { epsilon: 1, alpha: 0.05 }), /trials per world must be \d+ or more/);
  t.throws(() => hockeyStickBound(few, { epsilon: 40, alpha: 0.05 }), /more than 1000000000/);
  for (const alpha of [0, 1, Number.NaN])
    t.throws(() => clopperPearsonBound({ absent: a, present: b }, { delta: 0, alpha }), DomainError);
  for (const delta of [-0.1, 1, Number.NaN])
    t.throws(
      () => familyBound({ absent: a, present: b }, gaussianFamily(1), { delta, alpha: 0.05 }),
      DomainError,
    );
  for (const share of [0, 1, Number.NaN])
    t.throws(
      () => clopperPearsonBound({ absent: a, present: b }, { ...question, rule: { kind: 'split', share } }),
      DomainError,
    );
  t.throws(
    () =>
      clopperPearsonBound(
        { absent: a, present: b },
        { ...question, rule: { kind: 'explicit', at: Number.NaN } },
      ),
    /threshold must be a number/,
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
