import { test } from 'tap';
import { gaussianFamily, type Worlds } from '../../lib/audit/index.js';
import type { AuditBound, AuditTest } from '../../lib/core/audit.js';
import {
  curveTypeOnes,
  histogramEdges,
  measuredHistogram,
  measuredRoc,
} from '../../lib/games/assess/curves.js';
import { judge, type Statistic } from '../../lib/games/assess/judge.js';
import { scoreStatistics } from '../../lib/games/assess/release-statistics.js';
import { poisonStatistics, trainedStatistics } from '../../lib/games/assess/trained-statistics.js';
import { DomainError } from '../../lib/numerics/check.js';
import { Draws, seededBits } from '../../lib/random/index.js';

const basis = { theorem: '', note: '', assumptions: [] };

/** A bound that grows as it becomes less sure: value = scale * alpha. */
function bound(method: string, limit: number, scale: number, more: Partial<AuditBound> = {}): Statistic {
  return {
    kind: 'bound',
    limit,
    at: (alpha) => ({
      quantity: 'epsilon',
      side: 'lower',
      validity: 'frequentist',
      value: scale * alpha,
      confidence: 1 - alpha,
      alpha,
      object: 'mechanism',
      method,
      basis,
      threshold: '',
      trials: [1, 1],
      ceiling: Infinity,
      ...more,
    }),
  };
}

function fit(name: string, pValue: number): Statistic {
  return {
    kind: 'test',
    at: (alpha): AuditTest => ({
      name,
      finding: 'something is wrong',
      statistic: -Math.log(pValue),
      critical: -Math.log(alpha),
      alpha,
      rejected: pValue < alpha,
      trials: 1,
      theorem: '',
      note: '',
    }),
  };
}

test('findings are simultaneous: m statistics share alpha, and what is Bayesian counts for nothing', (t) => {
  // at alpha = .05 the bound is 5, at .05 / 4 it is 1.25
  const others = [fit('a', 0.5), fit('b', 0.0126)];
  const bayesian = bound('credible', 0, 100, { validity: 'bayesian', side: 'estimate' });
  const silent = judge([bound('x', 2, 100), bayesian, ...others, bound('y', 1e9, 1)], 0.05);
  t.same(silent.findings, []);
  t.same(
    silent.bounds.map(({ value }) => value),
    [2.5, 5, 0.025],
    'two bounds of a kind share alpha, so that the larger holds; an estimate promises nothing',
  );
  t.equal(judge([bound('x', 9, 100)], 0.05).bounds[0]?.value, 5, 'a bound alone is shown at alpha');
  t.equal(silent.tests[0]?.alpha, 0.05 / 4, 'tests are held to alpha / 4');
  const loud = judge(
    [bound('x', 1.2, 100, { upper: 1.2 }), bayesian, fit('b', 0.0124), fit('a', 0.5), bound('y', 1e9, 1)],
    0.05,
  );
  t.equal(loud.findings.length, 2);
  t.match(loud.findings[0], /^x: epsilon is at least 1.25, more than the 1.2 claimed$/);
  t.match(loud.findings[1], /^b: something is wrong/);
  t.equal(loud.tests[0]?.rejected, true);
  t.end();
});

test('a bound that so few trials cannot show at alpha / m is no finding; other errors are not swallowed', (t) => {
  const few: Statistic = {
    kind: 'bound',
    limit: 1,
    at: (alpha) => {
      if (alpha < 0.05) throw new DomainError('trials', 'more', 1);
      return (bound('x', 1, 100) as { at(alpha: number): AuditBound }).at(alpha);
    },
  };
  t.same(judge([few, fit('a', 0.5)], 0.05).findings, []);
  const broken: Statistic = {
    kind: 'bound',
    limit: 1,
    at: (alpha) => {
      if (alpha < 0.05) throw new TypeError('a defect');
      return (bound('x', 1, 100) as { at(alpha: number): AuditBound }).at(alpha);
    },
  };
  t.throws(() => judge([broken, fit('a', 0.5)], 0.05), TypeError);
  t.end();
});

