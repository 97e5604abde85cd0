import fc from 'fast-check';
import { test } from 'tap';
import { lowerBound, upperBound } from '../../lib/certify/confidence.js';
import type { Construction } from '../../lib/certify/construction.js';
import { psi } from '../../lib/certify/psi.js';
import { certifiedRadius } from '../../lib/certify/radius.js';
import { profileRule } from '../../lib/certify/rule.js';
import { admitted } from '../../lib/certify/threshold.js';
import { certifyVotes, certifyVotesBy } from '../../lib/certify/votes.js';
import { expectedAccuracyOfVotes } from '../../lib/certify/votes-accuracy.js';
import type { Votes } from '../../lib/core/index.js';
import { binomialUpperTail, DomainError, normalQuantile } from '../../lib/numerics/index.js';
import { gaussian, symmetric } from './profiles.js';

const MODELS = 200;

/** Votes of MODELS models over three classes. */
const someVotes = fc
  .array(
    fc.tuple(fc.nat(2), fc.integer({ min: 0, max: MODELS }), fc.double({ min: 0, max: 1, noNaN: true })),
    { minLength: 1, maxLength: 12 },
  )
  .map((rows): Votes => {
    return {
      classes: ['a', 'b', 'c'],
      models: MODELS,
      rows: rows.map(([truth, first, share]) => {
        const second = Math.round(share * (MODELS - first));
        return { truth, counts: [first, second, MODELS - first - second] };
      }),
    };
  });

/** pA and pB of one record, written out again. */
function boundsOf(
  counts: readonly number[],
  label: number,
  construction: Construction,
  alpha: number,
): [number, number] {
  const [m, c] = [MODELS, counts.length];
  if (construction === 'complement')
    return [lowerBound(counts[label], m, alpha), 1 - lowerBound(counts[label], m, alpha)];
  const level = construction === 'rivals' ? alpha / c : alpha / (2 * c);
  const rivals = counts.filter((_, i) => i !== label).map((count) => upperBound(count, m, level));
  return [lowerBound(counts[label], m, level), Math.max(...rivals)];
}

test('a data set is certified as its records are, one by one', (t) => {
  const constructions: Construction[] = ['complement', 'rivals', 'selected'];
  fc.assert(
    fc.property(
      someVotes,
      fc.constantFrom(...constructions),
      fc.constantFrom(0.12, 0.4),
      (votes, construction, mu) => {
        const profile = gaussian(mu);
        const result = certifyVotes(profile, votes, { construction, alpha: 0.01 });
        const radii = votes.rows.map(({ truth, counts }) => {
          const most = Math.max(...counts);
          const winners = counts.filter((count) => count === most).length;
          const label = construction === 'selected' ? counts.indexOf(most) : truth;
          const [pA, pB] = boundsOf(counts, label, construction, 0.01);
          if (construction === 'selected' && winners > 1) return [-1, false] as const;
          return [pA > pB ? certifiedRadius(profile, pA, pB).radius : -1, label === truth] as const;
        });
        const curve = result.certifiedAccuracy.map(
          (_, r) => radii.filter(([radius, right]) => right && radius >= r).length / radii.length,
        );
        return (
          result.records.every((record, i) => record.radius === radii[i][0]) &&
          result.records.every((record) => (record.abstention !== undefined) === record.radius < 0) &&
          result.certifiedAccuracy.every((value, r) => value === curve[r]) &&
          result.certifiedAccuracy.at(-1) === 0 &&
          result.abstentions === radii.filter(([radius]) => radius < 0).length
        );
      },
    ),
    { numRuns: 60 },
  );
  t.end();
});

