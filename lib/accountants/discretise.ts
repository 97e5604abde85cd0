import type { LossDistribution } from '../core/index.js';
import { bulkAtom } from './bulk.js';
import { type LossCells, pointOf } from './loss-cells.js';
import { chordGaps, poolNegative, truncateLeft, truncateRight } from './lower-chords.js';

/** Losses from here on are not told apart by their Q-mass, which underflows. */
const STEEPEST = 700;

/** How a cell's P-mass splits to its two ends so that P- and Q-mass are both kept. */
interface Split {
  readonly bottom: Float64Array;
  readonly top: Float64Array;
}

/**
 * P-mass of cell i at its two ends: bottom + top = p and bottom e^-l + top e^-(l+h) = q, that is
 * top = (p - e^l q)/(1 - e^-h). This joins the profile at the grid points by chords in a = e^epsilon.
 *
 * @param side  'upper' rounds the mass and its share at the top up, 'lower' both down
 */
function split(cells: LossCells, side: 'upper' | 'lower'): Split {
  const { grid, p, q, errorP, errorQ } = cells;
  const sign = side === 'upper' ? 1 : -1;
  const width = -Math.expm1(-grid.step);
  const bottom = new Float64Array(grid.count);
  const top = new Float64Array(grid.count);
  for (let i = 0; i < grid.count - 1; i++) {
    const loss = pointOf(grid, i);
    const ratio = Math.exp(loss);
    const mass = p[i] as number;
    const scaled = ratio * (q[i] as number);
    const error = (errorP[i] as number) + ratio * (errorQ[i] as number) + 2 ** -51 * (mass + scaled);
    const whole = Math.max(0, mass + sign * 2 * (errorP[i] as number));
    const kept = Math.min(whole, Math.max(0, (mass - scaled + sign * error) / width));
    const share = loss < STEEPEST ? kept : side === 'upper' ? whole : 0;
    top[i] = share;
    bottom[i] = whole - share;
  }
  return { bottom, top };
}

/**
 * A discretised loss that dominates the pair: cells are split to both ends, what lies below the grid moves
 * up to its first point, what lies above it is split between the last point and Infinity.
 * @proof proofs/discretise.md
 */
export function discretiseUp(cells: LossCells): LossDistribution<'upper'> {
  const { grid, below, above } = cells;
  const { bottom, top } = split(cells, 'upper');
  const mass = new Float64Array(grid.count);
  for (let i = 0; i < grid.count; i++) mass[i] = (bottom[i] as number) + (i > 0 ? (top[i - 1] as number) : 0);
  mass[0] = (mass[0] as number) + up(below.p, below.slack);
  for (const { point, p, slack } of cells.atoms) mass[point] = (mass[point] as number) + up(p, slack);
  const end = pointOf(grid, grid.count - 1);
  const last = end < STEEPEST ? Math.exp(end) : 0;
  const kept = last * above.q * (1 - above.slack) * (1 - 2 ** -50);
  const infinity = Math.max(0, up(above.p, above.slack) - kept) + cells.infinity;
  mass[grid.count - 1] = (mass[grid.count - 1] as number) + up(last * above.q, above.slack);
  const { offset, step, first } = grid;
  return { side: 'upper', offset, step, first, mass, infinity };
}

/**
 * A discretised loss that the pair dominates. The chords of discretiseUp lie above the profile by at most
 * the gap of their cell; lowering the profile at every point by the larger gap of the two cells beside it,
 * and pooling where that is not convex, gives chords below the profile. The lowered profile is
 * replaced by its asymptotes where it would cross them; what lies outside the grid is dropped.
 * @proof proofs/discretise.md
 */
export function discretiseDown(all: LossCells): LossDistribution<'lower'> {
  const cells = withoutBulk(all);
  const { offset, step, count, first } = cells.grid;
  const { bottom, top } = split(cells, 'lower');
  const mass = new Float64Array(count);
  for (let i = 0; i < count; i++) mass[i] = (bottom[i] as number) + (i > 0 ? (top[i - 1] as number) : 0);

  const upper = split(cells, 'upper');
  // the end points of a cell are rounded, and with them its share at the top
  const doubt = upper.top.map(
    (t, i) => t * (1 + Math.abs(first + i) * 2 ** -50) - (top[i] as number) + (cells.errorP[i] ?? 0),
  );
  const gaps = chordGaps(upper.bottom, upper.top, doubt, step);
  const drop = new Float64Array(count);
  for (let i = 0; i < count; i++) drop[i] = Math.max(gaps[i] ?? 0, i > 0 ? (gaps[i - 1] as number) : 0);
  const end = truncateRight(mass, gaps, drop, step);
  const lack = cells.errorP.map((error) => 4 * error);
  const begin = truncateLeft(mass, gaps, drop, step, lack);

  // A drop of d_i at the points a_i takes (d_{i+1} - d_i)/(e^h - 1) - (d_i - d_{i-1})/(1 - e^-h) of P-mass.
  const [rise, fall] = [Math.expm1(step), -Math.expm1(-step)];
  const lowered = new Float64Array(count);
  for (let i = begin; i <= end; i++) {
    const d = drop[i] as number;
    const after = i < end ? ((drop[i + 1] as number) - d) / rise : 0;
    const before = i > begin ? (d - (drop[i - 1] as number)) / fall : 0;
    const rounding = 2 ** -48 * ((mass[i] as number) + Math.abs(after) + Math.abs(before));
    lowered[i] = (mass[i] as number) - after + before - rounding;
  }
  // a single point would have to lie on both asymptotes
  if (!(begin < end && poolNegative(lowered, begin, end, step))) lowered.fill(0);
  // profiles add up: the atoms, exactly on their points, come on top of what lies below the rest
  for (const { point, p, slack } of cells.atoms)
    lowered[point] = (lowered[point] as number) + Math.max(0, p * (1 - slack - 2 ** -52));
  return { side: 'lower', offset, step, first, mass: lowered, infinity: 0 };
}

/** The same cells with their bulk, if there is one, as an atom. */
function withoutBulk(cells: LossCells): LossCells {
  const bulk = bulkAtom(cells);
  if (bulk === undefined) return cells;
  const emptied = (values: Float64Array): Float64Array =>
    values.slice().fill(0, bulk.point - 1, bulk.point + 1);
  return {
    ...cells,
    p: emptied(cells.p),
    q: emptied(cells.q),
    errorP: emptied(cells.errorP),
    errorQ: emptied(cells.errorQ),
    atoms: [bulk, ...cells.atoms.filter((atom) => atom.point !== bulk.point)],
  };
}

function up(mass: number, slack: number): number {
  return mass * (1 + slack) * (1 + 2 ** -50);
}
