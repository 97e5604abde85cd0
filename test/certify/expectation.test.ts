import fc from 'fast-check';
import { test } from 'tap';
import { attackSuccess } from '../../lib/certify/attack-success.js';
import {
  allRunsEvidence,
  benefits,
  bettingEvidence,
  type Evidence,
  meanEvidence,
  thresholdEvidence,
} from '../../lib/certify/evidence.js';
import { expectedAccuracy, expectedBenefit, expectedLoss } from '../../lib/certify/expectation.js';
import { DomainError, normalCdf, normalQuantile } from '../../lib/numerics/index.js';
import { discrete, gaussian, pureProfile, symmetric } from './profiles.js';

const near = (x: number, y: number, within: number) => Math.abs(x - y) <= within;

const mean = (value: number, ceiling = 1): Evidence => ({
  kind: 'mean',
  mean: value,
  ceiling,
  confidence: 1,
});
const tail = (thresholds: number[], probabilities: number[], ceiling = 1): Evidence => {
  return { kind: 'tail', thresholds, probabilities, ceiling, confidence: 1 };
};

test('accuracy that hardly varies: the distribution tells more than the mean', (t) => {
  const average = 0.1 * 0.85 + 0.6 * 0.9 + 0.3 * 0.92;
  t.ok(near(expectedBenefit(gaussian(1), mean(average), 1), 0.613, 1e-3));
  t.ok(near(expectedBenefit(gaussian(1), tail([0.85, 0.9, 0.92], [1, 0.9, 0.3]), 1), 0.882, 1e-3));
  const all = thresholdEvidence(new Array(1000).fill(0.85), [0.85], 1, 0.001);
  t.ok(near(expectedBenefit(gaussian(1), all, 1), 0.789, 1e-3));
  t.end();
});

test('pure epsilon: the tight form of the bound on accuracy', (t) => {
  t.ok(near(expectedAccuracy(pureProfile(1), mean(0.84), 1).value, 0.565, 5e-4));
  t.ok(
    near(expectedAccuracy(pureProfile(0.25), mean(0.84), 4).value, 0.565, 5e-4),
    '4 poisons of a quarter each',
  );
  t.end();
});

/** A benefit with values i / (length - 1) under two laws, and its exact tail under the first. */
const weights = fc
  .array(fc.integer({ min: 0, max: 9 }), { minLength: 5, maxLength: 5 })
  .filter((w) => w.some((x) => x > 0));
const normalised = (w: readonly number[]) => w.map((x) => x / w.reduce((a, b) => a + b, 0));

test('no law is bounded above its own expectation; both forms, any ceiling', (t) => {
  fc.assert(
    fc.property(weights, weights, fc.constantFrom(1, 3), (v, w, ceiling) => {
      const [clean, poisoned] = [normalised(v), normalised(w)];
      const values = clean.map((_, i) => (i * ceiling) / (clean.length - 1));
      const expectation = (law: readonly number[]) => law.reduce((sum, p, i) => sum + p * values[i], 0);
      const probabilities = values.map((_, i) =>
        Math.min(
          1,
          clean.slice(i).reduce((a, b) => a + b, 0),
        ),
      );
      const profile = discrete(clean, poisoned);
      const truth = expectation(poisoned);
      const byMean = expectedBenefit(profile, mean(Math.min(ceiling, expectation(clean)), ceiling), 1);
      const byTail = expectedBenefit(profile, tail(values, probabilities, ceiling), 1);
      const loss = expectedLoss(profile, tail(values, probabilities, ceiling), 1).value;
      return (
        byMean <= truth + 1e-9 &&
        byTail <= truth + 1e-9 &&
        byMean <= byTail + 1e-6 &&
        loss >= ceiling - truth - 1e-9
      );
    }),
    { numRuns: 60 },
  );
  t.end();
});

test('the distribution form is attained: a benefit that only falls in the likelihood ratio', (t) => {
  // B in {0, .5, 1} on thirds of N(0, 1), cut so that larger B means a lower point; shifted by mu.
  const cuts = [-0.4, 0.7];
  const mu = 0.8;
  const above = cuts.map((cut) => normalCdf(cut)).reverse(); // P[B >= .5], P[B >= 1]
  const shifted = cuts.map((cut) => normalCdf(cut - mu)).reverse();
  const found = expectedBenefit(gaussian(mu), tail([0.5, 1], above), 1);
  t.ok(near(found, 0.5 * shifted[0] + 0.5 * shifted[1], 1e-7));
  t.end();
});

