import { test } from 'tap';
import { binomialLowerTail, binomialUpperTail } from '../../lib/numerics/binomial.js';
import type { Weights } from '../../lib/numerics/hypergeometric.js';
import { binomialWeights, hitWeights } from '../../lib/numerics/hypergeometric.js';
import type { Interval } from '../../lib/numerics/interval.js';
import { exact, fixture, units } from './exact.js';

type Entries = readonly (readonly [number, string])[];

/** Every problem a law has against its reference; none is right. */
function problems(law: Weights, hit: string, entries: Entries): string[] {
  const wrong: string[] = [];
  const compare = (name: string, actual: number, reference: string) => {
    if (Number(reference) === 0 ? actual === 0 : actual === 0 && Number(reference) <= law.dropped) return;
    const error = units(actual, reference) * 2 ** -52;
    if (!(error <= law.slack)) wrong.push(`${name}: ${actual} against ${reference}`);
  };
  compare('hit', law.hit, hit);
  for (const [j, reference] of entries) compare(`pmf[${j}]`, law.pmf[j], reference);
  return wrong;
}

test('hypergeometric weights lie within their slack, the tiny ones too', (t) => {
  let tiny = 0;
  let dropped = 0;
  for (const [n, r, k, hit, entries] of fixture<[number, number, number, string, Entries]>(
    'hypergeometric: n, r, k, hit, [j, pmf]',
  )) {
    const law = hitWeights(n, r, k);
    t.same(problems(law, hit, entries), [], `n = ${n}, r = ${r}, k = ${k}`);
    t.equal(law.pmf.length, Math.min(r, k) + 1);
    t.equal(law.miss, law.pmf[0]);
    t.ok(law.slack <= 1e-15 * (4 * law.pmf.length + 2), 'the slack says something');
    t.ok(law.dropped < 1e-294);
    for (const p of law.pmf) if (p > 0 && p < 1e-290) tiny++;
    if (law.dropped > 0) dropped++;
    else
      t.ok(
        law.pmf.every((p, j) => p > 0 || k - j > n - r),
        'only impossible entries are 0',
      );
  }
  t.ok(tiny > 0 && dropped > 0, 'the fixture holds tiny and dropped entries');
  t.end();
});

test('hypergeometric weights: symmetry, certainty, refusals', (t) => {
  const a = hitWeights(5000, 30, 70);
  const b = hitWeights(5000, 70, 30);
  for (let j = 0; j <= 30; j++) t.ok(Math.abs(a.pmf[j] / b.pmf[j] - 1) <= 2 * a.slack, `j = ${j}`);
  t.same([...hitWeights(7, 0, 3).pmf], [1]);
  t.equal(hitWeights(7, 0, 3).hit, 0);
  t.same([...hitWeights(7, 7, 3).pmf], [0, 0, 0, 1]);
  t.same([hitWeights(7, 6, 3).hit, hitWeights(7, 6, 3).miss], [1, 0]);
  for (const [n, r, k] of [
    [0, 0, 0],
    [5, 6, 1],
    [5, 1, 6],
    [5, 1.5, 1],
    [5, -1, 1],
    [NaN, 1, 1],
    [1e9, 2e6, 2e6],
  ])
    t.throws(() => hitWeights(n, r, k), { name: 'DomainError' }, `${n} ${r} ${k}`);
  t.end();
});

test('binomial weights lie within their slack', (t) => {
  for (const [r, q, hit, entries] of fixture<[number, number, string, Entries]>(
    'binomial: r, q, hit, [j, pmf]',
  )) {
    const law = binomialWeights(r, q);
    t.same(problems(law, r === 0 ? '0' : hit, entries), [], `r = ${r}, q = ${q}`);
    // q off by one rounding, complement too: still within the slack of the exact law
    const near = binomialWeights(r, q * (1 + 2 ** -52), (1 - q) * (1 - 2 ** -53));
    t.same(problems(near, r === 0 ? '0' : hit, entries), [], `r = ${r}, q near ${q}`);
  }
  t.same([...binomialWeights(2, 0).pmf], [1, 0, 0]);
  t.same([...binomialWeights(2, 1).pmf], [0, 0, 1]);
  t.equal(binomialWeights(3, 1e-320).hit, 0);
  t.ok(binomialWeights(3, 1e-320).dropped >= 3e-320, 'what is dropped is owned up to');
  t.ok(binomialWeights(100, 1 - 2 ** -40).dropped > 0, 'at the lower end too');
  for (const [r, q, complement] of [
    [-1, 0.5, 0.5],
    [1.5, 0.5, 0.5],
    [3, NaN, 0.5],
    [3, 1.1, 0],
    [3, 0.5, 0.4],
    [2e6, 0.5, 0.5],
  ])
    t.throws(() => binomialWeights(r, q, complement), { name: 'DomainError' }, `${r} ${q} ${complement}`);
  t.end();
});

