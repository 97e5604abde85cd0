import { test } from 'tap';
import { account } from '../../lib/accountants/index.js';
import { type MeasuredCell, type Profile, UnsupportedError } from '../../lib/core/index.js';
import {
  binomialUpperTail,
  DomainError,
  meanLowerBound,
  normalCdf,
  normalQuantile,
  proportionUpperBound,
} from '../../lib/numerics/index.js';
import { Draws, seededBits } from '../../lib/random/index.js';
import { attackRows, successBound } from '../../lib/verdict/index.js';
import { gaussian } from '../certify/profiles.js';
import { cell, gaussianRelease, measure, near, profileOf, same, uncertified, votes } from './cells.js';

const binary = (values: readonly number[]) => values.map((value) => measure(value));

test('bounds are the closed forms, from the evidence at alpha by itself', (t) => {
  const alpha = 0.05;
  const [scale, poisons] = [4, 2];
  const clean = binary([1, ...new Array(19).fill(0)]);
  const one = cell({ clean, poisoned: clean, guarantee: gaussianRelease(scale), queries: 1, poisons });
  const [row] = attackRows([one], { alpha, profileOf }).rows;
  const baseline = proportionUpperBound(1, 20, alpha);
  const success = normalCdf(normalQuantile(baseline) + poisons / scale);
  t.ok(near(row.successBound?.value, success, 1e-6), `${row.successBound?.value} is ${success}`);
  const kept = meanLowerBound(new Array(20).fill(0.9), alpha);
  t.ok(near(row.accuracyBound?.value, normalCdf(normalQuantile(kept) - poisons / scale), 1e-6), 'accuracy');
  t.equal(row.verdict, 'holds');
  t.match(
    row.because,
    /^success 0.05 where at most 0\.\d+ is certified, accuracy 0.9 where at least 0\.\d+ is$/,
  );

  const mixed = [...one.seeds].map((seed) => ({ ...seed, queries: seed.seed === 0 ? 2 : 1 }));
  const [share] = attackRows([{ ...one, seeds: mixed }], { alpha, profileOf }).rows;
  t.ok(
    (share.successBound?.value ?? 0) > success + 0.02,
    'not by the answers: two queries of one seed, and the law is unknown',
  );

  const real = attackRows([one], { alpha, profileOf: (mechanism) => account(mechanism).upper }).rows[0];
  t.ok(near(real.successBound?.value, success, 1e-6), 'the accountant gives the same');
  t.ok((real.successBound?.value ?? 0) >= success * (1 - 1e-12));
  t.end();
});

test('the bound is wrong with probability at most alpha, and nearly that, where the attack attains it', (t) => {
  const [alpha, seeds, scale] = [0.1, 20, 2];
  const bounds = Array.from({ length: seeds + 1 }, (_, k) => {
    const clean = binary(Array.from({ length: seeds }, (_, i) => (i < k ? 1 : 0)));
    const { seeds: measured } = cell({ clean, poisoned: clean, guarantee: uncertified, queries: 1 });
    return successBound(gaussian(1 / scale), measured, 1, alpha).value;
  });
  let worst = 0;
  for (let s = 0.005; s < 0.6; s += 0.005) {
    const attained = normalCdf(normalQuantile(s) + 1 / scale);
    const wrong = bounds.findIndex((bound) => bound >= attained); // fewer clean successes: too low a bound
    worst = Math.max(worst, wrong === 0 ? 0 : 1 - binomialUpperTail(wrong, seeds, s).lo);
  }
  t.ok(worst <= alpha + 1e-9 && worst > 0.95 * alpha, `${worst}`);
  t.end();
});

/** Answers of one seed by how they hang together. */
type Law = 'one query' | 'all or nothing' | 'ten queries apart';