test('attack success', (t) => {
  const mu = 0.5;
  const claim = attackSuccess(gaussian(mu), mean(0.9), 2);
  t.ok(near(claim.value, normalCdf(normalQuantile(0.1) + 2 * mu), 1e-7));
  t.strictSame([claim.side, claim.quantity, claim.poisons], ['upper', 'attackSuccess', 2]);
  const e = 0.3;
  const pure = attackSuccess(pureProfile(e), mean(0.95), 2).value;
  t.ok(near(pure, Math.min(Math.exp(2 * e) * 0.05, 1 - Math.exp(-2 * e) * 0.95), 1e-7));
  // Success is below a = .1 in nearly every run: a + (1 - a)(1 - Psi_r(P[success <= a])).
  const rare = attackSuccess(gaussian(mu), tail([0.9], [0.999]), 1).value;
  t.ok(near(rare, 0.1 + 0.9 * (1 - normalCdf(normalQuantile(0.999) - mu)), 1e-7));
  t.equal(
    attackSuccess(
      symmetric(() => Number.NaN),
      mean(1),
      1,
    ).value,
    1,
    'a profile that fails bounds nothing',
  );
  t.throws(() => attackSuccess(gaussian(1), mean(0.5, 2), 1), DomainError);
  t.end();
});

test('evidence from runs is on its side', (t) => {
  const values = [0.8, 0.9, 0.9, 0.95];
  const margin = Math.sqrt(Math.log(1 / 0.05) / 8);
  const hoeffding = meanEvidence(values, 1, 0.05);
  t.ok(
    hoeffding.kind === 'mean' &&
      near(hoeffding.mean, 0.8875 - margin, 1e-12) &&
      hoeffding.mean <= 0.8875 - margin,
  );
  const betting = bettingEvidence(new Array(20).fill(1.96), 2, 0.025);
  t.ok(betting.kind === 'mean' && near(betting.mean, 1.5843, 1e-4), 'as 0.98 of 1, scaled');
  const all = allRunsEvidence(values, 1, 0.05);
  t.ok(all.kind === 'tail');
  if (all.kind === 'tail') {
    t.strictSame(all.thresholds, [0.8, 0.9, 0.95]);
    t.ok([1, 0.75, 0.25].every((share, i) => near(all.probabilities[i], Math.max(0, share - margin), 1e-12)));
  }
  // Exact coverage of the one-sided inequality for M = 6 fair coins: B = 1 with probability 1/2.
  let wrong = 0;
  for (let mask = 0; mask < 64; mask++) {
    const runs = Array.from({ length: 6 }, (_, i) => (mask >> i) & 1);
    const found = allRunsEvidence(runs, 1, 0.2);
    const bound = found.kind === 'tail' ? (found.probabilities[found.thresholds.indexOf(1)] ?? 0) : 0;
    if (bound > 0.5) wrong += 1 / 64;
  }
  t.ok(wrong <= 0.2 && wrong > 0, `${wrong}`);
  t.ok(benefits([0, 0.1, 2], 2).every((benefit, i) => benefit <= 2 - [0, 0.1, 2][i]));
  t.equal(benefits([0], 2)[0], 2);

  t.throws(() => meanEvidence([], 1, 0.1), DomainError);
  t.throws(() => meanEvidence([1.5], 1, 0.1), DomainError);
  t.throws(() => bettingEvidence([1.5], 1, 0.1), DomainError);
  t.throws(() => meanEvidence([Number.NaN], 1, 0.1), DomainError);
  t.throws(() => allRunsEvidence([1], 1, 0.6), DomainError);
  t.throws(() => thresholdEvidence([1], [], 1, 0.1), DomainError);
  t.throws(() => thresholdEvidence([1], [0.5, 0.4], 1, 0.1), DomainError);
  t.throws(() => benefits([3], 2), DomainError);
  t.throws(() => expectedBenefit(gaussian(1), mean(1.2), 1), DomainError);
  t.throws(() => expectedBenefit(gaussian(1), tail([0.5], [1, 0.5]), 1), DomainError);
  t.throws(() => expectedAccuracy(gaussian(1), mean(0.5, 2), 1), DomainError);
  t.end();
});
