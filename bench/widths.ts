import type { EpsilonCase, Method } from './epsilon.js';
import { subsets } from './mechanisms.js';
import { atLeast, between, near, type Target } from './target.js';

const N = 50_000;
const WIDTHS = [1, 2, 4, 8, 16] as const;
type Cells = readonly [number, number, number, number, number];

interface Line {
  readonly law: 'gaussian' | 'laplace';
  /** diameter / noise scale */
  readonly ratio: number;
  readonly method: Method;
  /** releases: one a record, or as many as touch each record once on average */
  readonly releases: 'n' | 'n/k';
  /** epsilon at delta 1e-5 for k = 1, 2, 4, 8, 16 */
  readonly cells: Cells;
}

const line = (
  law: Line['law'],
  ratio: number,
  method: Method,
  releases: Line['releases'],
  ...cells: Cells
): Line => ({ law, ratio, method, releases, cells });

/** What the width k gains, n = 50000. */
const LINES: readonly Line[] = [
  line('gaussian', 1, 'profile', 'n', 0.02019, 0.01426, 0.01243, 0.01169, 0.01135),
  line('gaussian', 1, 'witness', 'n', 0.01518, 0.0119, 0.01125, 0.01109, 0.01105),
  line('gaussian', 1, 'renyi', 'n', 0.3707, 0.079, 0.0326, 0.0172, 0.013),
  line('gaussian', 1, 'profile', 'n/k', 0.02019, 0.00963, 0.00564, 0.00354, 0.00228),
  line('gaussian', 2, 'profile', 'n', 0.3749, 0.04363, 0.03096, 0.02705, 0.02545),
  line('gaussian', 2, 'witness', 'n', 0.3701, 0.03296, 0.02591, 0.0245, 0.02416),
  line('gaussian', 2, 'renyi', 'n', 2.175, 0.4125, 0.0897, 0.0392, 0.0289),
  line('gaussian', 2, 'profile', 'n/k', 0.3749, 0.02973, 0.01426, 0.00839, 0.0053),
  line('gaussian', 4, 'profile', 'n', 18.43, 0.8129, 0.09356, 0.06659, 0.05827),
  line('gaussian', 4, 'witness', 'n', 18.19, 0.8021, 0.07092, 0.05586, 0.05285),
  line('gaussian', 4, 'renyi', 'n', 22.57, 2.474, 0.4511, 0.1118, 0.0653),
  line('gaussian', 4, 'profile', 'n/k', 18.43, 0.6443, 0.04369, 0.02104, 0.01244),
  line('gaussian', 8, 'profile', 'n', 179.5, 25.14, 1.517, 0.1995, 0.1423),
  line('gaussian', 8, 'witness', 'n', 178.5, 24.57, 1.486, 0.1517, 0.1196),
  line('gaussian', 8, 'renyi', 'n', 209.9, 30.03, 2.911, 0.5227, 0.1662),
  line('gaussian', 8, 'profile', 'n/k', 179.5, 20.49, 1.034, 0.06417, 0.03097),
  line('laplace', 1, 'profile', 'n', 0.01247, 0.01164, 0.01131, 0.01117, 0.0111),
  line('laplace', 1, 'witness', 'n', 0.01013, 0.01032, 0.0106, 0.01079, 0.01091),
  line('laplace', 4, 'profile', 'n', 0.1158, 0.06962, 0.05842, 0.05465, 0.05314),
  line('laplace', 4, 'witness', 'n', 0.0818, 0.05167, 0.04775, 0.04859, 0.04987),
  line('laplace', 4, 'renyi', 'n', 0.1289, 0.0779, 0.0655, 0.0613, 0.0596),
  line('laplace', 4, 'pure', 'n', 53.57, 12.78, 6.873, 5.19, 4.544),
  line('laplace', 4, 'profile', 'n/k', 0.1158, 0.04753, 0.02712, 0.0172, 0.01131),
  line('laplace', 4, 'pure', 'n/k', 53.57, 6.388, 1.718, 0.6487, 0.284),
  line('laplace', 8, 'profile', 'n', 1.063, 0.2467, 0.1487, 0.125, 0.117),
  line('laplace', 8, 'witness', 'n', 0.8324, 0.1748, 0.1107, 0.1023, 0.1041),
];

/**
 * Gaussian Renyi epsilon at the best real order, by diameter / noise scale, from renyi-widths.py. No Renyi bound is
 * smaller; the table has up to 1.65 times as much, where its orders stop early.
 */
const LEAST_RENYI: Readonly<Record<number, Cells>> = {
  1: [0.370504, 0.0785346, 0.0197492, 0.0134132, 0.0130301],
  2: [2.17373, 0.40524, 0.0889025, 0.0313746, 0.0288485],
  4: [22.5534, 2.47268, 0.450937, 0.109799, 0.0653352],
  8: [209.81, 30.0178, 2.91041, 0.521866, 0.166142],
};

export const TABLES: readonly EpsilonCase[] = LINES.flatMap(({ law, ratio, method, releases, cells }) =>
  WIDTHS.map((k, i): EpsilonCase => {
    const count = releases === 'n' ? N : N / k;
    return {
      name: `${law} ${ratio} T=${releases} k=${k}`,
      mechanism: subsets({ n: N, k, releases: count, ratio, law }),
      method,
      target: targetOf(
        method,
        cells[i] ?? Number.NaN,
        law === 'gaussian' ? LEAST_RENYI[ratio]?.[i] : undefined,
      ),
    };
  }),
);

/** Within 1 % of the table; a witness may be better, and a Renyi bound down to the least there is. */
function targetOf(method: Method, cell: number, leastRenyi: number | undefined): Target {
  if (method === 'witness') return atLeast(rounded(0.99 * cell));
  if (method === 'renyi' && leastRenyi !== undefined)
    return between(rounded(leastRenyi * (1 - 1e-4)), rounded(1.01 * cell));
  return near(cell, 0.01);
}

/** So that the printed target is the one that is compared. */
function rounded(x: number): number {
  return Number(x.toPrecision(6));
}