test('where no certificate is wrong, a cell is contradicted no more often than alpha', (t) => {
  const draws = new Draws(seededBits('verdict', 'soundness'));
  const uniform = () => (draws.word() + 0.5) / 2 ** 32;
  const answers = (law: Law, p: number) => {
    if (law !== 'ten queries apart') return uniform() < p ? 1 : 0;
    return Array.from({ length: 10 }, () => (uniform() < p ? 1 : 0)).reduce((a: number, b) => a + b, 0) / 10;
  };
  // targets that differ: half the seeds attack one that succeeds often, half one that seldom does
  const alpha = 0.3;
  const runs = 350;
  for (const law of ['one query', 'all or nothing', 'ten queries apart'] as const) {
    let contradicted = 0;
    for (let run = 0; run < runs; run++) {
      const cells = [0.5, 4].map((scale) => {
        const seeds = Array.from({ length: 20 }, () => {
          const s = uniform() < 0.5 ? 0.02 : 0.3;
          const beaten = normalCdf(normalQuantile(s) + 1 / scale); // attains 1 - Psi(1 - s)
          const left = normalCdf(normalQuantile(0.8) - 1 / scale);
          const [before, after] = [answers('all or nothing', 0.8), answers('all or nothing', left)];
          return [measure(answers(law, s), before), measure(answers(law, beaten), after)];
        });
        const queries = law === 'one query' ? 1 : 10;
        const [clean, poisoned] = [seeds.map(([a]) => a), seeds.map(([, b]) => b)];
        return cell({ clean, poisoned, guarantee: gaussianRelease(scale), queries });
      });
      if (attackRows(cells, { alpha, profileOf }).findings.length > 0) contradicted++;
    }
    t.ok(binomialUpperTail(contradicted, runs, alpha).hi > 1e-3, `${law}: ${contradicted} of ${runs}`);
  }
  t.end();
});

test('an attack beyond the certificate is found at 20 seeds', (t) => {
  const options = { alpha: 0.05, profileOf };
  const beyond = cell({
    clean: same(measure(0.04)),
    poisoned: same(measure(0.97)),
    guarantee: gaussianRelease(5),
  });
  const { rows, findings } = attackRows([beyond], options);
  t.equal(rows[0].verdict, 'CONTRADICTED');
  t.match(findings, [
    /^badnets \(1 poison\), dp-instahide, mlp 32: success is at least 0\.7\d+ where at most 0\.3\d+ is certified$/,
  ]);
  t.ok((rows[0].successBound?.value ?? 1) < 0.35, 'the bound of the table stays beside it');

  const spoilt = cell({
    clean: same(measure(0.04, 0.95)),
    poisoned: same(measure(0.04, 0.2)),
    guarantee: gaussianRelease(5),
  });
  t.match(
    attackRows([spoilt], options).rows[0].because,
    /^accuracy is at most 0\.\d+ where at least 0\.\d+ is certified$/,
  );

  const unclear = cell({
    clean: same(measure(0)),
    poisoned: binary([1, 1, 1, 1, 1, ...new Array(15).fill(0)]),
    guarantee: gaussianRelease(1000),
    queries: 1,
  });
  const [doubtful] = attackRows([unclear], options).rows;
  t.equal(doubtful.verdict, 'holds');
  t.match(
    doubtful.because,
    /^success 0\.25 where at most 0\.14 is certified.*; success beyond the bound, but not/,
  );

  // 14 of 20 where nearly none is certified: seen by itself, not as one test of many
  const some = [...new Array(9).fill(1), ...new Array(11).fill(0)];
  const weak = cell({
    clean: binary(new Array(20).fill(0)),
    poisoned: binary(some),
    guarantee: gaussianRelease(1000),
    queries: 1,
  });
  const harmless = cell({
    clean: same(measure(0)),
    poisoned: same(measure(0)),
    guarantee: gaussianRelease(5),
  });
  t.equal(attackRows([weak], { ...options, alpha: 0.1 }).rows[0].verdict, 'CONTRADICTED');
  const many = attackRows([weak, ...new Array<MeasuredCell>(40).fill(harmless)], { ...options, alpha: 0.1 });
  t.same(many.findings, [], 'a share of alpha in 82 tests is too little for it');
  const beside = attackRows([weak, { ...harmless, guarantee: uncertified }], { ...options, alpha: 0.1 });
  t.equal(beside.findings.length, 1, 'cells without a certificate take no share');
  t.end();
});

