import { readFileSync } from 'node:fs';
import { test } from 'tap';
import {
  bestGuesses,
  countGuesses,
  credibleBound,
  credibleInterval,
  epsilonPosterior,
  type FamilyMember,
  gaussianBlowUpInverse,
  liraScores,
  liraScoresOffline,
  lossScores,
  marginScores,
  type Outcomes,
  oneRunBound,
  oneRunEpsilon,
  oneRunExcess,
  oneRunFamilyBound,
  oneRunMu,
  oneRunProbability,
  scaledConfidence,
  symmetricBlowUpInverse,
  type TradeOffFamily,
} from '../../lib/audit/index.js';
import {
  binomialUpperTail,
  bisect,
  DomainError,
  normalTail,
  normalTailQuantile,
} from '../../lib/numerics/index.js';
import { Draws, seededBits } from '../../lib/random/index.js';
import { normalLaw, normals } from './samples.js';

/** Epsilon of the Gaussian mechanism at delta, to a relative 1e-12 or so. */
function gaussianEpsilon(mu: number, delta: number): number {
  const larger = (e: number) =>
    normalTail(e / mu - mu / 2) - Math.exp(e) * normalTail(e / mu + mu / 2) > delta;
  return mu > 0 && larger(0) ? bisect(0, 100, larger).holds : 0;
}

const near = (x: number, y: number, error: number) => Math.abs(x - y) <= error;

test('one run: published and reproduced values', (t) => {
  // Steinke, Nasr, Jagielski 2023 and its code: m, r, v, delta, epsilon at alpha 0.05.
  const hundred = { canaries: 100, guesses: 100, correct: 75 };
  t.ok(near(oneRunProbability(hundred, Math.log(3), 0), 0.553471, 1e-6));
  for (const [canaries, guesses, correct, delta, epsilon] of [
    [100, 100, 75, 0, 0.702214],
    [100, 100, 75, 1e-4, 0.699467],
    [1000, 100, 75, 1e-4, 0.672985],
    [100_000, 1510, 1439, 1e-5, 2.675851],
  ])
    t.ok(near(oneRunEpsilon({ canaries, guesses, correct }, delta, 0.05), epsilon, 6e-7), `${epsilon}`);
  // The golden values of google-deepmind/jax_privacy: 1e4 scores at the quantiles of each of two normal laws `shift`
  // apart, delta 1e-6, alpha 0.05 over as many thresholds as their curve has corners; here its best threshold.
  for (const [guesses, correct, thresholds, epsilon] of [
    [3376, 2807, 386, 1.13346],
    [4666, 4499, 374, 2.311945],
    [8233, 8223, 140, 4.395568],
  ])
    t.ok(
      near(oneRunEpsilon({ canaries: 20_000, guesses, correct }, 1e-6, 0.05 / thresholds), epsilon, 1e-6),
      `${epsilon}`,
    );
  // The same by Mahloujifar, Melis, Chaudhuri 2024.
  t.ok(near(oneRunMu({ canaries: 1000, guesses: 200, correct: 174 }, 0.05), 0.607797, 6e-7));
  t.ok(near(gaussianEpsilon(0.6077970040135114, 1e-5), 2.480706, 6e-7));
  for (const [guesses, correct, thresholds, epsilon] of [
    [406, 379, 386, 2.164749],
    [938, 934, 374, 4.7218075],
    [5436, 5436, 140, 9.133752],
  ]) {
    const mu = oneRunMu({ canaries: 20_000, guesses, correct }, 0.05 / thresholds);
    t.ok(near(gaussianEpsilon(mu, 1e-6), epsilon, 1e-6), `${epsilon}`);
  }
  t.end();
});

