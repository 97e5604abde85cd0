import { DomainError, integer } from '../numerics/index.js';
import type { ScoreLaw } from './family.js';

/** What is kept of many observations; fixed before any of them is seen. */
export interface TallyShape {
  /** length m >= 1, ascending */
  readonly edges: Float64Array;
  /** values at least this far from 0 are kept one by one, > 0 */
  readonly tailStart: number;
  /** the first so many of them */
  readonly capacity: number;
  /** width of the cells that values are rounded to, at most: 1 / spread of a lattice, or an ulp */
  readonly resolution: number;
}

/** Observations of single releases, pooled over trials: counts that add up, and the tail in order of arrival. */
export interface ObservationTally {
  readonly count: number;
  /** length m, ascending */
  readonly edges: Float64Array;
  /** length m + 1: how many in (-inf, e_0], (e_0, e_1], ..., (e_(m-1), inf) */
  readonly counts: Float64Array;
  readonly tailStart: number;
  /** the first of the values with |x| >= tailStart, in order of arrival */
  readonly tail: Float64Array;
  /** all of them */
  readonly tailCount: number;
  readonly resolution: number;
}

/** @throws DomainError for an empty tally */
export function checkCount(count: number): void {
  if (!(count >= 1)) throw new DomainError('observations', '1 or more', count);
}

const CENTRAL = 128; // bins of equal probability, refined by halves towards both ends
const FEWEST_HITS = 8; // expected beyond the outermost edge
const TAIL_VALUES = 1500; // expected; few enough that values of a double never meet by chance
const LARGEST_EDGE = 1e6; // noise units; beyond, a quantile search ends

/** Some x with P(X <= x) near `share`: edges need no accuracy, only to be fixed beforehand. */
function quantileOf(law: ScoreLaw, share: number): number {
  let [low, high] = [-LARGEST_EDGE, LARGEST_EDGE];
  for (let i = 0; i < 64; i++) {
    const middle = (low + high) / 2;
    if (law.atMost(middle)[0] < share) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** Some x with P(X > x) near `share`, for shares that 1 - share would lose. */
function tailQuantileOf(law: ScoreLaw, share: number): number {
  let [low, high] = [-LARGEST_EDGE, LARGEST_EDGE];
  for (let i = 0; i < 64; i++) {
    const middle = (low + high) / 2;
    if (1 - law.atMost(middle)[1] > share) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/**
 * Bins and tail for `total` pooled observations of a law: 128 bins of equal probability, halved outwards while 8
 * hits are expected; a tail of about 1500 values. Edges lie between the points of the lattice of values.
 *
 * @param law         of one observation, in noise units
 * @param total       observations to come, >= 1
 * @param resolution  width of the cells that values are rounded to, at most; in (0, 1]
 * @throws DomainError
 */
export function tallyShape(law: ScoreLaw, total: number, resolution: number): TallyShape {
  integer(1, Number.MAX_SAFE_INTEGER, { total });
  if (!(resolution > 0 && resolution <= 1)) throw new DomainError('resolution', 'in (0, 1]', resolution);
  const between = (x: number) => (Math.floor(x / resolution) + 0.5) * resolution;
  const found: number[] = [];
  for (let i = 1; i < CENTRAL; i++) found.push(between(quantileOf(law, i / CENTRAL)));
  for (let share = 0.5 / CENTRAL; share * total >= FEWEST_HITS; share /= 2)
    found.push(between(quantileOf(law, share)), between(tailQuantileOf(law, share)));
  const edges = Float64Array.from(new Set(found)).sort();
  const share = Math.min(0.5, TAIL_VALUES / total) / 2;
  const tailStart = Math.max(-quantileOf(law, share), tailQuantileOf(law, share), resolution);
  return { edges, tailStart, capacity: 2 * TAIL_VALUES, resolution };
}

const GUIDES = 1024;

/** Finds the index of the first edge >= x, m if there is none: a guess from equal cells, then the nearest few edges. */
function binFinder(edges: Float64Array): (x: number) => number {
  const [first, last] = [edges[0], edges[edges.length - 1]];
  const scale = last > first ? (GUIDES - 1) / (last - first) : 0;
  const guess = new Uint32Array(GUIDES);
  for (let cell = 0, i = 0; cell < GUIDES; cell++) {
    while (i < edges.length && (edges[i] - first) * scale < cell) i++;
    guess[cell] = i;
  }
  return (x) => {
    if (x > last) return edges.length;
    if (!(x > first)) return 0;
    let i = guess[Math.trunc((x - first) * scale)];
    while (i > 0 && edges[i - 1] >= x) i--;
    while (edges[i] < x) i++;
    return i;
  };
}

/**
 * Counts observations.
 *
 * @param values  independent observations in noise units; +-Infinity allowed
 * @throws DomainError for a NaN
 */
export function tallyOf(values: Float64Array, shape: TallyShape): ObservationTally {
  const { edges, tailStart, capacity, resolution } = shape;
  const counts = new Float64Array(edges.length + 1);
  const tail: number[] = [];
  const binOf = binFinder(edges);
  let tailCount = 0;
  for (let i = 0; i < values.length; i++) {
    const x = values[i];
    if (Number.isNaN(x)) throw new DomainError(`observation ${i}`, 'a number', x);
    counts[binOf(x)] += 1;
    if (x < tailStart && x > -tailStart) continue;
    if (tailCount < capacity) tail.push(x);
    tailCount += 1;
  }
  return {
    count: values.length,
    edges,
    counts,
    tailStart,
    tail: Float64Array.from(tail),
    tailCount,
    resolution,
  };
}

/**
 * One tally of all observations, the tails one after the other.
 *
 * @throws DomainError for none, or for tallies of different shapes
 */
export function mergeTallies(tallies: readonly ObservationTally[]): ObservationTally {
  if (tallies.length === 0) throw new DomainError('tallies', '1 or more', 0);
  const [{ edges, tailStart, resolution }] = tallies;
  const counts = new Float64Array(edges.length + 1);
  const tail = new Float64Array(tallies.reduce((length, one) => length + one.tail.length, 0));
  let [count, tailCount, at] = [0, 0, 0];
  for (const one of tallies) {
    const same =
      one.tailStart === tailStart &&
      one.resolution === resolution &&
      one.edges.length === edges.length &&
      one.edges.every((edge, i) => edge === edges[i]);
    if (!same) throw new DomainError('tallies', 'of one shape', 'different edges, tails or resolutions');
    for (let i = 0; i < counts.length; i++) counts[i] += one.counts[i];
    tail.set(one.tail, at);
    at += one.tail.length;
    count += one.count;
    tailCount += one.tailCount;
  }
  return { count, edges, counts, tailStart, tail, tailCount, resolution };
}
