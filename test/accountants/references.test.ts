import { readFileSync } from 'node:fs';
import { test } from 'tap';
import { composePair } from '../../lib/accountants/compose-pair.js';
import { account } from '../../lib/accountants/index.js';
import { collinearPair, familyOf, groupPair, UNSHIFTED } from '../../lib/bounds/index.js';
import { epsilonAt } from '../../lib/convert/index.js';
import type { LossPair, Mixup } from '../../lib/core/index.js';
import { hitWeights } from '../../lib/numerics/index.js';

/*
 * Composed values against test/fixtures: contour integrals, nested quadrature, closed forms. The upper value
 * is never below the reference by more than the reference's own last digit, and close to it.
 */

interface At {
  readonly at: number | string;
  readonly value: string;
  readonly digits: number;
}
interface Composed {
  readonly noise: 'gaussian' | 'laplace';
  readonly pair: 'sym' | 'group' | 'remove' | 'add';
  readonly n: number;
  readonly k: number;
  readonly poisons: number;
  readonly shift: number;
  readonly T: number;
  readonly delta: readonly At[];
  readonly epsilon: readonly At[];
}

const fixture = (name: string) => JSON.parse(readFileSync(`test/fixtures/${name}.json`, 'utf8'));

function pairOf(row: Pick<Composed, 'noise' | 'pair' | 'n' | 'k' | 'shift'>, poisons: number): LossPair {
  const family = familyOf(row.noise);
  const hits = hitWeights(row.n, poisons, row.k);
  if (row.pair === 'sym' || row.pair === 'group') return groupPair(family, hits, row.shift);
  const shifted = { hits, shift: row.shift };
  return row.pair === 'remove'
    ? collinearPair(family, shifted, UNSHIFTED)
    : collinearPair(family, UNSHIFTED, shifted);
}

/** Smallest epsilon at which a decreasing delta is at most the target. */
function invert(delta: (epsilon: number) => number, target: number): number {
  let [low, high] = [0, 1];
  while (delta(high) > target) high *= 2;
  for (let i = 0; i < 50; i++) {
    const mid = (low + high) / 2;
    if (delta(mid) > target) low = mid;
    else high = mid;
  }
  return high;
}

test('T releases: the enclosure holds the contour integral', async (t) => {
  for (const row of fixture('composed').rows as Composed[]) {
    const { upper, lower } = composePair(pairOf(row, row.poisons), row.T, 5e-4);
    const name = `${row.noise} ${row.pair} n=${row.n} k=${row.k} r=${row.poisons} s=${row.shift} T=${row.T}`;
    for (const { at, value, digits } of row.delta) {
      const [exact, slack] = [Number(value), 10 ** (1 - digits) + 1e-14];
      const found = [lower(Number(at)), upper(Number(at))] as const;
      t.ok(
        found[0] <= exact * (1 + slack) && exact <= found[1] * (1 + slack),
        `${name} at ${at}: ${exact} in ${found}`,
      );
    }
    for (const { at, value } of row.epsilon) {
      const exact = Number(value);
      const [most, least] = [invert(upper, Number(at)), invert(lower, Number(at))];
      t.ok(
        least <= exact * (1 + 1e-7) && exact <= most * (1 + 1e-7),
        `${name} at ${at}: ${exact} in [${least}, ${most}]`,
      );
      t.ok(
        most <= exact * 1.002 && least >= exact * 0.99,
        `${name} at ${at}: ${exact}, enclosure [${least}, ${most}]`,
      );
    }
  }
});

test('two releases: the enclosure holds the quadrature', async (t) => {
  for (const row of fixture('nested').rows as (Composed & { epsilon: number; delta: string })[]) {
    if (row.epsilon < 0) continue; // a composed pair speaks of epsilon >= 0
    const { upper, lower } = composePair(pairOf(row, 1), 2, 5e-4);
    const [exact, found] = [Number(row.delta), [lower(row.epsilon), upper(row.epsilon)] as const];
    const name = `${row.noise} ${row.pair} n=${row.n} at ${row.epsilon}: ${exact} in ${found}`;
    t.ok(found[0] <= exact * (1 + 1e-12) + 1e-16 && exact <= found[1] * (1 + 1e-12), name);
    // 'add' has a bounded loss with no atom at its end: of two releases the grid shows there
    t.ok(found[1] - exact <= 5e-3 * exact + (row.pair === 'add' ? 3e-4 : 1e-9), `${name}: close`);
  }
});

const mixup = (fields: Partial<Mixup>): Mixup => ({
  kind: 'mixup',
  n: 1000,
  k: 4,
  releases: 1000,
  design: 'subsets',
  noise: { law: 'gaussian', scale: 0.25 },
  domain: { kind: 'l2-diameter', diameter: 1 },
  labels: { kind: 'in-record' },
  adjacency: 'replace',
  ...fields,
});

test('plain Gaussian releases: closed form down to delta 1e-100', async (t) => {
  for (const row of fixture('gaussian-composed').rows as { mu: number; delta: string; epsilon: string }[]) {
    const { upper } = account({
      kind: 'additive',
      noise: { law: 'gaussian', scale: 1 },
      sensitivity: row.mu,
      releases: 1,
      adjacency: 'replace',
    });
    const found = epsilonAt(upper, Number(row.delta), 1);
    const exact = Number(row.epsilon);
    t.ok(
      found >= exact && found <= exact * (1 + 2e-3),
      `mu ${row.mu} delta ${row.delta}: ${found} of ${exact}`,
    );
  }
});