test('one run: exact level against randomised response, by enumeration', (t) => {
  // Each guess is right with probability q = e^epsilon / (1 + e^epsilon), independently: the worst case of delta = 0.
  for (const guesses of [1, 7, 40])
    for (const epsilon of [0.1, 1, 3]) {
      const q = 1 / (1 + Math.exp(-epsilon));
      let wrong = 0;
      for (let correct = guesses; correct >= 0; correct--) {
        if (!(oneRunEpsilon({ canaries: guesses, guesses, correct }, 0, 0.05) > epsilon)) break;
        wrong = binomialUpperTail(correct, guesses, q).hi;
      }
      t.ok(wrong <= 0.05, `${guesses}, ${epsilon}: ${wrong}`);
    }
  // Tight: the probability at a slightly larger epsilon exceeds alpha.
  const counts = { canaries: 5000, guesses: 900, correct: 700 };
  for (const delta of [0, 1e-6, 1e-4]) {
    const epsilon = oneRunEpsilon(counts, delta, 0.01);
    t.ok(oneRunProbability(counts, epsilon, delta) <= 0.01);
    t.ok(oneRunProbability(counts, epsilon * (1 + 1e-9), delta) > 0.01, `tight at ${epsilon}`);
  }
  t.equal(oneRunEpsilon({ canaries: 10, guesses: 10, correct: 5 }, 0, 0.05), 0);
  t.equal(oneRunEpsilon({ canaries: 10, guesses: 10, correct: 10 }, 1, 0.05), 0, 'delta 1 allows everything');
  t.equal(oneRunProbability({ canaries: 10, guesses: 3, correct: 0 }, 1, 0.1), 1);
  for (const bad of [
    { canaries: 10, guesses: 11, correct: 5 },
    { canaries: 10, guesses: 0, correct: 0 },
    { canaries: 10, guesses: 5, correct: 6 },
    { canaries: 10, guesses: 5, correct: Number.NaN },
  ])
    t.throws(() => oneRunEpsilon(bad, 0, 0.05), DomainError);
  t.throws(() => oneRunEpsilon(counts, -0.1, 0.05), DomainError);
  t.throws(() => oneRunEpsilon(counts, 0, 1), DomainError);
  t.throws(() => oneRunProbability(counts, Number.NaN, 0), DomainError);
  t.end();
});

/** Gaussian differential privacy, with or without its worse half hidden. */
function gaussian(mu: number): TradeOffFamily {
  const member = (scale: number): FamilyMember => ({
    typeTwoBelow: (a) => (a === 0 ? 1 : normalTail(mu / scale - normalTailQuantile(a)) * (1 - 1e-12)),
    epsilonBelow: (delta) => gaussianEpsilon(mu / scale, delta),
  });
  return { name: 'Gaussian', basis: { theorem: 'test', note: 'test', assumptions: [] }, member };
}

test('f-differential privacy: the inverse of a curve is below the exact one, and near', (t) => {
  for (const mu of [0.1, 1, 4]) {
    const exact = gaussianBlowUpInverse(mu);
    const hull = symmetricBlowUpInverse(gaussian(mu).member(1));
    for (let logit = -14; logit < 14; logit += 0.371) {
      const x = 1 / (1 + Math.exp(-logit));
      const truth = normalTail(mu + normalTailQuantile(x));
      t.ok(exact(x) <= truth * (1 + 1e-13) && exact(x) >= truth * (1 - 1e-9), `${mu}, ${x}`);
      t.ok(
        hull(x) <= truth && (truth < 1e-12 || hull(x) >= truth * (truth < 1e-6 ? 0.88 : 0.94)),
        `hull ${mu}, ${x}: ${hull(x)}, ${truth}`,
      );
    }
    t.same([exact(0), hull(0)], [0, 0]);
  }
  // f(a) = max(0, 1 - 4 a) and its mirror image (1 - a) / 4: the hull of the smaller one is max(0, 1/4 - a).
  // A staircase that is 1/2 to 0.3: the hull is max(0, 0.3 - a).
  for (const [typeTwoBelow, reach] of [
    [(a: number) => Math.max(0, 1 - 4 * a), 0.25],
    [(a: number) => (a < 0.3 ? 0.5 : 0), 0.3],
  ] as const) {
    const inverse = symmetricBlowUpInverse({ typeTwoBelow, epsilonBelow: () => 0 });
    for (const x of [0.1, 0.5, 0.69, 0.76, 0.8, 0.9, 0.99, 1]) {
      const truth = Math.max(0, x - 1 + reach);
      t.ok(inverse(x) <= truth && inverse(x) >= truth - 0.005, `${reach}, ${x}: ${inverse(x)}`);
    }
  }
  t.end();
});

