import type { GridLaw } from './grid-sum.js';

/** Masses with values of a statistic: its mean on a cell is the middle of low and high, and it lies within `doubt` of both. */
export interface ValueCells {
  readonly mass: Float64Array;
  readonly low: Float64Array;
  readonly high: Float64Array;
  readonly doubt: Float64Array;
}

/** Points origin + (first + i) step, i = 0..count-1, that cover all values and their doubts. */
export interface ValuePoints {
  readonly origin: number;
  readonly step: number;
  readonly first: number;
  readonly count: number;
}

/** By how much the values of the cells from `first` on have been raised. */
export interface Raised {
  readonly first: number;
  readonly by: number;
}

/**
 * A law on points below that of the statistic in the increasing convex order: cells are merged in order, in parts where need
 * be, until their common mean is a point. The last merged cells, if they balance no point, are put to the point
 * beneath. But if there is an atom at the one above, they are put to that, and it is the law of a statistic raised so much.
 *
 * @proof proofs/score-law.md
 */
export function mergeValues(
  cells: ValueCells,
  points: ValuePoints,
): { readonly law: GridLaw; readonly raised: Raised } {
  const { origin, step, first, count } = points;
  const mass = new Float64Array(count);
  let raised: Raised = { first: cells.mass.length, by: 0 };
  let [next, rest] = [0, 1]; // the cell in line, and how much of it is left
  const end = cells.mass.length;
  for (let i = 0; i < count && next < end; i++) {
    const point = origin + (first + i) * step;
    let [sum, balance] = [0, 0];
    const begin = next;
    while (next < end) {
      const part = rest * cells.mass[next];
      const distance = middleOf(cells, next) - point;
      if (Math.abs(distance) <= step * NEARLY) {
        mass[i] += part;
        rest = 1;
        next++;
        continue;
      }
      if (distance > 0 && !(balance < 0)) break;
      const excess = part * distance;
      const share = excess > -balance ? -balance / excess : 1;
      sum += share * part;
      balance = share < 1 ? 0 : balance + excess;
      rest = share < 1 ? rest * (1 - share) : 1;
      if (share < 1) break;
      next++;
    }
    // what rounding leaves of the balance; or, at the end, all that is left
    const lack = balance < 0 ? -balance : 0;
    if (lack <= step * NEARLY * sum) mass[i] += sum;
    else if (lack <= step * SLIGHT * mass[i]) {
      mass[i] += sum;
      raised = { first: begin, by: lack / mass[i] };
    } else mass[Math.max(0, i - 1)] += sum;
  }
  for (; next < end; next++, rest = 1) mass[count - 1] += rest * cells.mass[next];
  return { law: { origin, step, first, mass }, raised };
}

/**
 * A law on points above that of the statistic in the increasing convex order: each cell is spread to the points around it
 * with the same mean, or a larger one where it has been raised.
 *
 * @proof proofs/score-law.md
 */
export function spreadCells(cells: ValueCells, points: ValuePoints, raised: Raised): GridLaw {
  const { origin, step, first, count } = points;
  const mass = new Float64Array(count);
  for (let c = 0; c < cells.mass.length; c++) {
    const lift = c >= raised.first ? raised.by : 0;
    const place = (value: number): number => (value - origin) / step - first;
    const from = Math.max(0, Math.floor(place(cells.low[c] - cells.doubt[c]) + NEARLY));
    const to = Math.min(count - 1, Math.ceil(place(cells.high[c] + cells.doubt[c] + lift) - NEARLY));
    const mean = place(middleOf(cells, c) + lift);
    const share = to > from ? Math.min(1, Math.max(0, (mean - from) / (to - from))) : 1;
    mass[to] += cells.mass[c] * share;
    mass[from] += cells.mass[c] * (1 - share);
  }
  return { origin, step, first, mass };
}

/** In steps: closer than this is on a point. */
const NEARLY = 2 ** -30;
/** In steps: by so little the atom at the largest value may rise. */
const SLIGHT = 2 ** -6;

function middleOf({ low, high }: ValueCells, c: number): number {
  return low[c] + (high[c] - low[c]) / 2;
}