test('ceiling, median, claims, cap', (t) => {
  const votes: Votes = {
    classes: ['a', 'b'],
    models: 1000,
    rows: [
      { truth: 0, counts: [1000, 0] },
      { truth: 0, counts: [900, 100] },
      { truth: 1, counts: [700, 300] },
    ],
  };
  const mu = 0.3;
  const result = certifyVotes(gaussian(mu), votes);
  t.equal(
    result.ceiling,
    Math.floor(normalQuantile(0.001 ** (1 / 1000)) / mu),
    'ceiling of unanimous models',
  );
  t.equal(result.records[0].radius, result.ceiling);
  t.equal(result.records[2].radius, -1);
  t.match(result.records[2].abstention, { reason: /does not exceed/ });
  t.equal(result.medianRadius, result.records[1].radius);
  t.equal(result.certifiedAccuracy[0], 2 / 3);
  t.notOk(result.capped);
  const curve = result.claims.filter((claim) => claim.quantity === 'certifiedAccuracy');
  t.strictSame(
    curve.map((claim) => claim.value),
    result.certifiedAccuracy,
  );
  t.ok(
    result.claims.every(
      (claim) => claim.side === 'lower' && claim.confidence <= 0.999 && claim.confidence > 0.998999,
    ),
  );
  t.ok(result.claims.every((claim) => claim.object === 'smoothed learner'));

  const capped = certifyVotes(gaussian(mu), votes, { maximalRadius: 2 });
  t.strictSame([capped.capped, capped.ceiling, capped.certifiedAccuracy.length], [true, 2, 3]);
  const useless = certifyVotes(
    symmetric(() => Number.NaN),
    votes,
  );
  t.strictSame(useless.certifiedAccuracy, [2 / 3, 0], 'a profile that fails leaves the unpoisoned statement');
  t.equal(useless.ceiling, 0);
  const few = certifyVotes(gaussian(mu), {
    classes: ['a', 'b'],
    models: 2,
    rows: [{ truth: 0, counts: [2, 0] }],
  });
  t.strictSame(
    [few.ceiling, few.certifiedAccuracy, few.abstentions],
    [-1, [0], 1],
    'two models prove nothing at .001',
  );
  t.end();
});

test('the deployed majority of few models is certified less far, of many as far', (t) => {
  const votes: Votes = {
    classes: ['a', 'b', 'c'],
    models: 1000,
    rows: [
      { truth: 0, counts: [1000, 0, 0] },
      { truth: 0, counts: [800, 150, 50] },
    ],
  };
  for (const construction of ['complement', 'rivals', 'selected'] as const) {
    const at = (models?: number) =>
      certifyVotes(
        gaussian(0.1),
        votes,
        models ? { construction, deployed: { models, failure: 0.001 } } : { construction },
      );
    const radii = [21, 201, 20_001].map((models) => at(models).records[1].radius);
    const limit = at().records[1].radius;
    t.ok(radii[0] < radii[1] && radii[1] <= radii[2], `${construction}: ${radii}`);
    t.ok(radii[2] <= limit && radii[2] >= limit - 1, `${construction}: ${radii[2]} against ${limit}`);
    t.equal(at(21).claims[0].object, 'majority vote');
  }
  t.throws(() => certifyVotes(gaussian(1), votes, { deployed: { models: 0, failure: 0.1 } }), DomainError);
  t.throws(
    () => certifyVotes(gaussian(1), votes, { deployed: { models: 5, failure: Number.NaN } }),
    DomainError,
  );
  t.end();
});

test('many records cost about log M tests for each number of poisons', (t) => {
  const rows = Array.from({ length: 1001 }, (_, i) => ({ truth: 0, counts: [i, 1000 - i] }));
  const rule = profileRule(gaussian(0.5));
  let tests = 0;
  const counted = {
    ...rule,
    test: (r: number) => {
      const inner = rule.test(r);
      return (pA: number, pB: number) => {
        tests++;
        return inner(pA, pB);
      };
    },
  };
  const result = certifyVotesBy(counted, { classes: ['a', 'b'], models: 1000, rows });
  t.ok(tests <= 13 * (result.ceiling + 2), `${tests} tests for ${result.ceiling + 2} radii`);
  t.end();
});

test('admitted agrees with asking every ballot', (t) => {
  const ballots = fc.array(fc.record({ votes: fc.nat(20), rival: fc.nat(20) }), { maxLength: 30 });
  fc.assert(
    fc.property(ballots, fc.nat(30), fc.nat(3), (list, need, weight) => {
      const holds = (b: { votes: number; rival: number }) => b.votes - weight * b.rival > need - 10;
      const answer = admitted(list, holds);
      return list.every((ballot) => answer(ballot) === holds(ballot));
    }),
  );
  t.notOk(admitted([], () => true)({ votes: 1, rival: 0 }));
  t.end();
});

/** n over k. */
function binomial(n: number, k: number): number {
  return k === 0 ? 1 : (binomial(n - 1, k - 1) * n) / k;
}

