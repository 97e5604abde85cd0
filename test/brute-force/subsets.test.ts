import { test } from 'tap';
import { account } from '../../lib/accountants/index.js';
import { DIRECTIONS } from '../../lib/core/index.js';
import { upperTail } from './mixture.js';
import { hockeyStick, type Records, subsetRelease } from './release-law.js';
import {
  bound,
  EPSILONS,
  LAWS,
  LINE,
  mechanism,
  multisets,
  onLine,
  PLANE_SLACK,
  SLACK,
  worst,
} from './truth-and-bound.js';

test('the reference agrees with closed forms', async (t) => {
  for (const x of [-3, -0.5, 0, 0.1, 2.9, 3.1, 8]) t.ok(Math.abs(upperTail(x) + upperTail(-x) - 1) < 1e-15);
  t.ok(Math.abs(upperTail(2) - 0.02275013194817921) < 1e-15);
  t.ok(Math.abs(upperTail(6) / 9.86587645037698e-10 - 1) < 1e-13);
  const gaussian = hockeyStick([[1]], [[0]], 1, { law: 'gaussian', scale: 1 }, 0.5);
  t.ok(Math.abs(gaussian - (0.5 - Math.exp(0.5) * upperTail(1))) < 1e-14);
  t.ok(Math.abs(hockeyStick([[1]], [[0]], 1, { law: 'laplace', scale: 1 }, 0.5) + Math.expm1(-0.25)) < 1e-14);
  // a line drawn obliquely in the plane: rotation invariance checks the second coordinate
  const slanted = (values: readonly number[]) => values.map((v) => [0.6 * v, 0.8 * v]);
  const noise = { law: 'gaussian', scale: 0.4 } as const;
  const flat = hockeyStick(onLine([1, 1, 0.5, 0]), onLine([0, 0, 0.5, 0]), 2, noise, 0.1);
  t.ok(Math.abs(hockeyStick(slanted([1, 1, 0.5, 0]), slanted([0, 0, 0.5, 0]), 2, noise, 0.1) - flat) < 1e-12);
  t.ok(
    Math.abs(
      hockeyStick(
        onLine([3, 3, 1.5, 1.5, 1.5, 1.5]),
        onLine([0, 0, 1.5, 1.5, 1.5, 1.5]),
        2,
        { law: 'gaussian', scale: 1 },
        0,
      ) - 0.3493565306288262,
    ) < 1e-13,
  );
});

test('subsets, r replaced: no data set on {0, 1/2, 1} is above the bound', async (t) => {
  const cases = [
    [2, 1, 1],
    [4, 2, 1],
    [5, 4, 1],
    [8, 3, 1],
    [4, 2, 2],
    [5, 3, 2],
    [8, 4, 2],
    [5, 4, 2],
    [6, 3, 3],
    [7, 2, 3],
    [4, 3, 3],
  ] as const;
  for (const [n, k, r] of cases)
    for (const law of LAWS)
      for (const shift of [0.5, 2]) {
        const mixup = mechanism({ n, k, noise: { law, scale: 1 / (k * shift) }, domain: LINE });
        const changed = multisets(r, r === 3 ? [0, 1] : [0, 0.5, 1]);
        const pairs = multisets(n - r, [0, 0.5, 1]).flatMap((clean) =>
          changed.flatMap((a) =>
            changed.map(
              (b) =>
                [
                  subsetRelease(onLine([...a, ...clean]), k),
                  subsetRelease(onLine([...b, ...clean]), k),
                ] as const,
            ),
          ),
        );
        const truth = worst(pairs, mixup.noise);
        for (const direction of DIRECTIONS)
          for (const [i, upper] of bound(mixup, r, direction).entries()) {
            const name = `n=${n} k=${k} r=${r} ${law} shift=${shift} epsilon=${EPSILONS[i]}`;
            t.ok((truth[i] as number) <= upper + SLACK, `${name}: sound`);
            // the set of data sets is symmetric, so both directions have the same supremum
            const exact = r === 1 || EPSILONS[i] === 0;
            t.ok((truth[i] as number) >= upper * (exact ? 1 - 1e-9 : 0.85) - SLACK, `${name}: tight`);
          }
      }
});

