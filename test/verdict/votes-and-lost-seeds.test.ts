import { test } from 'tap';
import {
  binomialUpperTail,
  meanLowerBound,
  normalCdf,
  normalQuantile,
  proportionUpperBound,
} from '../../lib/numerics/index.js';
import { attackRows } from '../../lib/verdict/index.js';
import { cell, failed, gaussianRelease, measure, near, profileOf, same, votes } from './cells.js';

test('votes: seed by seed, but for those that chance may lose', (t) => {
  const options = { alpha: 0.05, profileOf };
  const reachable = Array.from({ length: 20 }, (_, i) => ({ success: 0.2 + i / 100, accuracy: 0.7 }));
  const within = cell({
    clean: same(measure(0.1)),
    poisoned: reachable.map(({ success, accuracy }) => measure(success, accuracy)),
    guarantee: votes(0),
    reachable,
  });
  const [row] = attackRows([within], options).rows;
  t.equal(row.verdict, 'holds');
  t.ok(near(row.successBound?.value, 0.295, 1e-9) && (row.successBound?.value ?? 0) >= 0.295);
  t.ok(near(row.accuracyBound?.value, 0.7, 1e-9));

  const beyond = (count: number, failure: number) =>
    cell({
      clean: same(measure(0.1)),
      poisoned: reachable.map(({ success }, i) => measure(i < count ? success + 0.1 : success, 0.9)),
      guarantee: votes(failure),
      reachable,
    });
  const verdict = (count: number, failure: number, alpha = 0.05) =>
    attackRows([beyond(count, failure)], { ...options, alpha }).rows[0].verdict;
  t.equal(verdict(1, 0), 'CONTRADICTED', 'where nothing is left to chance, one seed is enough');
  t.match(attackRows([beyond(2, 0)], options).findings, [
    /2 of 20 seeds went beyond what 2 changed votes can do \(seeds 0, 1\)$/,
  ]);
  t.equal(verdict(1, 1e-3), 'CONTRADICTED', 'P[Bin(20, 0.001) >= 1] = 0.0198');
  t.equal(verdict(1, 1e-3, 0.01), 'holds');
  t.equal(verdict(2, 1e-3, 0.01), 'CONTRADICTED');
  const unseen = { ...beyond(1, 1e-3), failures: failed('training', 40) };
  t.equal(
    attackRows([unseen], options).rows[0].verdict,
    'holds',
    'P[Bin(60, 0.001) >= 1] = 0.058: the one may be why it was not among those that failed',
  );
  t.equal(verdict(20, 1), 'vacuous', 'a certificate that may always fail says nothing');
  const accuracy = cell({
    clean: same(measure(0.1)),
    poisoned: same(measure(0.1, 0.69)),
    guarantee: votes(0),
    reachable,
  });
  t.equal(attackRows([accuracy], options).rows[0].verdict, 'CONTRADICTED', 'accuracy below what must stay');

  const lossy = attackRows([beyond(0, 0.01)], options).rows[0];
  t.ok(
    near(lossy.successBound?.value, 0.295 + 1 / 20, 1e-9),
    'P[Bin(20, 0.01) > 1] = 0.017: one seed may be lost',
  );
  t.ok(near(lossy.accuracyBound?.value, 0.7 - 1 / 20, 1e-9));
  // for every failure probability: contradicted with probability at most alpha
  for (const failure of [1e-3, 0.01, 0.05, 0.3]) {
    let wrong = 0;
    for (let v = 0; v <= 20; v++)
      if (verdict(v, failure) === 'CONTRADICTED')
        wrong += binomialUpperTail(v, 20, failure).hi - binomialUpperTail(v + 1, 20, failure).lo;
    t.ok(wrong <= 0.05 + 1e-12 && wrong > 0.001, `failure ${failure}: ${wrong}`);
  }
  t.end();
});

test('a training that failed may have hidden anything; an attack that could not be made hides nothing', (t) => {
  // success 0 before, and after for half the seeds: those fail, and 1 is all that is seen
  const judged = (at: 'attack' | 'training', count: number) =>
    attackRows(
      [
        cell({
          clean: same(measure(0), 10),
          poisoned: same(measure(1), 10),
          guarantee: gaussianRelease(100),
          queries: 1,
          failures: failed(at, count),
        }),
      ],
      { alpha: 0.05, profileOf },
    ).rows[0];
  t.equal(judged('training', 0).verdict, 'CONTRADICTED');
  t.equal(judged('attack', 10).verdict, 'CONTRADICTED');
  const hidden = judged('training', 10);
  t.equal(hidden.verdict, 'holds');
  const least = normalCdf(normalQuantile(proportionUpperBound(10, 20, 0.05)) + 1 / 100);
  t.ok(near(hidden.successBound?.value, least, 1e-6), 'half of the evidence says nothing');
  const kept = meanLowerBound([...new Array(10).fill(0.9), ...new Array(10).fill(0)], 0.05);
  t.ok(near(hidden.accuracyBound?.value, normalCdf(normalQuantile(kept) - 1 / 100), 1e-6));
  t.match(hidden.because, /^success 1 where/, 'what was measured is told as it was');
  t.equal(hidden.seeds, 10);
  t.equal(hidden.failures.length, 10);
  // attacks that the bound allows, 0.9 after 0.1 before, whose failures are shown as none: never contradicted
  const spoilt = judged('training', 200);
  t.not(spoilt.verdict, 'CONTRADICTED');
  t.equal(spoilt.measured?.success.high, 1);
  t.end();
});