test('the measured curve is that of every threshold, ties and infinite scores included', (t) => {
  const worlds: Worlds = {
    absent: Float64Array.of(0, 1, 1, -Infinity, 3),
    present: Float64Array.of(1, 2, 3, Infinity, 1),
  };
  const brute = [Infinity, 3, 2, 1, 0, -Infinity].map((at) => [
    worlds.absent.filter((s) => s >= at).length / 5,
    worlds.present.filter((s) => s < at).length / 5,
  ]);
  const roc = measuredRoc(worlds);
  t.same(roc[0], [0, 1]);
  for (const point of brute)
    t.ok(
      roc.some((p) => Math.hypot(p[0] - point[0], p[1] - point[1]) < 1e-12),
      `${point}`,
    );
  t.equal(roc.length, 1 + brute.length);
  t.throws(() => measuredRoc({ ...worlds, present: Float64Array.of(1) }), DomainError);
  t.end();
});

test('a curve of many scores is thinned, ordered, and stays where it was', (t) => {
  const draws = new Draws(seededBits('roc'));
  const normal = () => Math.sqrt(-2 * Math.log1p(-draws.unit())) * Math.cos(2 * Math.PI * draws.unit());
  const absent = Float64Array.from({ length: 20_000 }, normal);
  const present = Float64Array.from({ length: 20_000 }, () => normal() + 1);
  const roc = measuredRoc({ absent, present });
  t.ok(roc.length > 200 && roc.length < 1500, `${roc.length} points`);
  for (const [i, [a, b]] of roc.entries()) {
    const [a0, b0] = roc[i - 1] ?? [0, 1];
    if (!(a >= a0 && b <= b0)) t.fail(`out of order at ${i}`);
  }
  const at = 0.7;
  const exact = [
    absent.filter((s) => s >= at).length / 20_000,
    present.filter((s) => s < at).length / 20_000,
  ];
  const near = Math.min(...roc.map(([a, b]) => Math.hypot(a - (exact[0] ?? 0), b - (exact[1] ?? 0))));
  t.ok(near < 0.02, `${near}`);
  t.end();
});

test('curves are asked at log-odds from 1e-6 to 1 - 1e-6', (t) => {
  const at = curveTypeOnes(5);
  t.ok(Math.abs((at[0] ?? 0) / 1e-6 - 1) < 1e-9);
  t.equal(at[2], 0.5);
  t.ok(Math.abs((1 - (at[4] ?? 0)) / 1e-6 - 1) < 1e-4);
  t.end();
});

test('histograms: counts get a bin each, constants one, infinities none', (t) => {
  const counts = { absent: Float64Array.of(0, 0, 1), present: Float64Array.of(2, 2, Infinity) };
  const edges = histogramEdges(counts);
  t.same(edges, [-0.5, 0.5, 1.5, 2.5]);
  t.same(measuredHistogram('absent', counts.absent, edges).measured, [2 / 3, 1 / 3, 0]);
  t.same(measuredHistogram('present', counts.present, edges).measured, [0, 0, 2 / 3]);
  const constant = Float64Array.of(0.3, 0.3);
  const one = histogramEdges({ absent: constant, present: constant });
  t.same(measuredHistogram('absent', constant, one).measured, [1]);
  const spread = { absent: Float64Array.from({ length: 100 }, (_, i) => i / 7), present: constant };
  const { measured } = measuredHistogram('absent', spread.absent, histogramEdges(spread));
  t.equal(measured.length, 60);
  t.ok(Math.abs(measured.reduce((a, b) => a + b, 0) - 1) <= 0.02);
  t.end();
});

const theory = { delta: 1e-5, poisons: 1, upper: 4.377178 };

