import { test } from 'tap';
import { dominating } from '../../lib/bounds/index.js';
import { DIRECTIONS } from '../../lib/core/index.js';
import type { Mixture } from './mixture.js';
import { balancedEpoch, balancedSchedules, partitionEpoch, poissonRelease } from './release-law.js';
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

test('partition, arrangement public: the longest shift of an epoch is what the bound covers, and is reached', (t) => {
  for (const [n, k] of [
    [3, 1],
    [4, 2],
    [5, 2],
    [6, 2],
    [6, 3],
  ] as const)
    for (let r = 1; r <= n; r++) {
      // r records moved from 0 to 1, the others stay
      const shifts = partitionEpoch(onLine([...Array(r).fill(1), ...Array(n - r).fill(0)]), k).centres;
      const largest = Math.max(...shifts.map((shift) => Math.hypot(...shift)));
      const pair = dominating(
        mechanism({ n, k, releases: Math.floor(n / k), design: 'partition', domain: LINE }),
        r,
      );
      if (pair.kind !== 'gaussian') throw new Error('partition under normal noise is one shift');
      // r min(k, r) is reached where k divides r and every changed record is used
      const exact = r <= k || (r % k === 0 && r <= k * Math.floor(n / k));
      t.ok(largest <= pair.mu && largest >= pair.mu * (exact ? 1 - 1e-12 : 0.7), `n=${n} k=${k} r=${r}`);
    }
  const alone = mechanism({
    n: 4,
    k: 1,
    releases: 8,
    design: 'partition',
    noise: { law: 'laplace', scale: 1 },
    domain: LINE,
  });
  const pair = dominating(alone, 3);
  t.ok(pair.kind === 'pairs' && pair.copies === 6, 'Laplace, one record a group: every shift by itself');
  t.end();
});