const contains = ({ lo, hi }: Interval, reference: string) =>
  exact(lo).lte(reference) && exact(hi).gte(reference);

test('binomial tails: the enclosure holds the exact value and is narrow', (t) => {
  for (const [k, n, p, reference] of fixture<[number, number, number, string]>(
    'binomial tails: k, n, p, P[X >= k]',
  )) {
    const tail = binomialUpperTail(k, n, p);
    t.ok(contains(tail, reference), `k = ${k}, n = ${n}, p = ${p}: ${tail.lo} ${reference} ${tail.hi}`);
    const width = (n <= 1e6 ? 1e-10 : 1e-8) * tail.hi + (Number(reference) < 1e-290 ? 1e-295 : 0);
    t.ok(tail.hi - tail.lo <= width, `width at k = ${k}, n = ${n}, p = ${p}`);
    t.ok(tail.lo >= 0 && tail.hi <= 1);
    // p = 2^-i (1 - p exact): the mirrored question has the same answer
    if (Number.isInteger(Math.log2(p)))
      t.ok(contains(binomialLowerTail(n - k, n, 1 - p), reference), `mirrored, k = ${k}, n = ${n}, p = ${p}`);
    const rest = binomialLowerTail(k - 1, n, p);
    t.ok(rest.lo <= 1 - tail.lo && rest.hi >= 1 - tail.hi, `complement, k = ${k}, n = ${n}, p = ${p}`);
  }
  t.end();
});

test('binomial tails: ends of the range, underflow, refusals', (t) => {
  const one = { lo: 1, hi: 1 };
  const zero = { lo: 0, hi: 0 };
  t.same(
    [binomialUpperTail(0, 9, 0.5), binomialUpperTail(10, 9, 0.5), binomialUpperTail(1, 9, 0)],
    [one, zero, zero],
  );
  t.same(
    [binomialUpperTail(9, 9, 1), binomialUpperTail(0, 9, 0), binomialUpperTail(-3, 9, 0)],
    [one, one, one],
  );
  t.same(
    [binomialLowerTail(9, 9, 0.5), binomialLowerTail(-1, 9, 0.5), binomialLowerTail(8, 9, 1)],
    [one, zero, zero],
  );
  t.same([binomialLowerTail(0, 9, 0), binomialLowerTail(9, 9, 1)], [one, one]);
  const deep = binomialUpperTail(1000, 1000, 1e-10);
  t.ok(deep.lo === 0 && deep.hi > 0 && deep.hi < 1e-290, 'an underflow is not called 0');
  t.ok(binomialUpperTail(1, 2, 1e-308).hi >= 2e-308, 'nor is a tail whose terms were all too small to add');
  let before = 0;
  for (let p = 0.05; p < 1; p += 0.05) {
    const { lo, hi } = binomialUpperTail(13, 20, p);
    t.ok(lo > before, `increasing in p at ${p}`);
    before = hi;
  }
  for (const [k, n, p] of [
    [1, 0, 0.5],
    [1.5, 3, 0.5],
    [NaN, 3, 0.5],
    [1, 3, NaN],
    [1, 3, 1.5],
    [1, 2e9, 0.5],
  ]) {
    t.throws(() => binomialUpperTail(k, n, p), { name: 'DomainError' }, `${k} ${n} ${p}`);
    t.throws(() => binomialLowerTail(k, n, p), { name: 'DomainError' }, `${k} ${n} ${p}`);
  }
  t.end();
});
