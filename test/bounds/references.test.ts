import { readFileSync } from 'node:fs';
import { test } from 'tap';
import {
  collinearPair,
  GAUSSIAN,
  gaussianProfile,
  groupPair,
  LAPLACE,
  laplaceProfile,
  pairDelta,
  printedTheorem,
  pureEpsilon,
  revealedCountPair,
  UNSHIFTED,
} from '../../lib/bounds/index.js';
import type { Mixup } from '../../lib/core/index.js';
import { hitWeights } from '../../lib/numerics/index.js';

/*
 * The bounds against test/fixtures, which mpmath made from the mathematics alone. An upper value is never
 * below the exact one, and within the stated relative distance of it; a lower value mirrors this.
 */

interface Row {
  readonly [name: string]: number | string;
}

// tap may run from the repository root only
const fixture = (name: string): Record<string, Row[]> =>
  JSON.parse(readFileSync(`test/fixtures/${name}.json`, 'utf8'));
const num = (row: Row, name: string): number => Number(row[name]);

/**
 * Empty if lower <= exact <= upper, both within the relative `loss` of it or within `floor`; where the exact
 * value is 0 or below the normal doubles, only sides and an upper value below 1e-280 are asked for.
 * Below 1e-13 the floor is relative too, 1e-4: tails keep their digits.
 */
function enclosed(upper: number, lower: number, exact: number, loss: number, floor = 1e-13): string {
  if (!(upper >= exact)) return `upper ${upper} is below ${exact}`;
  if (!(lower <= exact)) return `lower ${lower} is above ${exact}`;
  const room =
    exact > 1e-280 ? Math.max(loss * exact, exact > 1e-13 ? floor : 1e-4 * exact) : loss < 1 ? 1e-280 : 1;
  if (!(upper - exact <= room)) return `upper ${upper} is far above ${exact}`;
  if (!(exact - lower <= room)) return `lower ${lower} is far below ${exact}`;
  return '';
}

/** exp(700) and epsilon / shift = 1e7 are past what doubles resolve: there the safe side is all that is asked. */
const reach = (shift: number, epsilon: number): number =>
  Math.abs(epsilon) > 600 || Math.abs(epsilon) > 1e7 * shift ? Infinity : 1e-6;

test('Gaussian and Laplace profiles: 330 points each, from shift 1e-12 to 1000', async (t) => {
  for (const row of fixture('base-pairs').rows ?? []) {
    const [s, e] = [num(row, 'shift'), num(row, 'epsilon')];
    for (const [name, profile] of [
      ['gaussian', gaussianProfile],
      ['laplace', laplaceProfile],
    ] as const) {
      const wrong = enclosed(profile(s, e, 'upper'), profile(s, e, 'lower'), num(row, name), reach(s, e));
      t.equal(wrong, '', `${name} ${s} ${e}`);
    }
  }
});

test('one release of k out of n, one record replaced', async (t) => {
  for (const row of fixture('sampled-profile').rows ?? []) {
    const hits = hitWeights(num(row, 'n'), 1, num(row, 'k'));
    for (const family of [GAUSSIAN, LAPLACE]) {
      const pair = groupPair(family, hits, num(row, 'shift'));
      const e = num(row, 'epsilon');
      const wrong = enclosed(
        pairDelta(pair, e, 'upper'),
        pairDelta(pair, e, 'lower'),
        num(row, family.name),
        1e-6,
      );
      t.equal(wrong, '', `${family.name} ${JSON.stringify(row)}`);
    }
  }
});

test('r records replaced: the optimum of the programme, the collinear pair, the revealed count', async (t) => {
  for (const row of fixture('group-profile').rows ?? []) {
    const hits = hitWeights(num(row, 'n'), num(row, 'poisons'), num(row, 'k'));
    const e = num(row, 'epsilon');
    for (const family of [GAUSSIAN, LAPLACE]) {
      const pairs = {
        '': groupPair(family, hits, num(row, 'shift')),
        Pair: collinearPair(family, { hits, shift: num(row, 'shift') }, UNSHIFTED),
        ...(e >= 0 ? { Revealed: revealedCountPair(family, hits, num(row, 'shift')) } : {}),
      };
      for (const [suffix, pair] of Object.entries(pairs)) {
        const wrong = enclosed(
          pairDelta(pair, e, 'upper'),
          pairDelta(pair, e, 'lower'),
          num(row, family.name + suffix),
          1e-6,
        );
        t.equal(wrong, '', `${family.name}${suffix} ${JSON.stringify(row)}`);
      }
    }
  }
});

const laplace = (fields: Partial<Mixup>): Mixup => ({
  kind: 'mixup',
  n: 10,
  k: 2,
  releases: 1,
  design: 'subsets',
  noise: { law: 'laplace', scale: 1 },
  domain: { kind: 'l1-diameter', diameter: 1 },
  labels: { kind: 'in-record' },
  adjacency: 'replace',
  ...fields,
});

test('pure epsilon of r records is ln sum_j pi_j exp(j eta)', async (t) => {
  for (const row of fixture('pure-epsilon').groups ?? []) {
    const [n, k, eta, poisons] = [num(row, 'n'), num(row, 'k'), num(row, 'eta'), num(row, 'poisons')];
    const subsets = pureEpsilon(
      laplace({ n, k, domain: { kind: 'l1-diameter', diameter: eta * k } }),
      poisons,
    );
    const poisson = pureEpsilon(
      laplace({
        n,
        k,
        design: 'poisson',
        adjacency: 'add-remove',
        domain: { kind: 'l1-ball', radius: eta * k },
      }),
      poisons,
    );
    for (const [value, exact] of [
      [subsets, num(row, 'subsets')],
      [poisson, num(row, 'poisson')],
    ] as const)
      t.ok(value >= exact && value <= exact * (1 + 1e-6), `${JSON.stringify(row)}: ${value}`);
  }
});

test('the theorem as printed fails where the diameter is not 1: the supremum is larger', async (t) => {
  for (const row of fixture('pure-epsilon').naive ?? []) {
    const [n, k, dimension, low] = [num(row, 'n'), num(row, 'k'), num(row, 'dimension'), num(row, 'low')];
    const printed = printedTheorem({ n, k, sigma: 1, releases: 1 }).epsilon;
    t.ok(Math.abs(printed / num(row, 'naive') - 1) < 1e-10, `printed ${printed}`);
    const exact = num(row, 'supremum');
    t.ok(exact > 2 * printed, 'the counterexample');
    const proved = pureEpsilon(laplace({ n, k, domain: { kind: 'box', low, high: 1, dimension } }), 1);
    t.ok(proved >= exact && proved <= exact * (1 + 1e-11), `${proved} of ${exact}`);
  }
});