/** N(0, 1) against N(shift, 1): mu-Gaussian DP of mu = shift. */
function normals(seed: string, trials: number, shift: number): Worlds {
  const draws = new Draws(seededBits(seed));
  const normal = () => Math.sqrt(-2 * Math.log1p(-draws.unit())) * Math.cos(2 * Math.PI * draws.unit());
  return {
    absent: Float64Array.from({ length: trials }, normal),
    present: Float64Array.from({ length: trials }, () => normal() + shift),
  };
}

test('scores of what is claimed are silent, scores of more are a finding; the family is what finds it', (t) => {
  const question = { theory, rule: { kind: 'split' }, alpha: 0.05 } as const;
  const known = { family: gaussianFamily(1) };
  const right = judge(scoreStatistics(normals('right', 5000, 1), question, known), 0.05);
  t.same(right.findings, []);
  const methods = right.bounds.map(({ method }) => method);
  t.same(methods, ['Clopper-Pearson', 'noise family', 'hockey-stick', 'credible interval']);
  const family = right.bounds[1]?.value ?? 0;
  t.ok(family > 3.5 && family < theory.upper, `tight: ${family}`);
  t.equal(right.bounds[2]?.upper, theory.delta);
  const estimate = right.bounds[3]?.value ?? 0;
  t.ok(estimate > 0.5 && estimate < theory.upper, `an estimate of the same guesses: ${estimate}`);
  t.notOk('interval' in (right.bounds[3] ?? {}), 'what the document has no field for stays out');
  const wrong = judge(scoreStatistics(normals('wrong', 5000, 1.5), question, known), 0.05);
  t.equal(wrong.findings.length, 1);
  t.match(wrong.findings[0], /^noise family: /);
  t.end();
});

test('without a finite claim there is no delta to measure, and too few trials leave it out', (t) => {
  const question = { theory: { ...theory, upper: Infinity }, rule: { kind: 'split' }, alpha: 0.05 } as const;
  const scores = normals('few', 200, 1);
  t.notOk(judge(scoreStatistics(scores, question), 0.05).bounds.some((b) => b.quantity === 'delta'));
  const finite = judge(scoreStatistics(scores, { ...question, theory }), 0.05);
  t.notOk(finite.bounds.some((b) => b.quantity === 'delta'));
  t.end();
});

test('poisons: group privacy speaks of one record, the others of r', (t) => {
  const success = (rate: number, trials: number) =>
    Float64Array.from({ length: trials }, (_, i) => (i < rate * trials ? 1 : 0));
  const worlds = { absent: success(0.02, 500), present: success(0.9, 500) };
  const poisons = { theory: { delta: 1e-5, poisons: 4, upper: 30 } };
  const { bounds, findings } = judge(poisonStatistics(worlds, gaussianFamily(2), poisons, 2), 0.05);
  t.same(
    bounds.map(({ method, poisons: r, upper }) => [method, r, upper]),
    [
      ['Clopper-Pearson, success', 4, 30],
      ['noise family, success', 4, 30],
      ['group privacy', 1, 2],
    ],
  );
  t.same(findings, []);
  const tight = judge(poisonStatistics(worlds, undefined, poisons, 0.5), 0.05);
  t.match(tight.findings[0], /^group privacy: epsilon is at least 0\.[5-9]/);
  t.end();
});

test('scores of models are bounded by name, with the family where there is one', (t) => {
  const columns = { loss: normals('loss', 1000, 0.5), margin: normals('margin', 1000, 0.2) };
  const question = { theory, rule: { kind: 'split' } } as const;
  const { bounds } = judge(trainedStatistics(columns, gaussianFamily(1), question), 0.05);
  t.same(
    bounds.map(({ method, object }) => [method, object]),
    ['Clopper-Pearson, loss', 'noise family, loss', 'Clopper-Pearson, margin', 'noise family, margin'].map(
      (m) => [m, 'trained model'],
    ),
  );
  t.equal(judge(trainedStatistics(columns, undefined, question), 0.05).bounds.length, 2);
  t.end();
});
