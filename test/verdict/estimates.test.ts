import { test } from 'tap';
import {
  binomialUpperTail,
  DomainError,
  meanLowerBound,
  proportionLowerBound,
  proportionUpperBound,
} from '../../lib/numerics/index.js';
import { Draws, seededBits } from '../../lib/random/index.js';
import { differenceEstimate, estimatesOf, shareEstimate } from '../../lib/verdict/index.js';
import { cell, failed, measure, same, uncertified } from './cells.js';

test('an estimate is a mean with an interval that half of alpha ends on each side', (t) => {
  const answers = [1, 1, 0, 1, 0, 1, 1, 1, 1, 1];
  const exact = shareEstimate(answers, 'binary', 0.1);
  t.strictSame(exact, {
    mean: 0.8,
    low: proportionLowerBound(8, 10, 0.05),
    high: proportionUpperBound(8, 10, 0.05),
  });
  const values = [0.91, 0.9, 0.93, 0.9];
  const share = shareEstimate(values, 'share', 0.1);
  t.equal(share.low, meanLowerBound(values, 0.05));
  t.ok(share.low < 0.91 && share.high > 0.91 && share.high < 0.97);
  for (const value of [0, 1]) {
    const { mean, low, high } = shareEstimate(new Array(20).fill(value), 'share', 0.05);
    t.ok(low <= mean && mean <= high && low >= 0 && high <= 1, `${low} ${mean} ${high}`);
  }
  t.throws(() => shareEstimate([], 'share', 0.05), DomainError);
  t.throws(() => shareEstimate([0.5], 'binary', 0.05), DomainError);
  t.throws(() => shareEstimate([0.5], 'share', Number.NaN), DomainError);
  t.end();
});

test('a paired difference: clear of 0 where the attack plainly works, and right by simulation', (t) => {
  const gain = differenceEstimate(new Array(20).fill(0.02), new Array(20).fill(0.9), 0.05);
  t.ok(Math.abs(gain.mean - 0.88) < 1e-12 && gain.low > 0.5 && gain.high < 0.91);
  const loss = differenceEstimate(new Array(20).fill(0.9), new Array(20).fill(0.02), 0.05);
  t.ok(loss.high < -0.5 && loss.low >= -1);
  const draws = new Draws(seededBits('estimates', 'pairs'));
  const uniform = () => (draws.word() + 0.5) / 2 ** 32;
  const [runs, alpha] = [500, 0.2];
  let wrong = 0;
  for (let run = 0; run < runs; run++) {
    // the pair hangs together: success of the clean model makes that of the poisoned one sure
    const pairs = Array.from({ length: 20 }, () => {
      const before = uniform() < 0.1 ? 1 : 0;
      return [before, before === 1 || uniform() < 0.5 ? 1 : 0];
    });
    const { low, high } = differenceEstimate(
      pairs.map(([before]) => before),
      pairs.map(([, after]) => after),
      alpha,
    );
    if (!(low <= 0.45 && 0.45 <= high)) wrong++;
  }
  t.ok(binomialUpperTail(wrong, runs, alpha).hi > 1e-3, `${wrong} of ${runs}`);
  t.end();
});

test('a value that is not known is taken for 0 below and for 1 above', (t) => {
  t.strictSame(shareEstimate([1, 1, 0], 'binary', 0.1, 2), {
    mean: 2 / 3,
    low: proportionLowerBound(2, 5, 0.05),
    high: proportionUpperBound(4, 5, 0.05),
  });
  const [before, after] = [new Array(20).fill(0.02), new Array(20).fill(0.9)];
  const gain = differenceEstimate(before, after, 0.05, 5);
  t.ok(Math.abs(gain.mean - 0.88) < 1e-12 && gain.low > -1 && gain.high <= 1);
  const filled = differenceEstimate([...before, 1, 1, 1, 1, 1], [...after, 0, 0, 0, 0, 0], 0.05);
  t.equal(gain.low, filled.low);
  t.throws(() => shareEstimate([1], 'binary', 0.05, -1), DomainError);
  const row = (at: 'attack' | 'training') =>
    estimatesOf(
      cell({
        clean: same(measure(0.1)),
        poisoned: same(measure(0.8)),
        guarantee: uncertified,
        failures: failed(at, 20),
      }),
      0.05,
    );
  t.ok(row('attack').success.low > 0.6 && row('attack').gain.low > 0);
  t.ok(row('training').success.low < 0.4 && row('training').gain.low < 0, 'not shown to be raised');
  t.end();
});

test('a row: every estimate is of what it is called', (t) => {
  const found = estimatesOf(
    cell({
      clean: same({ accuracy: 0.9, success: 0.1, robust: 0.8 }),
      poisoned: same({ accuracy: 0.85, success: 0.7, robust: 0.25 }),
      guarantee: uncertified,
    }),
    0.05,
  );
  const means = Object.entries(found).map(([name, { mean }]) => [name, Math.round(mean * 1000) / 1000]);
  t.same(Object.fromEntries(means), {
    accuracy: 0.85,
    cleanAccuracy: 0.9,
    accuracyChange: -0.05,
    success: 0.7,
    baseline: 0.1,
    gain: 0.6,
    robust: 0.25,
  });
  const onePoint = estimatesOf(
    cell({ clean: same(measure(0)), poisoned: same(measure(1)), guarantee: uncertified, queries: 1 }),
    0.05,
  );
  t.equal(onePoint.success.low, proportionLowerBound(20, 20, 0.025), 'one query a seed: Clopper-Pearson');
  t.end();
});