test('one run: guesses by rank, ties by position, bad outcomes refused', (t) => {
  const outcome = {
    scores: Float64Array.of(3, -1, 2, 2, -Infinity, 9),
    present: Uint8Array.of(1, 0, 0, 1, 1, 1),
  };
  t.same(countGuesses(outcome, { present: 2, absent: 0 }), { canaries: 6, guesses: 2, correct: 2 });
  t.same(countGuesses(outcome, { present: 3, absent: 0 }), { canaries: 6, guesses: 3, correct: 3 });
  t.same(countGuesses(outcome, { present: 4, absent: 2 }), { canaries: 6, guesses: 6, correct: 4 });
  t.same(countGuesses(outcome, { present: 0, absent: 1 }), { canaries: 6, guesses: 1, correct: 0 });
  const refuse = (bad: object, guesses = { present: 1, absent: 1 }) =>
    t.throws(() => countGuesses({ ...outcome, ...bad }, guesses), DomainError);
  refuse({ present: Uint8Array.of(1) });
  refuse({ present: Uint8Array.of(1, 0, 0, 2, 1, 1) });
  refuse({ scores: Float64Array.of(3, -1, 2, 2, Number.NaN, 9) });
  refuse({}, { present: 5, absent: 2 });
  refuse({}, { present: 0, absent: 0 });
  refuse({}, { present: 1.5, absent: 0 });
  t.end();
});

test('one run: independent canaries with Gaussian scores, guesses fixed beforehand', (t) => {
  const [mu, canaries] = [2, 10_000];
  const coins = new Draws(seededBits('one run', 'coins'));
  const present = Uint8Array.from({ length: canaries }, () => coins.word() & 1);
  const scores = normals(canaries, 'one run').map((x, i) => x + mu * present[i]);
  const question = { delta: 1e-5, alpha: 0.05 };
  const laws = { absent: normalLaw(0), present: normalLaw(mu) };
  const plan = bestGuesses(canaries, laws, question);
  const { present: high, absent: low, expected } = plan;
  // No other pair of numbers of guesses promises much more.
  const promise = (r: number, s: number) => {
    const share = (n: number) => {
      const at = bisect(-40, 40, (x) => normalTail(x) / 2 + normalTail(x - mu) / 2 > n / canaries).holds;
      return (normalTail(at - mu) * canaries) / 2;
    };
    const correct = Math.floor(share(r) + share(s));
    return oneRunEpsilon({ canaries, guesses: r + s, correct }, question.delta, question.alpha);
  };
  t.ok(near(promise(high, low), expected, 0.01), `${high} + ${low}: ${expected}`);
  for (const r of [100, 300, 1000, 1500, 3000])
    for (const s of [1, 100, 300, 1000, 1500, 3000]) t.ok(promise(r, s) <= expected * 1.01, `${r}, ${s}`);
  const found = oneRunBound({ scores, present }, { ...question, guesses: plan });
  const exact = gaussianEpsilon(mu, question.delta);
  t.ok(found.value < exact && near(found.value, expected, 0.3), `${found.value}, ${expected}, ${exact}`);
  t.ok(found.ceiling > found.value && found.ceiling < 36);
  t.same([found.side, found.validity, found.trials[0] + found.trials[1]], ['lower', 'frequentist', canaries]);
  // The family sees more; it ends at the exact value, and agrees with the closed form of its own kind.
  const ofFamily = oneRunFamilyBound({ scores, present }, gaussian(mu), { ...question, guesses: plan });
  const counts = countGuesses({ scores, present }, plan);
  const ofMu = gaussianEpsilon(oneRunMu(counts, question.alpha), question.delta);
  t.ok(ofFamily.value > 1.4 * found.value && ofFamily.value < exact, `${ofFamily.value}, ${exact}`);
  t.ok(ofFamily.value <= ofMu && ofFamily.value >= 0.975 * ofMu, `${ofFamily.value}, ${ofMu}`);
  t.equal(ofFamily.validity, 'family');
  // Half or twice the noise is claimed: the same data give the same bound.
  for (const claimed of [1, 4]) {
    const other = oneRunFamilyBound({ scores, present }, gaussian(claimed), { ...question, guesses: plan });
    t.ok(near(other.value, ofFamily.value, 0.02 * ofMu), `${other.value}`);
  }
  const blind = { scores: normals(canaries, 'blind'), present };
  t.equal(oneRunFamilyBound(blind, gaussian(mu), { ...question, guesses: plan }).value < 0.2, true);
  t.throws(() =>
    oneRunFamilyBound({ scores, present }, gaussian(mu), { ...question, alpha: 0, guesses: plan }),
  );
  t.throws(() => bestGuesses(1, laws, question), DomainError);
  t.throws(() => oneRunExcess({ canaries: 5, guesses: 2, correct: 3 }, (x) => x, 0.1), DomainError);
  t.end();
});

