import { test } from 'tap';
import {
  clopperPearsonBound,
  clopperPearsonEpsilon,
  errorRates,
  familyBound,
  gaussianFamily,
  hockeyStickBound,
  rateCeiling,
  ratesOfCounts,
  type ThresholdRule,
} from '../../lib/audit/index.js';
import {
  crossing,
  DomainError,
  proportionLowerBound,
  proportionUpperBound,
  proportionUpperEstimate,
} from '../../lib/numerics/index.js';
import { Draws, seededBits } from '../../lib/random/index.js';
import { counts, fixture, gaussianWorlds } from './bound-samples.js';
import { normals } from './samples.js';

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