test('exposed labels: the appearances are known, the amplification is lost', async (t) => {
  for (const row of fixture('exposed-labels').rows as Composed[]) {
    const scale = 1 / (row.k * row.shift);
    const { upper } = account(
      mixup({
        n: row.n,
        k: row.k,
        releases: row.T,
        noise: { law: 'gaussian', scale },
        labels: { kind: 'exposed' },
      }),
    );
    for (const { at, value } of row.delta) {
      const [found, exact] = [upper.at(Number(at), 1, 'forward'), Number(value)];
      t.ok(found >= exact * (1 - 1e-14) && found <= exact * 1.01, `${JSON.stringify(row)} ${at}: ${found}`);
    }
    for (const { at, value } of row.epsilon) {
      const [found, exact] = [epsilonAt(upper, Number(at), 1), Number(value)];
      t.ok(
        found >= exact * (1 - 1e-12) && found <= exact * 1.002,
        `n=${row.n} delta ${at}: ${found} of ${exact}`,
      );
    }
  }
});

test('one-hot triangle: an attained data set that composing the single worst pair would miss', async (t) => {
  for (const row of fixture('one-hot-triangle').rows as {
    n: number;
    k: number;
    shift: number;
    T: number;
    epsilon: number;
    delta: number;
  }[]) {
    const { upper, witness } = account(
      mixup({
        n: row.n,
        k: row.k,
        releases: row.T,
        noise: { law: 'gaussian', scale: 1 / (row.k * row.shift) },
      }),
    );
    const attained = row.delta * (1 - 1e-8);
    t.ok(upper.at(row.epsilon, 1, 'forward') >= attained, 'sound');
    const best = Math.max(
      ...(['forward', 'backward'] as const).map((d) => witness?.at(row.epsilon, 1, d) ?? 0),
    );
    t.ok(best >= attained * 0.98, `the witness knows it: ${best} of ${row.delta}`);
    const single = (['remove', 'add'] as const).map((pair) =>
      composePair(pairOf({ ...row, noise: 'gaussian', pair }, 1), row.T, 5e-4).upper(row.epsilon),
    );
    if (row.epsilon < 1)
      t.ok(Math.max(...single) < attained, `the mutant would be caught: ${single} under ${row.delta}`);
  }
});

test('Renyi divergence of one release, at real orders', async (t) => {
  interface RenyiRow extends Composed {
    readonly order: number;
    readonly sym: { readonly divergence: string };
    readonly pair: never;
  }
  for (const row of fixture('renyi').rows as RenyiRow[]) {
    const curve = account(
      mixup({
        n: row.n,
        k: row.k,
        releases: 1,
        noise: { law: row.noise, scale: 1 / (row.k * row.shift) },
        domain: { kind: row.noise === 'gaussian' ? 'l2-diameter' : 'l1-diameter', diameter: 1 },
      }),
    ).renyi;
    const [found, exact] = [curve?.at(row.order, 1) ?? 0, Number(row.sym.divergence)];
    // the curve's chords widen above order 16; moments beyond exp(709) are Infinity
    const room = (row.order - 1) * exact <= 100 ? (row.order <= 16 ? 1.03 : 1.5) : Infinity;
    t.ok(
      found >= exact * (1 - 1e-14) && found <= exact * room,
      `${row.noise} n=${row.n} k=${row.k} s=${row.shift} order ${row.order}: ${found} of ${exact}`,
    );
  }
});

/**
 * Divergence of one record under T subset releases from the noise alone: some data set's, so below every bound for
 * replacement. With q = k/n and mu the shift in noise units, for whole orders a,
 *   D_a = T/(a - 1) ln sum_j C(a, j) (1 - q)^(a - j) q^j exp(j (j - 1) mu^2/2).
 * Derived here: the a-th power of (1 - q) + q exp(mu x - mu^2/2), term by term under N(0, 1).
 */
function sampledGaussian(order: number, q: number, mu: number, releases: number): number {
  let logChoose = 0;
  const terms: number[] = [];
  for (let j = 0; j <= order; j++) {
    const weight = (order - j) * Math.log1p(-q) + j * Math.log(q);
    terms.push(logChoose + weight + (j * (j - 1) * mu ** 2) / 2);
    logChoose += Math.log((order - j) / (j + 1));
  }
  const most = Math.max(...terms);
  const sum = terms.reduce((total, term) => total + Math.exp(term - most), 0);
  return (releases * (most + Math.log(sum))) / (order - 1);
}

test('Renyi divergence at large orders, n = T = 50000, k = 4, shift 1/4: never below what is attained', async (t) => {
  const size = { n: 50_000, k: 4, releases: 50_000 };
  const { renyi } = account(mixup({ ...size, noise: { law: 'gaussian', scale: 1 } }));
  // from order 302 on the last term, j = a, is most of the sum
  for (const order of [2, 3, 8, 32, 128, 250, 300, 302, 350, 500, 640, 1000]) {
    const least = sampledGaussian(order, size.k / size.n, 1 / 4, size.releases);
    const found = renyi?.at(order, 1) ?? Number.NaN;
    // the slack is that of ln(1 + x) for x about 1e-9, in double precision
    t.ok(found >= least * (1 - 1e-5), `order ${order}: ${found}, attained ${least}`);
    if (order <= 250) t.ok(found <= 1.25 * least, `order ${order}: ${found} of ${least}, tight`);
  }
  t.ok((renyi?.at(640, 1) ?? 0) > 5e5, 'order 640');
});