test('choosing the class from the votes is paid for', (t) => {
  // Three equally likely classes: a certificate at r = 0 is false. Exact probability by enumeration of M = 12.
  const models = 12;
  const alpha = 0.05;
  const rows: { truth: number; counts: number[] }[] = [];
  const chance: number[] = [];
  for (let a = 0; a <= models; a++)
    for (let b = 0; a + b <= models; b++) {
      rows.push({ truth: 0, counts: [a, b, models - a - b] });
      chance.push((binomial(models, a) * binomial(models - a, b)) / 3 ** models);
    }
  const votes = { classes: ['a', 'b', 'c'], models, rows };
  const result = certifyVotes(gaussian(0.1), votes, { construction: 'selected', alpha });
  const wrong = result.records.reduce((sum, record, i) => sum + (record.radius >= 0 ? chance[i] : 0), 0);
  t.ok(wrong <= alpha, `selected: ${wrong}`);
  // The uncorrected choice, one bound at alpha on the most voted class, is wrong more often than alpha allows.
  const level = 1 / 3;
  const uncorrected = rows.reduce(
    (sum, { counts }, i) => sum + (lowerBound(Math.max(...counts), models, alpha) > level ? chance[i] : 0),
    0,
  );
  const single = binomialUpperTail(0, models, level).hi * 0 + uncorrected;
  t.ok(single > alpha, `uncorrected: ${single}`);
  t.end();
});

test('choosing the best of several sets of votes is paid for', (t) => {
  // Two classes of probability 1/2 each, so that every certificate is false; the best of the sets is shown.
  const [models, alpha, sets] = [40, 0.1, 16];
  const counts = Array.from({ length: models + 1 }, (_, count) => count);
  const rows = counts.map((count) => ({ truth: 0, counts: [count, models - count] }));
  const votes = { classes: ['a', 'b'], models, rows };
  const chanceOfBest = (chosenFrom: number): number => {
    const { records } = certifyVotes(gaussian(0.1), votes, { alpha, chosenFrom });
    const one = counts.reduce(
      (sum, count) => sum + (records[count].radius >= 0 ? binomial(models, count) / 2 ** models : 0),
      0,
    );
    return 1 - (1 - one) ** sets;
  };
  t.ok(chanceOfBest(sets) <= alpha, `chosen from ${sets}: ${chanceOfBest(sets)}`);
  t.ok(chanceOfBest(sets) > alpha / 4, 'and no more is paid than that');
  t.ok(chanceOfBest(1) > alpha, `uncorrected: ${chanceOfBest(1)}`);
  const paid = certifyVotes(gaussian(0.1), votes, { alpha, chosenFrom: 4 });
  const plain = certifyVotes(gaussian(0.1), votes, { alpha: alpha / 4 });
  t.strictSame(
    paid.records.map(({ radius }) => radius),
    plain.records.map(({ radius }) => radius),
  );
  t.ok(paid.claims.every(({ confidence }) => Math.abs(confidence - (1 - alpha)) < 1e-12));
  t.equal(
    expectedAccuracyOfVotes(gaussian(0.1), votes, 1, alpha, 'clean', 4).value,
    expectedAccuracyOfVotes(gaussian(0.1), votes, 1, alpha / 4).value,
  );
  t.throws(() => certifyVotes(gaussian(1), votes, { chosenFrom: 0 }), DomainError);
  t.throws(() => expectedAccuracyOfVotes(gaussian(1), votes, 1, 0.1, 'clean', 1.5), DomainError);
  t.end();
});

test('expected accuracy from votes', (t) => {
  const votes: Votes = {
    classes: ['a', 'b'],
    models: 1000,
    rows: [
      { truth: 0, counts: [1000, 0] },
      { truth: 1, counts: [400, 600] },
    ],
  };
  const claim = expectedAccuracyOfVotes(gaussian(0.2), votes, 2, 0.01);
  const terms = [1000, 600].map((count) => psi(gaussian(0.2), lowerBound(count, 1000, 0.005), 2));
  t.ok(Math.abs(claim.value - (terms[0] + terms[1]) / 2) < 1e-12);
  t.strictSame([claim.side, claim.quantity, claim.poisons], ['lower', 'expectedAccuracy', 2]);
  t.end();
});