test('vacuous, none, failed', (t) => {
  const models = { clean: same(measure(0.1)), poisoned: same(measure(1)) };
  const cells = [
    cell({ ...models, guarantee: gaussianRelease(0.05) }),
    cell({ ...models, guarantee: uncertified }),
    cell({
      clean: [],
      poisoned: [],
      guarantee: gaussianRelease(1),
      failures: [{ seed: 3, error: 'out of memory', at: 'training' }],
    }),
    cell({
      ...models,
      guarantee: {
        kind: 'mechanism',
        mechanism: { kind: 'dp-sgd', rate: 0.1, noiseMultiplier: 1, steps: 9, adjacency: 'replace' },
      },
    }),
  ];
  let asked = 0;
  const { rows, findings, failures, assumptions } = attackRows([...cells, cells[0]], {
    alpha: 0.05,
    profileOf(mechanism) {
      asked++;
      if (mechanism.kind === 'dp-sgd') throw new UnsupportedError('not this one');
      return profileOf(mechanism);
    },
  });
  t.same(
    rows.map(({ verdict }) => verdict),
    ['vacuous', 'none', 'failed', 'none', 'vacuous'],
  );
  t.equal(rows[1].because, 'no noise is added');
  t.equal(rows[1].successBound, undefined);
  t.equal(rows[2].because, 'no seed was completed: seed 3: out of memory');
  t.equal(rows[2].measured, undefined);
  t.equal(rows[3].because, 'nothing is proved: not this one');
  t.same(failures, ['badnets (1 poison), dp-instahide, mlp 32, seed 3: out of memory']);
  t.same(findings, []);
  t.equal(asked, 2, 'a profile is asked for once');
  t.ok(assumptions.length > 3 && new Set(assumptions).size === assumptions.length);
  const broken = attackRows([cells[0]], {
    alpha: 0.05,
    profileOf: () => ({ ...gaussian(0.1), at: () => Number.NaN }),
  });
  t.equal(broken.rows[0].verdict, 'vacuous', 'a profile that fails certifies nothing');
  t.end();
});

test('what is inconsistent is refused, never judged', (t) => {
  const options = { alpha: 0.05, profileOf };
  const good = cell({ clean: same(measure(0)), poisoned: same(measure(0)), guarantee: gaussianRelease(1) });
  const withSeed = (change: object): MeasuredCell => ({
    ...good,
    seeds: [{ ...good.seeds[0], ...change }, ...good.seeds.slice(1)],
  });
  const bad: readonly [string, MeasuredCell, RegExp][] = [
    ['NaN', withSeed({ poisoned: measure(Number.NaN) }), /success of the poisoned model, seed 0 of badnets/],
    [
      'a share above 1',
      withSeed({ clean: { ...measure(0), accuracy: 1.01 } }),
      /accuracy of the clean model.* in \[0, 1\]/,
    ],
    ['no query', withSeed({ queries: 0 }), /queries of seed 0/],
    ['half a query', withSeed({ queries: 1.5 }), /queries/],
    [
      'a share of one query',
      withSeed({ queries: 1, poisoned: measure(0.5) }),
      /0 or 1 where one query is asked/,
    ],
    ['a seed twice', withSeed({ seed: 1 }), /measured once, got 1/],
    [
      'failed and measured',
      { ...good, failures: [{ seed: 4, error: 'x', at: 'training' }] },
      /measured once, got 4/,
    ],
    ['no poison', { ...good, name: { ...good.name, poisons: 0 } }, /poisons of badnets/],
    ['votes without what they reach', { ...good, guarantee: votes(0) }, /reachable/],
    [
      'a failure that is no probability',
      cell({
        clean: same(measure(0)),
        poisoned: same(measure(0)),
        guarantee: votes(Number.NaN),
        reachable: same(measure(0)),
      }),
      /failure/,
    ],
  ];
  for (const [name, one, message] of bad)
    t.throws(() => attackRows([one], options), { name: 'DomainError', message }, name);
  for (const alpha of [0, 1, Number.NaN])
    t.throws(() => attackRows([good], { ...options, alpha }), DomainError);
  const added = (): Profile<'upper'> => ({ ...gaussian(1), adjacency: 'add-remove' });
  t.throws(() => attackRows([good], { alpha: 0.05, profileOf: added }), /adjacency must be 'replace'/);
  t.same(attackRows([], options), { rows: [], findings: [], failures: [], assumptions: [] });
  t.end();
});
