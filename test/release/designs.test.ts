import { test } from 'tap';
import type { Design, Domain } from '../../lib/core/index.js';
import { binomialUpperTail } from '../../lib/numerics/index.js';
import { Draws, drawMixtures, groups, seededBits } from '../../lib/release/index.js';
import type { Mixture } from '../brute-force/mixture.js';
import {
  partitionEpoch,
  permutationsOf,
  poissonRelease,
  subsetRelease,
  subsetsOf,
} from '../brute-force/release-law.js';
import { uniformity, unlikely } from './exact-tests.js';
import { recordsOf, releaseOf } from './records.js';

/** So many groups of a design, each as it was drawn. */
function drawn(design: Design, n: number, k: number, count: number): number[][] {
  const next = groups({ design, n, k }, new Draws(seededBits('designs', design, n, k)));
  return Array.from({ length: count }, () => {
    const size = next.next();
    return [...next.members.subarray(0, size)];
  });
}

/** Consecutive groups, as many to an epoch as said. */
function epochsOf<T>(all: readonly T[], length: number): T[][] {
  return Array.from({ length: all.length / length }, (_, e) => all.slice(e * length, (e + 1) * length));
}

/** How often each name came. */
function tally(names: Iterable<string>): Map<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}

const name = (group: readonly number[]): string => [...group].sort((a, b) => a - b).join(' ');
const distinct = (group: readonly number[]): boolean => new Set(group).size === group.length;

/** Whether each of so many names came as often as any other. */
function uniform(names: readonly string[], cells: number): boolean {
  const counts = [...tally(names).values()];
  const { statistic, critical } = uniformity(counts, names.length);
  return counts.length === cells && statistic <= critical;
}

/** The first group of a new sampler, so many times. */
function firstGroups(design: Design, n: number, k: number, count: number): number[][] {
  const draws = new Draws(seededBits('first', design, n, k));
  return Array.from({ length: count }, () => {
    const { members, next } = groups({ design, n, k }, draws);
    return [...members.subarray(0, next())];
  });
}

/** How often each record, and each pair of records, came in a group. */
function appearances(all: readonly number[][], n: number): { single: number[]; pairs: Map<string, number> } {
  const single = Array<number>(n).fill(0);
  for (const group of all) for (const i of group) single[i] += 1;
  const pairs = tally(
    all.flatMap((group) => group.flatMap((i) => group.filter((j) => j > i).map((j) => `${i} ${j}`))),
  );
  return { single, pairs };
}

test('subsets: every k-subset is as likely as any other', (t) => {
  const trials = 40_000;
  for (const [n, k] of [
    [6, 3],
    [5, 4],
    [7, 1],
    [8, 2],
  ] as const) {
    const all = drawn('subsets', n, k, trials);
    t.ok(all.every((group) => group.length === k && distinct(group)));
    const counts = tally(all.map(name));
    const cells = subsetsOf(n, k).map((s) => counts.get(name(s)) ?? 0);
    const { statistic, critical } = uniformity(cells, trials);
    t.ok(statistic <= critical, `${k} of ${n}: ${statistic} <= ${critical}`);
  }
  t.ok(uniform(firstGroups('subsets', 5, 3, trials).map(name), 10), 'a new sampler too');
  t.same(drawn('subsets', 4, 4, 3).map(name), Array(3).fill('0 1 2 3'), 'all of them');
  t.end();
});

test('records and pairs of records enter mixtures as often as each design says', (t) => {
  const trials = 20_000;
  const [n, k] = [36, 5];
  const used = (k * Math.floor(n / k)) / n;
  for (const [design, single, pair] of [
    ['subsets', k / n, (k * (k - 1)) / (n * (n - 1))],
    ['poisson', k / n, (k / n) ** 2],
    ['partition', used, used * ((k - 1) / (n - 1))],
    ['balanced', k / n, (k * (k - 1)) / (n * (n - 1))],
  ] as const) {
    // one group of an epoch of 'balanced' is a uniform k-subset; an epoch of 'partition' joins its groups
    const perEpoch = design === 'partition' ? Math.floor(n / k) : design === 'balanced' ? n : 1;
    const epochs = epochsOf(drawn(design, n, k, trials * (design === 'balanced' ? n : perEpoch)), perEpoch);
    const kept = design === 'partition' ? epochs.flat() : epochs.map(([first]) => first);
    const { single: singles, pairs } = appearances(kept, n);
    t.same(
      unlikely(
        singles.map((count, i) => [i, count, single] as const),
        trials,
      ),
      [],
      `${design}: single records`,
    );
    const cells = subsetsOf(n, 2).map((s) => [name(s), pairs.get(name(s)) ?? 0, pair] as const);
    t.same(unlikely(cells, trials), [], `${design}: pairs`);
  }
  t.end();
});

test('poisson: each set of records has the probability of independent coins k/n', (t) => {
  const trials = 50_000;
  for (const [n, k] of [
    [6, 2],
    [5, 4],
    [3, 1],
  ] as const) {
    const counts = tally(drawn('poisson', n, k, trials).map(name));
    const cells = Array.from({ length: n + 1 }, (_, size) => subsetsOf(n, size))
      .flat()
      .map(
        (s) =>
          [name(s), counts.get(name(s)) ?? 0, (k / n) ** s.length * (1 - k / n) ** (n - s.length)] as const,
      );
    t.equal(cells.length, 2 ** n);
    t.same(unlikely(cells, trials), [], `${k} of ${n}`);
  }
  t.same(drawn('poisson', 4, 4, 3).map(name), Array(3).fill('0 1 2 3'), 'k = n: all of them');
  for (const [n, k] of [
    [1437, 4],
    [2000, 700],
  ] as const) {
    const sizes = tally(drawn('poisson', n, k, 4000).map((group) => `${group.length}`));
    const cells = Array.from({ length: n + 1 }, (_, size) => {
      const p = binomialUpperTail(size, n, k / n).hi - binomialUpperTail(size + 1, n, k / n).lo;
      return [size, sizes.get(`${size}`) ?? 0, Math.max(p, 1e-300)] as const;
    });
    t.same(
      unlikely(
        cells.filter(([, count, p]) => count > 0 || p > 1e-3),
        4000,
      ),
      [],
      `sizes, ${k} of ${n}`,
    );
  }
  t.end();
});

