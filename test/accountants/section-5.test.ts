import { test } from 'tap';
import { account } from '../../lib/accountants/index.js';
import { epsilonAt } from '../../lib/convert/index.js';
import { laplaceSubsets, subsets } from './mechanisms.js';

// The tables of theory/mixup.md, section 5: n = 50,000, delta 1e-5, T = n ('n') or n/k ('n/k'), shift rho/k.

const n = 50_000;

interface Cell {
  readonly noise: 'gaussian' | 'laplace';
  readonly rho: number;
  readonly epoch: 'n' | 'n/k';
  /** epsilon for k = 1, 2, 4, 8, 16; undefined where not in the table or left out here */
  readonly epsilons: readonly (number | undefined)[];
}

const TABLE: readonly Cell[] = [
  { noise: 'gaussian', rho: 1, epoch: 'n', epsilons: [0.02019, 0.01426, 0.01243, 0.01169, 0.01135] },
  { noise: 'gaussian', rho: 1, epoch: 'n/k', epsilons: [undefined, 0.00963, undefined, undefined, 0.00228] },
  { noise: 'gaussian', rho: 2, epoch: 'n', epsilons: [0.3749, 0.04363, 0.03096, undefined, 0.02545] },
  { noise: 'gaussian', rho: 2, epoch: 'n/k', epsilons: [undefined, 0.02973, undefined, 0.00839, undefined] },
  { noise: 'gaussian', rho: 4, epoch: 'n', epsilons: [18.43, 0.8129, 0.09356, 0.06659, 0.05827] },
  { noise: 'gaussian', rho: 4, epoch: 'n/k', epsilons: [undefined, 0.6443, 0.04369, undefined, 0.01244] },
  { noise: 'gaussian', rho: 8, epoch: 'n', epsilons: [179.5, 25.14, 1.517, 0.1995, 0.1423] },
  { noise: 'gaussian', rho: 8, epoch: 'n/k', epsilons: [undefined, 20.49, 1.034, undefined, 0.03097] },
  { noise: 'laplace', rho: 1, epoch: 'n', epsilons: [0.01247, undefined, 0.01131, undefined, 0.0111] },
  { noise: 'laplace', rho: 4, epoch: 'n', epsilons: [0.1158, 0.06962, 0.05842, undefined, 0.05314] },
  { noise: 'laplace', rho: 4, epoch: 'n/k', epsilons: [undefined, 0.04753, 0.02712, undefined, 0.01131] },
  { noise: 'laplace', rho: 8, epoch: 'n', epsilons: [1.063, 0.2467, 0.1487, undefined, 0.117] },
];

for (const { noise, rho, epoch, epsilons } of TABLE)
  test(`${noise} rho ${rho}, T = ${epoch}`, (t) => {
    epsilons.forEach((epsilon, i) => {
      if (epsilon === undefined) return;
      const k = 2 ** i;
      const releases = epoch === 'n' ? n : n / k;
      const size = { n, k, releases, shift: rho / k };
      const mechanism = noise === 'gaussian' ? subsets(size) : laplaceSubsets(size);
      const accounted = account(mechanism, { accuracy: 2e-3 });
      const found = epsilonAt(accounted.upper, 1e-5, 1);
      t.ok(Math.abs(found - epsilon) <= 0.01 * epsilon, `k ${k}: ${found} of ${epsilon}`);
    });
    t.end();
  });

test('pure epsilon, Laplace eta 4', (t) => {
  for (const [k, all, share] of [
    [1, 53.57, 53.57],
    [2, 12.78, 6.388],
    [4, 6.873, 1.718],
    [8, 5.19, 0.6487],
    [16, 4.544, 0.284],
  ] as const) {
    const pure = (releases: number): number =>
      account(laplaceSubsets({ n, k, releases, shift: 4 / k })).pure(1);
    t.ok(Math.abs(pure(n) - all) <= 1e-3 * all, `k ${k} T = n: ${pure(n)}`);
    t.ok(Math.abs(pure(n / k) - share) <= 1e-3 * share, `k ${k} T = n/k: ${pure(n / k)}`);
  }
  t.end();
});
