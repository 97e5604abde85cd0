import { type GamePair, logRatioOf } from '../pair.js';
import { type Masses, massesOf } from './cells.js';
import { evenly, reachOf, spanOf, withOutside } from './edges.js';
import type { Resolution } from './observation-law.js';

/** The statistic ln dP/dQ on cells of the line of observations, and their masses in both worlds. */
export interface ScoreCells {
  readonly present: Masses;
  readonly absent: Masses;
  /** length M, both non-decreasing: smallest and largest value on each cell */
  readonly low: Float64Array;
  readonly high: Float64Array;
  /** length M: in either world the mean over a cell is within this of the middle of low and high */
  readonly doubt: Float64Array;
}

/** Cells, and where on each the statistic is smallest and largest. */
interface Layout {
  /** length M + 1 */
  readonly edges: Float64Array;
  /** length M: equal where a cell holds one point of a lattice */
  readonly from: Float64Array;
  readonly to: Float64Array;
  /** distance of the points of the lattice, 0 without one */
  readonly spacing: number;
  /** how far an observation may lie from what its cell was made for */
  readonly blur: number;
}

/** About `count` cells, with the values of the statistic on them. @proof proofs/score-law.md */
export function scoreCells(pair: GamePair, { lattice, rounding = 0 }: Resolution, count: number): ScoreCells {
  const kinks = kinksOf(pair);
  const layout =
    lattice === undefined
      ? evenCells(pair, kinks, rounding, count)
      : latticeCells(pair, kinks, lattice, count);
  const ratio = logRatioOf(pair);
  const low = ascending(layout.from.map((x) => ratio(x - layout.blur)));
  const high = ascending(layout.to.map((x) => ratio(x + layout.blur)));
  return { ...massesOf(pair, layout.edges), low, high, doubt: doubts(pair, kinks, layout, low, high) };
}

/** Where the slope of a Laplace ratio jumps. */
function kinksOf({ family, present, absent }: GamePair): readonly number[] {
  if (family.name === 'gaussian') return [];
  return [
    ...Array.from(absent.hits.pmf, (_, i) => -i * absent.shift),
    ...Array.from(present.hits.pmf, (_, j) => j * present.shift),
  ];
}

/** Equal cells, and edges at the kinks. */
function evenCells(pair: GamePair, kinks: readonly number[], blur: number, count: number): Layout {
  const places = new Set([...evenly(spanOf(pair), count), ...kinks]);
  const edges = withOutside(pair, Float64Array.from(places).sort());
  return { edges, from: edges.subarray(0, -1), to: edges.subarray(1), spacing: 0, blur };
}

/** Cells of as many points each; their edges lie half way between points. A kink is the last point of its cell. */
function latticeCells(pair: GamePair, kinks: readonly number[], lattice: number, count: number): Layout {
  const [low, high] = spanOf(pair);
  const group = Math.max(1, Math.floor(((high - low) * lattice) / count));
  // a kink that is a point but for rounding is that point
  const lasts = new Set(kinks.map((kink) => Math.floor(kink * lattice + 2 ** -10)));
  for (let m = Math.floor(low * lattice); m < high * lattice + group; m += group) lasts.add(m);
  const sorted = Float64Array.from(lasts).sort();
  const outside = withOutside(pair, sorted);
  return {
    edges: outside.map((m) => (m + 0.5) / lattice),
    from: outside.subarray(0, -1).map((m) => (m + 1) / lattice),
    to: outside.subarray(1).map((m) => m / lattice),
    spacing: 1 / lattice,
    blur: 0,
  };
}

/**
 * With w the width of a cell from its smallest to its largest value, G the largest |d ln density/dx| there, B a bound on the
 * curvature of the statistic and b the blur:  (high - low) (G w^2/12 + b)/(w + 2 b) + B (w + 2 b)^2/8,
 * and half of high - low where a kink may lie inside.
 */
function doubts(
  pair: GamePair,
  kinks: readonly number[],
  { from, to, spacing, blur }: Layout,
  low: Float64Array,
  high: Float64Array,
): Float64Array {
  const gaussian = pair.family.name === 'gaussian';
  const [left, right] = [-reachOf(pair.absent), reachOf(pair.present)];
  const curvature = gaussian ? Math.max(left * left, right * right) / 4 : 1;
  return low.map((least, c) => {
    const range = high[c] - least;
    const width = to[c] - from[c];
    if (!(range > 0) || width === Infinity) return Math.max(0, range);
    const slope = gaussian ? Math.max(to[c] - left, right - from[c]) + spacing : 1;
    if (blur > 0 && kinks.some((kink) => kink > from[c] - blur && kink < to[c] + blur)) return range / 2;
    const whole = width + 2 * blur;
    const bound = (range * ((slope * width * width) / 12 + blur)) / whole + (curvature * whole * whole) / 8;
    return Math.min(range / 2, bound * (1 + 2 ** -20)) + 2 ** -50 * (1 + Math.abs(least));
  });
}

/** Rounding may not let it fall. */
function ascending(values: Float64Array): Float64Array {
  for (let i = 1; i < values.length; i++) values[i] = Math.max(values[i], values[i - 1]);
  return values;
}
