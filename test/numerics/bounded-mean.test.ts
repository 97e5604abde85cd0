import { readFileSync } from 'node:fs';
import { test } from 'tap';
import { binomialUpperTail, DomainError, meanLowerBound, meanUpperBound } from '../../lib/numerics/index.js';
import { Draws, seededBits } from '../../lib/random/index.js';

interface Reference {
  readonly values: readonly number[];
  readonly alpha: number;
  readonly lower: string;
  readonly upper: string;
}

test('the bounds are those of 50 digits, on the safe side of them', (t) => {
  const table = JSON.parse(readFileSync('test/fixtures/bounded-mean.json', 'utf8')) as Reference[];
  for (const { values, alpha, lower, upper } of table) {
    const name = `${values.length} values at ${alpha}`;
    const [low, high] = [Number(lower), Number(upper)];
    const found = [meanLowerBound(values, alpha), meanUpperBound(values, alpha)];
    t.ok(found[0] <= low && found[0] >= low * (1 - 1e-12), `${name}: ${found[0]} below ${lower}`);
    t.ok(found[1] >= high && found[1] <= high + 1e-12, `${name}: ${found[1]} above ${upper}`);
    t.equal(meanLowerBound([...values].reverse(), alpha), found[0], 'the order is of no account');
  }
  t.end();
});

/** P[a bound on the wrong side of the mean] where value i is highs[i] with probability p[i], otherwise low. */
function exactError(low: number, highs: readonly number[], p: readonly number[], alpha: number) {
  const n = highs.length;
  const mean = highs.reduce((sum, high, i) => sum + low + p[i] * (high - low), 0) / n;
  let [below, above] = [0, 0];
  for (let mask = 0; mask < 2 ** n; mask++) {
    const values = highs.map((high, i) => ((mask >> i) & 1 ? high : low));
    const weight = p.reduce((product, q, i) => product * ((mask >> i) & 1 ? q : 1 - q), 1);
    if (meanLowerBound(values, alpha) > mean) below += weight;
    if (meanUpperBound(values, alpha) < mean) above += weight;
  }
  return { below, above };
}

test('two-point laws, every outcome counted: also where no two expectations are equal', (t) => {
  const alpha = 0.1;
  let largest = 0;
  for (const p of [0.02, 0.3, 0.5, 0.75, 0.9, 0.99]) {
    const equal = exactError(0, new Array(8).fill(1), new Array(8).fill(p), alpha);
    const narrow = exactError(0.9, new Array(8).fill(1), new Array(8).fill(p), alpha);
    const shares = [0.1, 0.5, 1, 1, 1.2, 1.4, 1.3, 1.5].map((share) => Math.min(1, share * p));
    const unequal = exactError(0.05, [1, 0.2, 0.9, 0.5, 1, 0.3, 0.8, 1], shares, alpha);
    for (const { below, above } of [equal, narrow, unequal]) {
      t.ok(below <= alpha && above <= alpha, `p = ${p}: wrong with ${below} and ${above}`);
      largest = Math.max(largest, below, above);
    }
  }
  t.ok(largest > alpha / 10, `somewhere the bounds are wrong with ${largest}: they are not trivial`);
  t.end();
});

test('simulated laws: wrong no more often than alpha', (t) => {
  const draws = new Draws(seededBits('bounded mean', 'laws'));
  const uniform = () => (draws.word() + 0.5) / 2 ** 32;
  const laws: Readonly<Record<string, { mean: number; draw: () => number }>> = {
    uniform: { mean: 0.5, draw: uniform },
    'nearly always 1': { mean: 0.97, draw: () => (uniform() < 0.97 ? 1 : 0) },
    'nearly always 0': { mean: 0.03 * 0.8, draw: () => (uniform() < 0.03 ? 0.8 : 0) },
    'Beta(5, 1)': { mean: 5 / 6, draw: () => uniform() ** (1 / 5) },
    'Beta(1/2, 1/2)': { mean: 0.5, draw: () => Math.sin((Math.PI / 2) * uniform()) ** 2 },
  };
  const [runs, alpha] = [600, 0.1];
  for (const [name, { mean, draw }] of Object.entries(laws)) {
    let [below, above] = [0, 0];
    for (let run = 0; run < runs; run++) {
      const values = Array.from({ length: 20 }, draw);
      if (meanLowerBound(values, alpha) > mean) below++;
      if (meanUpperBound(values, alpha) < mean) above++;
    }
    for (const wrong of [below, above])
      t.ok(binomialUpperTail(wrong, runs, alpha).hi > 1e-3, `${name}: ${wrong} of ${runs} wrong`);
  }
  t.end();
});

test('20 values that hardly vary: near the limit of any bound, far from Hoeffding', (t) => {
  const [n, alpha] = [20, 0.025];
  for (const value of [1, 0.98, 0.6, 0.05]) {
    const values = new Array<number>(n).fill(value);
    const low = meanLowerBound(values, alpha);
    const limit = alpha ** (1 / n) * value;
    t.ok(low <= limit && low > 0.97 * limit, `${low} of at most ${limit}`);
    const high = 1 - meanUpperBound(values, alpha);
    t.ok(high > 0.97 * alpha ** (1 / n) * (1 - value) - 1e-15);
  }
  const spread = Array.from({ length: n }, (_, i) => 0.9 + 0.002 * (i - 9.5));
  const low = meanLowerBound(spread, alpha);
  const variance = spread.reduce((sum, x) => sum + (x - 0.9) ** 2, 0) / (n - 1);
  const log = Math.log(2 / alpha);
  const hoeffding = 0.9 - Math.sqrt(Math.log(1 / alpha) / (2 * n));
  const bernstein = 0.9 - Math.sqrt((2 * variance * log) / n) - (7 * log) / (3 * (n - 1));
  t.ok(low > hoeffding + 0.1 && low > bernstein + 0.3, `${low}, ${hoeffding}, ${bernstein}`);
  const many = Array.from({ length: 400 }, (_, i) => 0.8 + 0.1 * Math.sin(i));
  t.ok(meanLowerBound(many, alpha) > 0.775 && meanUpperBound(many, alpha) < 0.82);
  t.end();
});

test('ends and bad input', (t) => {
  t.strictSame([meanLowerBound([0, 0], 0.05), meanUpperBound([1, 1], 0.05)], [0, 1]);
  t.ok(meanUpperBound([0], 0.05) <= 1 && meanUpperBound([0], 0.05) >= 0.95);
  t.ok(meanLowerBound([1e-320, 0, 1], 1e-308) >= 0);
  for (const bad of [[], [1.1], [-1e-9], [Number.NaN]])
    t.throws(() => meanLowerBound(bad, 0.05), DomainError, `${bad}`);
  for (const alpha of [0, 1, Number.NaN]) t.throws(() => meanUpperBound([0.5], alpha), DomainError);
  t.throws(() => meanLowerBound(new Array(1025).fill(0.5), 0.05), DomainError);
  t.end();
});
