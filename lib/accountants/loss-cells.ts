import type { LossPair, Mass } from '../core/index.js';

/** The points offset + (first + i) * step, i = 0..count-1; the offset is one of them. */
export interface LossGrid {
  readonly offset: number;
  readonly step: number;
  readonly first: number;
  readonly count: number;
}

/** The loss at point i of a grid. */
export function pointOf({ offset, step, first }: LossGrid, i: number): number {
  return offset + (first + i) * step;
}

/** Mass at one point of a grid. */
export interface GridAtom extends Mass {
  /** index of the point, from 0 */
  readonly point: number;
}

/** How close to a point, relative to its loss, an atom counts as lying on it; selfCompose allows for that. */
export const ON_POINT = 2 ** -46;

/** The same for the bulk of rare losses (bulk.ts), in absolute terms. */
export const BESIDE = 2 ** -47;

/**
 * The masses of a pair between the points of a grid, each with an absolute error.
 *
 * Cell i lies between the points i and i + 1. What lies exactly on a point where losses tend to pile up - at 0
 * if the offset is 0, and at a finite end of the losses - is apart, in `atoms`.
 */
export interface LossCells {
  readonly grid: LossGrid;
  readonly p: Float64Array;
  readonly q: Float64Array;
  readonly errorP: Float64Array;
  readonly errorQ: Float64Array;
  readonly atoms: readonly GridAtom[];
  readonly infinity: number;
  /** mass below the first and above the last point */
  readonly below: Mass;
  readonly above: Mass;
}

/**
 * Cell masses as differences of the pair's tails, the upper tail to the right of the offset and the lower to
 * the left, so that a small tail keeps its relative accuracy.
 *
 * @param grid  its offset is 0 unless the pair has no tie
 */
export function lossCells(pair: LossPair, grid: LossGrid): LossCells {
  const { offset, first, count } = grid;
  const p = new Float64Array(count - 1);
  const q = new Float64Array(count - 1);
  const errorP = new Float64Array(count - 1);
  const errorQ = new Float64Array(count - 1);
  const zero = -first;
  const [lowest, highest] = [endAtom(pair, grid, 'lowest'), endAtom(pair, grid, 'highest')];
  const inSupport = (i: number): boolean =>
    (highest ? i < highest.point : pointOf(grid, i) < pair.support[1]) &&
    (lowest ? i >= lowest.point : pointOf(grid, i + 1) > pair.support[0]);
  const record = (i: number, outer: Mass, inner: Mass): void => {
    // beyond the ends of the losses there is nothing, not even what underflows
    if (!inSupport(i)) return;
    // inner is the larger tail: it contains the cell
    p[i] = Math.max(0, inner.p - outer.p);
    q[i] = Math.max(0, inner.q - outer.q);
    errorP[i] = inner.p * (inner.slack + 2 ** -52) + outer.p * outer.slack + UNDERFLOW;
    errorQ[i] = inner.q * (inner.slack + 2 ** -52) + outer.q * outer.slack + UNDERFLOW;
  };
  // an end that is the offset itself lies on neither side of it
  const right = lowest?.point === zero ? Math.max(offset, lowest.inside) : offset;
  const left = highest?.point === zero ? Math.min(offset, highest.inside) : offset;
  let inner = without(pair.above(right), highest);
  for (let i = zero; i < count - 1; i++) {
    const outer = i + 1 === highest?.point ? NONE : without(pair.above(pointOf(grid, i + 1)), highest);
    record(i, outer, inner);
    inner = outer;
  }
  const above = inner;
  inner = without(pair.below(left), lowest);
  for (let i = zero - 1; i >= 0; i--) {
    const outer = i === lowest?.point ? NONE : without(pair.below(pointOf(grid, i)), lowest);
    record(i, outer, inner);
    inner = outer;
  }
  const atoms = [{ point: zero, ...pair.tie }, lowest, highest].filter((atom) => atom !== undefined);
  return { grid, p, q, errorP, errorQ, atoms, infinity: pair.infinity, below: inner, above };
}

/** Tails below the normal numbers carry an absolute error. */
const UNDERFLOW = 2 ** -1021;

const NONE: Mass = { p: 0, q: 0, slack: 0 };

/** An atom at an end, with the loss up to which, from the end inwards, it takes everything. */
interface EndAtom extends GridAtom {
  readonly inside: number;
}

/** The mass at a finite end of the losses, if that end is a point of the grid. */
function endAtom(pair: LossPair, grid: LossGrid, which: 'lowest' | 'highest'): EndAtom | undefined {
  const end = pair.support[which === 'highest' ? 1 : 0];
  if (!(Math.abs(end) < Infinity)) return undefined;
  const point = Math.round((end - grid.offset) / grid.step) - grid.first;
  const near = ON_POINT * Math.abs(end);
  if (!(point >= 0 && point < grid.count && Math.abs(pointOf(grid, point) - end) <= near)) return undefined;
  const inside = which === 'highest' ? end - near : end + near;
  return { point, inside, ...(which === 'highest' ? pair.above(inside) : pair.below(inside)) };
}

/** A tail less the atom that it contains; its error stays that of the whole tail. */
function without(tail: Mass, atom: Mass | undefined): Mass {
  if (atom === undefined) return tail;
  const [p, q] = [Math.max(0, tail.p - atom.p), Math.max(0, tail.q - atom.q)];
  const error = (whole: number, rest: number): number =>
    rest > 0 ? (whole * (tail.slack + atom.slack)) / rest : 0;
  return { p, q, slack: Math.max(error(tail.p, p), error(tail.q, q)) + 2 ** -52 };
}
