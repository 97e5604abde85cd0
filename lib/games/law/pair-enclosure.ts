import type { GamePair } from '../pair.js';
import { type Cells, cellsOf } from './cells.js';
import { evenly, spanOf, withOutside } from './edges.js';
import { gridSum } from './grid-sum.js';
import { type HockeyStick, hockeyStick } from './hockey-stick.js';
import { type GridPair, type LossPoints, mergeCells, splitCells } from './ratio-grid.js';
import { type Sketch, sketchOf, windowOf } from './window.js';

/** delta of T independent copies of a pair from both sides, in one direction. */
export interface DirectedEnclosure {
  /** never below H_{e^l}, l >= 0 */
  upper(l: number): number;
  /** never above it */
  lower(l: number): number;
  /** losses of the points at which `upper` and `lower` bend, about */
  readonly loss: Float64Array;
}

export interface PairEnclosure {
  /** present against absent */
  readonly forward: DirectedEnclosure;
  /** absent against present */
  readonly backward: DirectedEnclosure;
}

/** -ln of the mass left outside of the window, on each side */
const DEPTH = 34;
const CELLS = 2 ** 13;
const FEWEST = 2 ** 12;
const MOST = 2 ** 19;

/**
 * Both directions of H_{e^l} of T copies of a pair, from laws on points of the loss that dominate it and that it dominates.
 *
 * @param coarseness  distance of the points over sqrt(T) times the deviation of one loss, about: what the points add to
 *   the variance of the sum is the square of this
 * @proof proofs/pair-enclosure.md
 */
export function enclosePair(pair: GamePair, coarseness: number): PairEnclosure {
  const { copies } = pair;
  const cells = cellsOf(pair, withOutside(pair, evenly(spanOf(pair), CELLS)));
  const [lowest, highest] = [cells.loss.subarray(0, -1), cells.loss.subarray(1)];
  const absent = sketchOf(lowest, highest, cells.absent.mass);
  const window = windowOf(absent, sketchOf(lowest, highest, cells.present.mass), copies, DEPTH);
  const [low, high] = [Math.min(0, window.low), Math.max(0, window.high)];
  const size = sizeOf((high - low) / (coarseness * deviation(absent)));
  // a pair of equal laws has one loss, 0, and any step will do
  const points = pointsOf(cells, high > low ? (high - low) / (size - 8) : 1);
  const grid = { ...window, bottom: low - 3 * points.step, size };
  const stickOf = (law: GridPair, sign: 1 | -1): HockeyStick =>
    hockeyStick(gridSum({ ...law, mass: sign > 0 ? law.present : law.absent }, copies, grid), sign);
  const [above, below] = [splitCells(cells, points), mergeCells(cells, points)];
  const direction = (sign: 1 | -1): DirectedEnclosure =>
    enclosed(above, stickOf(above, sign), below, stickOf(below, sign), copies);
  return { forward: direction(1), backward: direction(-1) };
}

/** A power of two that holds so many points, within bounds. */
function sizeOf(points: number): number {
  return points > FEWEST ? 2 ** Math.ceil(Math.log2(Math.min(MOST, points))) : FEWEST;
}

/** Standard deviation of a loss that counts as 1 where it is more: rare large ones are no measure of the others. */
function deviation({ value, mass }: Sketch): number {
  let [sum, square] = [0, 0];
  value.forEach((l, i) => {
    const short = Math.max(-1, Math.min(1, l));
    sum += mass[i] * short;
    square += mass[i] * short * short;
  });
  return Math.sqrt(Math.max(0, square - sum * sum));
}

/**
 * Laplace pairs: points through the lowest and the highest loss, whose observations carry mass. Gaussian pairs: through the
 * common loss of all cells in the first two steps, which may be nearly all of them where hits are rare.
 */
function pointsOf({ edges, loss, present, absent }: Cells, step: number): LossPoints {
  const finite = loss.filter(Number.isFinite);
  const [low, high] = [finite[0], finite[finite.length - 1]];
  if (edges[0] === -Infinity) {
    const steps = Math.max(1, Math.floor((high - low) / step));
    return { origin: low, step: high > low ? (high - low) / steps : step, first: -1, count: steps + 4 };
  }
  let [p, q] = [0, 0];
  for (let c = 0; c < present.mass.length && loss[c + 1] < low + 2 * step; c++) {
    p += present.mass[c];
    q += absent.mass[c];
  }
  const origin = p > 0 && q > 0 ? Math.log(p / q) : low;
  const first = Math.floor((low - origin) / step) - 1;
  return { origin, step, first, count: Math.ceil((high - origin) / step) + 2 - first };
}

function enclosed(
  above: GridPair,
  upper: HockeyStick,
  below: GridPair,
  lower: HockeyStick,
  copies: number,
): DirectedEnclosure {
  // both masses are known within a relative error: that of the ratio moves l, that of the mass its value
  const [up, down] = [copies * above.doubt, copies * below.doubt];
  const added = upper.error + copies * above.missing;
  return {
    loss: upper.loss,
    upper: (l) => {
      const value = upper.at(l - 3 * up) * (1 + 2 * up) + added;
      return l - 3 * up >= upper.loss[0] && value <= 1 ? value : 1;
    },
    lower: (l) => {
      const value = lower.at(l + 3 * down) * (1 - 2 * down) - lower.error;
      return value > 0 ? value : 0;
    },
  };
}