test('subsets in the plane: a triangle of one-hot labels is below the bound, and reaches it for r = 1', async (t) => {
  const corners = [
    [0, 0],
    [1, 0],
    [0.5, Math.sqrt(3) / 2],
  ] as const;
  const at = (indices: readonly number[]): Records => indices.map((i) => corners[i] as readonly number[]);
  for (const [n, k, r] of [
    [3, 1, 1],
    [4, 2, 2],
  ] as const) {
    const mixup = mechanism({
      n,
      k,
      noise: { law: 'gaussian', scale: 1 / (1.5 * k) },
      domain: { kind: 'l2-diameter', diameter: 1 },
    });
    const changed = multisets(r, [0, 1, 2]);
    const upToNames =
      r === 1
        ? [[0]]
        : [
            [0, 0],
            [0, 1],
          ]; // the corners are interchangeable
    const pairs = multisets(n - r, [0, 1, 2]).flatMap((clean) =>
      upToNames.flatMap((a) =>
        changed.map(
          (b) => [subsetRelease(at([...a, ...clean]), k), subsetRelease(at([...b, ...clean]), k)] as const,
        ),
      ),
    );
    const truth = worst(pairs, mixup.noise, 0.5);
    for (const [i, upper] of bound(mixup, r, 'forward').entries()) {
      t.ok((truth[i] as number) <= upper + PLANE_SLACK);
      t.ok((truth[i] as number) >= upper * (r === 1 ? 1 : 0.9) - PLANE_SLACK);
    }
  }
});

test('Laplace noise in the plane: the product over a box is reached, the L1 bound is not passed', async (t) => {
  const corners = [
    [0, 0],
    [0, 1],
    [1, 0],
    [1, 1],
  ] as const;
  const noise = { law: 'laplace', scale: 0.5 } as const;
  const pairs = corners.flatMap((x) =>
    corners.flatMap((c) =>
      corners.map((y) => [subsetRelease([x, c, c], 2), subsetRelease([y, c, c], 2)] as const),
    ),
  );
  const truth = worst(pairs, noise, 0.1);
  const box = mechanism({ n: 3, k: 2, noise, domain: { kind: 'box', low: 0, high: 1, dimension: 2 } });
  const product = account(box).upper;
  const ball = bound(
    mechanism({ n: 3, k: 2, noise, domain: { kind: 'l1-diameter', diameter: 2 } }),
    1,
    'forward',
  );
  const line = worst([[subsetRelease([[2], [0], [0]], 2), subsetRelease([[0], [0], [0]], 2)]], noise);
  for (const [i, epsilon] of EPSILONS.entries()) {
    const [attained, l1] = [truth[i] as number, ball[i] as number];
    t.ok(attained <= l1 + 1e-4);
    for (const direction of DIRECTIONS) {
      const upper = product.at(epsilon, 1, direction);
      t.ok(attained <= upper + 1e-4, `${epsilon}: ${attained} of ${upper}`);
      t.ok(attained >= upper - 2e-3, `${epsilon}: ${attained} of ${upper}, tight`);
    }
    // all of the L1 norm in one coordinate is the worst for an L1 bound
    if (epsilon >= 0) t.ok(Math.abs((line[i] as number) - l1) < 1e-9);
  }
});

test('subsets, r added or removed: constant data reach the bound in both directions', async (t) => {
  for (const [n, k, r] of [
    [5, 2, 1],
    [6, 3, 2],
    [7, 4, 3],
    [8, 2, 3],
  ] as const)
    for (const law of LAWS) {
      const mixup = mechanism({
        n,
        k,
        adjacency: 'add-remove',
        noise: { law, scale: 1 / (1.5 * k) },
        domain: LINE,
      });
      const law_ = (values: readonly number[]) => subsetRelease(onLine(values), k);
      const pairs = multisets(n - r, [0, 0.5, 1]).flatMap((clean) =>
        multisets(r, [0, 0.5, 1]).map((added) => [law_(clean), law_([...clean, ...added])] as const),
      );
      for (const direction of DIRECTIONS) {
        const ordered = direction === 'forward' ? pairs : pairs.map(([p, q]) => [q, p] as const);
        const truth = worst(ordered, mixup.noise);
        for (const [i, upper] of bound(mixup, r, direction).entries()) {
          t.ok(
            (truth[i] as number) <= upper + SLACK,
            `${n} ${k} ${r} ${law} ${direction} ${EPSILONS[i]}: sound`,
          );
          t.ok(
            (truth[i] as number) >= upper * (1 - 1e-9) - SLACK,
            `${n} ${k} ${r} ${law} ${direction} ${EPSILONS[i]}: tight`,
          );
        }
      }
    }
});