test('partition: every epoch cuts a uniform order, anew', (t) => {
  const epochs = epochsOf(drawn('partition', 7, 3, 56_000), 2);
  t.ok(epochs.every((epoch) => epoch.every((g) => g.length === 3) && distinct(epoch.flat())));
  const cells = [...tally(epochs.map((epoch) => epoch.map(name).join('|'))).values()];
  t.equal(cells.length, 140, '7!/(3! 3! 1!) arrangements');
  const { statistic, critical } = uniformity(cells, epochs.length);
  t.ok(statistic <= critical, `${statistic} <= ${critical}`);
  t.ok(uniform(firstGroups('partition', 5, 2, 40_000).map(name), 10), 'of a new sampler too');
  const twice = epochsOf(drawn('partition', 4, 2, 40_000), 4).map((two) => two.map(name).join('|'));
  const both = uniformity([...tally(twice).values()], twice.length);
  t.equal(new Set(twice).size, 36);
  t.ok(both.statistic <= both.critical, 'an epoch knows nothing of the one before');
  t.same(name(drawn('partition', 5, 1, 5).flat()), '0 1 2 3 4', 'k = 1: each record once');
  t.end();
});

test('balanced: k uniform permutations, and no record meets itself', (t) => {
  for (const [n, k] of [
    [9, 4],
    [5, 5],
    [8, 1],
    [6, 2],
  ] as const)
    for (const epoch of epochsOf(drawn('balanced', n, k, 20 * n), n)) {
      t.ok(epoch.every(distinct), 'no record meets itself');
      for (let j = 0; j < k; j += 1)
        t.equal(name(epoch.map((g) => g[j])), name(Array.from({ length: n }, (_, i) => i)), 'a permutation');
    }
  const epochs = epochsOf(drawn('balanced', 4, 2, 96_000), 4).map((epoch) => epoch.flat().join(' '));
  t.ok(
    uniform(epochs, permutationsOf([0, 1, 2, 3]).length * 3),
    'a uniform order, at each distance of the places',
  );
  t.ok(uniform(firstGroups('balanced', 5, 2, 40_000).map(name), 10), 'of a new sampler too');
  const twice = epochsOf(drawn('balanced', 3, 2, 120_000), 6).map((two) => two.map((g) => g[0]).join(''));
  const both = uniformity([...tally(twice).values()], twice.length);
  t.equal(new Set(twice).size, 36);
  t.ok(both.statistic <= both.critical, 'an epoch knows nothing of the one before');
  t.end();
});

/** How often each centre of the law was released, by mixtures whose noise is far smaller than their distances. */
function centresHit(values: readonly number[][], law: Mixture): (readonly [string, number, number])[] {
  const counts = law.centres.map(() => 0);
  for (const value of values) {
    const at = law.centres.findIndex((centre) => centre.every((x, c) => Math.abs(x - value[c]) < 0.01));
    if (at === -1) throw new Error(`${value} is no centre`);
    counts[at] += 1;
  }
  return counts.map((count, i) => [law.centres[i].join(' '), count, law.weights[i]] as const);
}

test('features and labels of what is released are those of the same group, as often as every outcome listed', (t) => {
  const ball: Domain = { kind: 'l2-ball', radius: 1 };
  const box: Domain = { kind: 'box', low: 0, high: 1, dimension: 1 };
  const places = [0.125, 0.25, 0.5, 0.9375];
  for (const [design, domain, k, perEpoch] of [
    ['subsets', ball, 2, 1],
    ['subsets', box, 3, 1],
    ['poisson', ball, 2, 1],
    ['poisson', box, 3, 1],
    ['partition', box, 2, 2],
  ] as const) {
    const records = recordsOf(
      places.map((x) => [x]),
      domain,
    );
    const epochs = 6000;
    const noise = { law: 'gaussian', scale: 1e-3 } as const;
    const labels = { kind: 'noised', scale: 1e-3 } as const;
    const mechanism = releaseOf(records, { k, design, releases: epochs * perEpoch, noise, labels });
    const { features, labels: released } = drawMixtures(
      mechanism,
      records,
      seededBits('law', design, domain.kind),
    );
    const rows = [...features].map((x, i) => [x, released[2 * i], released[2 * i + 1]]);
    // sums are taken about the middle of a box, which is added again: it matters where the size of a group varies
    const middle = domain.kind === 'box' ? 0.5 : 0;
    const about = places.map((x, i) => [x - middle, i % 2 === 0 ? 1 : 0, i % 2 === 1 ? 1 : 0]);
    const law = {
      subsets: subsetRelease(about, k),
      poisson: poissonRelease(about, k / 4, k),
      partition: partitionEpoch(about, k),
    }[design];
    const moved = {
      weights: law.weights,
      centres: law.centres.map((centre) => centre.map((x, c) => (c % 3 === 0 ? x + middle : x))),
    };
    const values = epochsOf(rows, perEpoch).map((epoch) => epoch.flat());
    t.same(unlikely(centresHit(values, moved), epochs), [], `${design} ${domain.kind}`);
  }
  t.end();
});
