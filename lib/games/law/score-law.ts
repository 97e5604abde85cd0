import type { ScoreLaw, ScoreLaws } from '../../audit/index.js';
import { UnsupportedError } from '../../core/index.js';
import { above, DomainError } from '../../numerics/index.js';
import type { GamePair } from '../pair.js';
import type { Masses } from './cells.js';
import { gridSum } from './grid-sum.js';
import type { Resolution } from './observation-law.js';
import { type ScoreCells, scoreCells } from './score-cells.js';
import { type SurvivalTable, survivalTable } from './survival-table.js';
import { mergeValues, spreadCells, type ValueCells, type ValuePoints } from './value-grid.js';
import { logMoment, sketchOf, windowOf } from './window.js';

export interface LawOptions extends Resolution {
  /** points of the transform, a power of two >= 2^10; 2^17 unless given */
  readonly size?: number;
}

const SIZE = 2 ** 17;
const CELLS = 2 ** 16;
/** -ln of the mass left outside of the window, on each side */
const DEPTH = 27;

/**
 * The laws of the score of a trial, Lambda = sum over T independent releases of ln dP/dQ, in both worlds. Its
 * distribution function is known to about the mass that it has within sqrt(T) steps of the grid.
 *
 * @throws UnsupportedError  where the releases are not independent
 * @proof proofs/score-law.md
 */
export function scoreLaws(pair: GamePair, { size = SIZE, ...resolution }: LawOptions = {}): ScoreLaws {
  if (!pair.independent)
    throw new UnsupportedError(
      'no law of the score is known where releases of one epoch share an arrangement that the adversary does not see',
    );
  if (!(size >= 2 ** 10 && Number.isInteger(Math.log2(size))))
    throw new DomainError('size', 'a power of two >= 1024', size);
  if (resolution.lattice !== undefined) above(0, { lattice: resolution.lattice });
  const cells = scoreCells(pair, resolution, CELLS);
  const law = (world: Masses): ScoreLaw =>
    pair.copies === 1 ? lawOfOne(cells, world) : lawOfSum(cells, world, pair.copies, size);
  return { absent: law(cells.absent), present: law(cells.present) };
}

/** Values this close, relative to their size or to 1, may be told apart by rounding alone. */
const ROUNDING = 2 ** -40;

/** Steps at the cells: what lies in one may be anywhere between its smallest and its largest value. */
function lawOfOne({ low, high }: ScoreCells, { mass, error, outside }: Masses): ScoreLaw {
  const upTo = new Float64Array(mass.length + 1);
  let unknown = outside;
  mass.forEach((m, c) => {
    upTo[c + 1] = upTo[c] + m;
    unknown += error[c];
  });
  unknown += mass.length * 2 ** -52;
  const law = (x: number): readonly [number, number] => {
    const blur = ROUNDING * (1 + Math.abs(x));
    const sure = firstAbove(high, x - blur);
    const possible = firstAbove(low, x + blur);
    return [Math.max(0, upTo[sure] - unknown), Math.min(1, upTo[possible] + unknown)];
  };
  return everywhere(law);
}

/** The same enclosure of P(score <= x) and P(score < x), from one for finite x. */
function everywhere(law: (x: number) => readonly [number, number]): ScoreLaw {
  const at = (x: number): readonly [number, number] => {
    if (Number.isNaN(x)) return [0, 1];
    // scores are finite
    return Math.abs(x) < Infinity ? law(x) : x > 0 ? [1, 1] : [0, 0];
  };
  return { atMost: at, below: at };
}

/** How many of the ascending values are <= x. */
function firstAbove(values: Float64Array, x: number): number {
  let [low, high] = [0, values.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (values[middle] <= x) low = middle + 1;
    else high = middle;
  }
  return low;
}

function lawOfSum(cells: ScoreCells, world: Masses, copies: number, size: number): ScoreLaw {
  const values: ValueCells = { ...cells, mass: world.mass };
  const sketch = sketchOf(cells.low, cells.high, world.mass);
  const window = windowOf(sketch, sketch, copies, DEPTH);
  const points = pointsOf(cells, (window.high - window.low) / (size - 16));
  const grid = { ...window, bottom: window.low - 6 * points.step, size };
  const { law, raised } = mergeValues(values, points);
  const above = gridSum(spreadCells(values, points, raised), copies, grid);
  const table = survivalTable(above, gridSum(law, copies, grid), window.upwards, copies);
  const wrong = world.error.reduce((sum, error) => sum + error, world.outside) * copies * (1 + 2 ** -20);
  const doubt = totalDoubt(values, copies);
  const farthest = Math.max(Math.abs(cells.low[0]), Math.abs(cells.high[cells.high.length - 1]));
  const moved = doubt + copies * (raised.by + points.step * 2 ** -30 + ROUNDING * (1 + farthest));
  return distributionOf(table, wrong + RARE, moved);
}

/** Probability of about 1e-11. */
const RARELY = 25;
const RARE = Math.exp(-RARELY);

/** What T doubts add up to at most, but for a probability of RARE: Chernoff's bound. */
function totalDoubt({ doubt, mass }: ValueCells, copies: number): number {
  const sketch = { value: doubt, mass };
  const { upwards } = windowOf(sketch, sketch, copies, RARELY);
  const total = (copies * logMoment(doubt, mass, upwards) + RARELY) / upwards;
  return doubt.some((d) => d > 0) ? total * (1 + 2 ** -20) : 0;
}

/** Where nearly all of the mass is one atom and the largest values lie far off, the window alone would ask for any number. */
const MOST_POINTS = 2 ** 21;

/** Points through the smallest and the largest value, which may carry mass, and as many beside them as doubts need. */
function pointsOf({ low, high, doubt }: ScoreCells, step: number): ValuePoints {
  const [least, most] = [low[0], high[high.length - 1]];
  const steps = Math.min(MOST_POINTS, Math.max(1, Math.floor((most - least) / step)));
  const fitted = most > least ? (most - least) / steps : Math.max(step, 2 ** -40);
  const beside = 2 + Math.ceil(doubt.reduce((largest, d) => Math.max(largest, d), 0) / fitted);
  return { origin: least, step: fitted, first: -beside, count: steps + 2 * beside };
}

/** The score moves by at most `moved` against that of the table, and its law by `unknown`. */
function distributionOf(table: SurvivalTable, unknown: number, moved: number): ScoreLaw {
  const law = (x: number): readonly [number, number] => {
    const low = 1 - table.atLeast(x - moved) - unknown;
    const high = 1 - table.beyond(x + moved) + unknown;
    return [Math.max(0, low), Math.min(1, high)];
  };
  return everywhere(law);
}