test('credible interval: published digits, and a posterior computed otherwise', (t) => {
  const published = { truePositives: 487, falseNegatives: 0, falsePositives: 512, trueNegatives: 1 };
  const [low, high] = credibleInterval(published, 1e-5, 0.1);
  t.ok(near(low, 0.143895, 6e-7) && near(high, 6.415596, 6e-7), `[${low}, ${high}]`);
  type Row = Outcomes & { delta: number; epsilon: number; posterior: string };
  for (const row of JSON.parse(readFileSync('test/fixtures/credible-interval.json', 'utf8')) as Row[]) {
    const value = epsilonPosterior(row, row.delta)(row.epsilon);
    t.ok(near(value, Number(row.posterior), 1e-7), `${value}, ${row.posterior}`);
  }
  const bound = credibleBound(published, { delta: 1e-5, alpha: 0.1, threshold: 'fixed' });
  t.same([bound.side, bound.validity, bound.value, bound.trials], ['estimate', 'bayesian', low, [513, 487]]);
  t.ok(bound.ceiling > 4);
  const [zero] = credibleInterval(
    { truePositives: 50, falseNegatives: 50, falsePositives: 50, trueNegatives: 50 },
    0.5,
    0.1,
  );
  t.equal(zero, 0);
  const sure = { truePositives: 1e6, falseNegatives: 0, falsePositives: 0, trueNegatives: 1e6 };
  t.ok(credibleInterval(sure, 0, 0.1)[0] > 12);
  t.throws(() => credibleInterval({ ...published, trueNegatives: -1 }, 0, 0.1), DomainError);
  t.throws(
    () =>
      credibleInterval({ truePositives: 0, falseNegatives: 0, falsePositives: 1, trueNegatives: 1 }, 0, 0.1),
    /trials with the canary/,
  );
  t.end();
});

test('membership scores: as defined, stable, never NaN', (t) => {
  const logits = Float64Array.of(1, 2, 0.5, -1, 0, 3);
  const labels = [1, 0];
  const softmax = (row: number[], label: number) =>
    Math.exp(row[label]) / row.reduce((sum, x) => sum + Math.exp(x), 0);
  const p = [softmax([1, 2, 0.5], 1), softmax([-1, 0, 3], 0)];
  lossScores(logits, 3, labels).forEach((score, i) => void t.ok(near(score, Math.log(p[i]), 1e-14)));
  scaledConfidence(logits, 3, labels).forEach(
    (score, i) => void t.ok(near(score, Math.log(p[i] / (1 - p[i])), 1e-13)),
  );
  t.same(marginScores(logits, 3, labels), Float64Array.of(1, -4));
  const sure = Float64Array.of(900, -900, -900, 900);
  t.same(scaledConfidence(sure, 2, [0, 0]), Float64Array.of(1800, -1800), 'no cancellation, no overflow');
  t.same(lossScores(sure, 2, [0, 0]), Float64Array.of(-0, -1800));
  t.throws(() => lossScores(logits, 3, [0]), DomainError);
  t.throws(() => lossScores(logits, 3, [0, 3]), /labels\[1\]/);
  t.throws(() => lossScores(logits, 1, [0, 0, 0, 0, 0, 0]), DomainError);
  t.throws(() => marginScores(Float64Array.of(0, Infinity), 2, [0]), /logits of row 0 must be finite/);

  const shadow = { absent: Float64Array.of(-1, 1, 0, 0), present: Float64Array.of(1, 3, 2, 2) };
  // Deviations sqrt(2/3) in both: ln ratio = (x^2 - (x - 2)^2) / (2 * 2/3).
  liraScores(shadow, Float64Array.of(-1, 0.3, 5)).forEach((score, i) => {
    const x = [-1, 0.3, 5][i];
    t.ok(near(score, (x * x - (x - 2) ** 2) / (4 / 3), 1e-12));
  });
  t.ok(near(liraScoresOffline(shadow.absent, Float64Array.of(2))[0], 2 / Math.sqrt(2 / 3), 1e-12));
  const flat = { absent: Float64Array.of(1, 1), present: Float64Array.of(Infinity, Infinity) };
  const wild = Float64Array.of(-Infinity, 1, 1e300, Infinity);
  t.ok(liraScores(flat, wild).every(Number.isFinite), 'no spread, infinite confidence');
  t.ok(liraScores(flat, wild)[3] > liraScores(flat, wild)[1]);
  t.ok(liraScoresOffline(flat.absent, wild).every(Number.isFinite));
  t.throws(() => liraScores({ ...flat, absent: Float64Array.of(1) }, wild), /2 or more/);
  t.throws(() => liraScores(flat, Float64Array.of(Number.NaN)), DomainError);
  t.throws(() => liraScores({ ...flat, present: Float64Array.of(1, Number.NaN) }, wild), DomainError);
  t.end();
});
