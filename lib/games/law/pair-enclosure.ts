import type { GamePair } from '../pair.js';
import { type Cells, cellsOf } from './cells.js';
import { evenly, reachOf, spanOf, withOutside } from './edges.js';
import type { GridLaw } from './grid-sum.js';
import { type HockeyStick, hockeyStick } from './hockey-stick.js';
import { type GridPair, type LossPoints, mergeCells, splitCells } from './ratio-grid.js';
import { type Sketch, sketchOf, type TiltedWindow, tiltedWindow } from './window.js';

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
 * @param most  points of the transform at most, a power of two
 * @proof proofs/pair-enclosure.md
 */
export function enclosePair(pair: GamePair, coarseness: number, most = MOST): PairEnclosure {
  const { copies } = pair;
  if (reachOf(pair.present) + reachOf(pair.absent) === 0) return { forward: EQUAL, backward: EQUAL };
  const cells = cellsOf(pair, withOutside(pair, evenly(spanOf(pair), CELLS)));
  const [lowest, highest] = [cells.loss.subarray(0, -1), cells.loss.subarray(1)];
  const absent = sketchOf(lowest, highest, cells.absent.mass);
  const forward = tiltedWindow(sketchOf(lowest, highest, cells.present.mass), copies, DEPTH);
  const backward = tiltedWindow({ ...absent, value: absent.value.map((l) => -l) }, copies, DEPTH);
  const range = Math.max(forward.high - forward.low, backward.high - backward.low);
  const size = sizeOf(range / (coarseness * deviation(absent)), most);
  const points = pointsOf(cells, range / (size - 8));
  const stickOf = (law: GridLaw, plan: TiltedWindow): HockeyStick =>
    hockeyStick(law, copies, plan.tilt, { ...plan, bottom: plan.low - 3 * points.step, size });
  const [above, below] = [splitCells(cells, points), mergeCells(cells, points)];
  const direction = (lawOf: (pair: GridPair) => GridLaw, plan: TiltedWindow): DirectedEnclosure =>
    enclosed(above, stickOf(lawOf(above), plan), below, stickOf(lawOf(below), plan), copies);
  return {
    forward: direction((on) => ({ ...on, mass: on.present }), forward),
    backward: direction(reflected, backward),
  };
}

/** The law of minus the loss in the world without the canary. */
function reflected({ origin, step, first, count, absent }: GridPair): GridLaw {
  return { origin: -origin, step, first: 1 - first - count, mass: absent.slice().reverse() };
}

/** Two laws that are one. */
const EQUAL: DirectedEnclosure = { upper: () => 0, lower: () => 0, loss: Float64Array.of(0) };

/** A power of two that holds so many points, within bounds. */
function sizeOf(points: number, most: number): number {
  return points > FEWEST ? 2 ** Math.ceil(Math.log2(Math.min(most, points))) : FEWEST;
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
  const missing = copies * above.missing;
  return {
    loss: upper.loss,
    upper: (l) => {
      const at = l - 3 * up;
      const value = upper.at(at) * (1 + 2 * up + 2 * upper.rounding) + upper.error(at) + missing;
      return at >= upper.loss[0] && value <= 1 ? value : 1;
    },
    lower: (l) => {
      const at = l + 3 * down;
      const value = lower.at(at) * (1 - 2 * down - 2 * lower.rounding) - lower.error(at);
      return value > 0 ? value : 0;
    },
  };
}
