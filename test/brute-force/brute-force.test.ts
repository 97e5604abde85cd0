import { test } from 'tap';
import { account } from '../../lib/accountants/index.js';
import { dominating, gaussianProfile, pairDelta } from '../../lib/bounds/index.js';
import { DIRECTIONS, type Direction, type Domain, type Mixup } from '../../lib/core/index.js';
import { hockeySticks, type Mixture, upperTail } from './mixture.js';
import {
  balancedEpoch,
  balancedSchedules,
  hockeyStick,
  partitionEpoch,
  poissonRelease,
  type Records,
  subsetRelease,
} from './release-law.js';

/*
 * The truth for a handful of records, against the bounds. Soundness: no data set found is above the bound.
 * Tightness: where the theory says equality, some data set reaches it. SLACK is the reference's own error.
 */

const SLACK = 1e-11;
const PLANE_SLACK = 3e-5;
const EPSILONS = [-1, -0.2, 0, 0.05, 0.3, 1, 2.5];
const MULTIPLIERS = EPSILONS.map(Math.exp);

/** All non-decreasing sequences: data sets up to the order of their records. */
function multisets(size: number, values: readonly number[]): number[][] {
  if (size === 0) return [[]];
  return values.flatMap((v, i) => multisets(size - 1, values.slice(i)).map((rest) => [v, ...rest]));
}

const onLine = (values: readonly number[]): Records => values.map((v) => [v]);

function mechanism(fields: Partial<Mixup> & Pick<Mixup, 'n' | 'k'>): Mixup {
  return {
    kind: 'mixup',
    releases: 1,
    design: 'subsets',
    noise: { law: 'gaussian', scale: 1 },
    domain: { kind: 'l2-ball', radius: 1, dimension: 1 },
    labels: { kind: 'in-record' },
    adjacency: 'replace',
    ...fields,
  };
}

/** delta of everything the mechanism releases; only where no composition by FFT is needed. */
function bound(mixup: Mixup, poisons: number, direction: Direction): number[] {
  const pair = dominating(mixup, poisons);
  if (pair.kind === 'nothing') return EPSILONS.map(() => 1);
  if (pair.kind === 'gaussian') return EPSILONS.map((e) => gaussianProfile(pair.mu, e));
  if (pair.kind !== 'pairs' || pair.copies !== 1) throw new Error('not a single pair: use account');
  return EPSILONS.map((e) => pairDelta(pair[direction], e, 'upper'));
}

/** Largest divergence over the data sets given, for every epsilon. */
function worst(pairs: Iterable<readonly [Mixture, Mixture]>, noise: Mixup['noise'], step?: number): number[] {
  const best = EPSILONS.map(() => 0);
  for (const [P, Q] of pairs)
    for (const [i, x] of hockeySticks(P, Q, noise, MULTIPLIERS, step).entries())
      best[i] = Math.max(best[i] as number, x);
  return best;
}

const LINE: Domain = { kind: 'l2-diameter', diameter: 1, dimension: 1 };
const LAWS = ['gaussian', 'laplace'] as const;

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

test('poisson, about the origin of a ball: replaced and added, on the line', async (t) => {
  const radius = 1;
  for (const [n, k, r] of [
    [2, 1, 1],
    [4, 2, 2],
    [5, 2, 1],
    [5, 3, 3],
  ] as const)
    for (const law of LAWS)
      for (const adjacency of ['replace', 'add-remove'] as const) {
        const mixup = mechanism({
          n,
          k,
          design: 'poisson',
          adjacency,
          noise: { law, scale: 1 / (0.8 * k) },
          domain: { kind: 'l2-ball', radius, dimension: 1 },
        });
        const law_ = (values: readonly number[]) => poissonRelease(onLine(values), k / n, k);
        const values = [-1, 0, 1];
        const pairs = multisets(n - r, [-1, 1]).flatMap((clean) =>
          multisets(r, values).flatMap((b) =>
            adjacency === 'replace'
              ? multisets(r, values).map((a) => [law_([...clean, ...a]), law_([...clean, ...b])] as const)
              : // without other records the centre is known; n = r records make the clean law the noise alone
                [[poissonRelease([...onLine(clean), [0]], k / n, k), law_([...clean, ...b])] as const],
          ),
        );
        const constant = (x: number) =>
          poissonRelease([...Array(r).fill([x]), ...Array(n - r).fill([0])], k / n, k);
        const extremal =
          adjacency === 'replace'
            ? ([constant(1), constant(-1)] as const)
            : ([constant(0), constant(1)] as const);
        for (const direction of DIRECTIONS) {
          const turn = ([p, q]: readonly [Mixture, Mixture]) =>
            direction === 'forward' ? ([p, q] as const) : ([q, p] as const);
          const truth = worst(pairs.map(turn), mixup.noise);
          const reached = worst([turn(extremal)], mixup.noise);
          for (const [i, upper] of bound(mixup, r, direction).entries()) {
            const name = `${n} ${k} ${r} ${law} ${adjacency} ${direction} ${EPSILONS[i]}`;
            t.ok((truth[i] as number) <= upper + SLACK, `${name}: sound`);
            t.ok(Math.abs((reached[i] as number) - upper) <= 1e-9 * upper + SLACK, `${name}: tight`);
          }
        }
      }
});

