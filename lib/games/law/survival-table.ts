import type { GridSum } from './grid-sum.js';

/** Bounds on the survival function of a sum. */
export interface SurvivalTable {
  /** never below P(sum >= x) */
  atLeast(x: number): number;
  /** never above P(sum > x) */
  beyond(x: number): number;
}

/**
 * Bounds on P(L > x) from two laws on one grid, one above and one below L in the increasing convex order. With
 * C(x) = E max(L - x, 0), which lies between those of both laws,
 *
 *   (C(x) - C(x + d))/d <= P(L > x)   and   P(L >= x) <= (C(x - d) - C(x))/d   for every d > 0.
 *
 * @param upwards  exponent of the Chernoff bound of what lies above the window
 * @proof proofs/score-law.md
 */
export function survivalTable(
  above: GridSum,
  below: GridSum,
  upwards: number,
  copies: number,
): SurvivalTable {
  const { step, origin, first } = above;
  const count = above.mass.length;
  const most = expectedExcess(above);
  const least = expectedExcess(below);
  const range = count * step;
  for (let i = 0; i < count; i++) {
    // transform errors by Cauchy-Schwarz over the weights (j - i) step; what wraps around lies within the window
    const points = count - i;
    const norm = step * Math.sqrt((points * points * points) / 3) * (1 + 2 ** -20);
    const rounding = 2 ** -51 * count;
    most[i] = most[i] * (1 + rounding) + norm * above.error + above.escaped * (range + 1 / upwards);
    least[i] = Math.max(0, least[i] * (1 - rounding) - norm * below.error - below.escaped * range);
  }
  const beyond = new Float64Array(count);
  const atLeast = new Float64Array(count).fill(1);
  for (const k of ladder(copies, count)) {
    const width = k * step * (1 + 2 ** -40);
    const narrow = k * step * (1 - 2 ** -40);
    for (let i = 0; i + k < count; i++) beyond[i] = Math.max(beyond[i], (least[i] - most[i + k]) / width);
    for (let i = k; i < count; i++) atLeast[i] = Math.min(atLeast[i], (most[i - k] - least[i]) / narrow);
  }
  // neither increases
  for (let i = count - 2; i >= 0; i--) beyond[i] = Math.max(beyond[i], beyond[i + 1]);
  for (let i = 1; i < count; i++) atLeast[i] = Math.min(atLeast[i], atLeast[i - 1]);
  const place = (x: number): number => (x - origin) / step - first;
  return {
    beyond: (x) => {
      const i = Math.ceil(place(x) + 2 ** -20);
      return i >= count ? 0 : Math.min(1, beyond[Math.max(0, i)]);
    },
    atLeast: (x) => {
      const i = Math.floor(place(x) - 2 ** -20);
      return i < 0 ? 1 : Math.max(0, atLeast[Math.min(count - 1, i)]);
    },
  };
}

/** sum over j > i of (j - i) step mass_j */
function expectedExcess({ mass, step }: GridSum): Float64Array {
  const excess = new Float64Array(mass.length);
  let beyond = 0;
  for (let i = mass.length - 2; i >= 0; i--) {
    beyond += mass[i + 1];
    excess[i] = excess[i + 1] + step * beyond;
  }
  return excess;
}

/** Distances to try, in steps: both laws differ by about sqrt(T) of them. */
function ladder(copies: number, count: number): number[] {
  const widths: number[] = [];
  const most = Math.min(count / 4, 4 * Math.sqrt(copies) + 4);
  for (let k = 1; k <= most; k = Math.max(k + 1, Math.round(k * 1.3))) widths.push(k);
  return widths;
}