test('poisson replacement in the plane: the collinear double mixture dominates vectors in all directions', async (t) => {
  const turn = (angle: number, length = 1) => [length * Math.cos(angle), length * Math.sin(angle)];
  for (const [r, shift] of [
    [1, 1.5],
    [2, 1],
    [2, 2],
  ] as const) {
    const mixup = mechanism({
      n: 4,
      k: 2,
      design: 'poisson',
      noise: { law: 'gaussian', scale: 1 / (2 * shift) },
      domain: { kind: 'l2-ball', radius: 1 },
    });
    const angles = [0, 0.7, 1.6, 2.5, Math.PI];
    const sets =
      r === 1
        ? angles.map((a) => [turn(a)])
        : angles.flatMap((a) => [
            [turn(a), turn(-a)],
            [turn(a), turn(a, 0.5)],
          ]);
    const clean = [turn(2, 0.7), turn(5)].slice(0, 2);
    const pairs = sets.map(
      (b) =>
        [
          poissonRelease([...Array(r).fill([1, 0]), ...clean], 0.5, 2),
          poissonRelease([...b, ...clean], 0.5, 2),
        ] as const,
    );
    const truth = worst(pairs, mixup.noise, 0.4);
    for (const [i, upper] of bound(mixup, r, 'forward').entries())
      t.ok((truth[i] as number) <= upper + PLANE_SLACK, `${r} ${shift} ${EPSILONS[i]}`);
  }
});

test('partition and balanced, one epoch with the arrangement hidden, are below the public bound', async (t) => {
  for (const r of [1, 2]) {
    const mixup = mechanism({
      n: 4,
      k: 2,
      releases: 2,
      design: 'partition',
      noise: { law: 'gaussian', scale: 0.4 },
      domain: LINE,
    });
    const pairs = multisets(4 - r, [0, 0.5, 1]).flatMap((clean) =>
      [0, 0.5].map(
        (b) =>
          [
            partitionEpoch(onLine([...Array(r).fill(1), ...clean]), 2),
            partitionEpoch(onLine([...Array(r).fill(b), ...clean]), 2),
          ] as const,
      ),
    );
    const both = [...pairs, ...pairs.map(([p, q]) => [q, p] as const)];
    const truth = worst(both, mixup.noise, 0.25);
    for (const [i, upper] of bound(mixup, r, 'forward').entries()) {
      t.ok((truth[i] as number) <= upper + PLANE_SLACK, `partition r=${r} ${EPSILONS[i]}`);
      t.ok((truth[i] as number) >= upper * 0.3 - 0.01, `partition r=${r} ${EPSILONS[i]}: of the right size`);
    }
  }
  const balanced = mechanism({
    n: 3,
    k: 2,
    releases: 3,
    design: 'balanced',
    noise: { law: 'gaussian', scale: 0.5 },
    domain: LINE,
  });
  for (const r of [1, 3]) {
    const clean = Array(3 - r).fill([0]);
    const truth = worst(
      [
        [
          balancedEpoch([...Array(r).fill([1]), ...clean], 2),
          balancedEpoch([...Array(r).fill([0]), ...clean], 2),
        ],
      ],
      balanced.noise,
      0.5,
    );
    for (const [i, upper] of bound(balanced, r, 'forward').entries()) {
      t.ok((truth[i] as number) <= upper + PLANE_SLACK, `balanced r=${r} ${EPSILONS[i]}`);
      t.ok(
        (truth[i] as number) >= upper * (r === 3 ? 1 - 1e-4 : 0.3) - PLANE_SLACK,
        `balanced r=${r} ${EPSILONS[i]}: tight when all change`,
      );
    }
  }
  // with the permutations public the law is one shift: its norm is what the bound must cover, and reaches
  for (const [n, k] of [
    [3, 2],
    [4, 2],
    [4, 3],
  ] as const)
    for (let r = 1; r <= n; r++) {
      const norms = balancedSchedules(n, k).map((groups) =>
        Math.hypot(...groups.map((g) => g.filter((i) => i < r).length / k)),
      );
      const pair = dominating(mechanism({ n, k, releases: n, design: 'balanced', domain: LINE }), r);
      if (pair.kind !== 'gaussian') throw new Error('balanced Gaussian is one shift');
      const largest = Math.max(...norms);
      t.ok(largest <= pair.mu && largest >= pair.mu * 0.8, `n=${n} k=${k} r=${r}: ${largest} of ${pair.mu}`);
    }
});
