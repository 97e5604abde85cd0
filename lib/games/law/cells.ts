import type { CollinearMixture, LocationFamily } from '../../bounds/index.js';
import { type GamePair, lossOf } from '../pair.js';

/** The line of observations cut into cells, with the mass of each in both worlds. */
export interface Cells {
  /** length M + 1, ascending; cell c is (edge c, edge c + 1] */
  readonly edges: Float64Array;
  /** ln dP/dQ at the edges: it does not decrease */
  readonly loss: Float64Array;
  /** bound on the absolute error of every finite one */
  readonly lossError: number;
  readonly present: Masses;
  readonly absent: Masses;
}

export interface Masses {
  /** length M */
  readonly mass: Float64Array;
  /** length M; absolute error of each, what underflows (2^-1000 in all) left out */
  readonly error: Float64Array;
  /** mass outside of all cells, rounded up */
  readonly outside: number;
}

/**
 * Masses of the cells between the given edges; the outermost may be infinite.
 *
 * Each shift counts by itself, with the tail that is smaller on its side: so cells far out keep their digits.
 */
export function cellsOf(pair: GamePair, edges: Float64Array): Cells {
  const lossAt = lossOf(pair);
  const loss = new Float64Array(edges.length);
  let lossError = 0;
  for (let e = 0; e < edges.length; e++) {
    const { value, error } = lossAt(edges[e]);
    loss[e] = e > 0 ? Math.max(value, loss[e - 1]) : value;
    // an infinite loss is none that is known by its size
    if (Number.isFinite(value)) lossError = Math.max(lossError, 2 * error);
  }
  return {
    edges,
    loss,
    lossError,
    ...massesOf(pair, edges),
  };
}

/** The masses alone. */
export function massesOf(
  { family, present, absent }: GamePair,
  edges: Float64Array,
): { readonly present: Masses; readonly absent: Masses } {
  return { present: masses(family, present, 1, edges), absent: masses(family, absent, -1, edges) };
}

/** ulp of 1 */
const EPS = 2 ** -52;

function masses(
  family: LocationFamily,
  { hits, shift }: CollinearMixture,
  sign: 1 | -1,
  edges: Float64Array,
): Masses {
  const count = edges.length - 1;
  const mass = new Float64Array(count);
  const error = new Float64Array(count);
  let outside = hits.dropped;
  for (let j = 0; j < hits.pmf.length; j++) {
    const weight = hits.pmf[j];
    if (!(weight > 0)) continue;
    const centre = sign * j * shift;
    const at = (e: number): SmallerTail =>
      smallerTail(family, edges[e] - centre, EPS * Math.abs(edges[e]) + 2 * EPS * j * shift);
    let left = at(0);
    outside += weight * (left.right ? 1 : left.tail) * (1 + 2 ** -20);
    for (let c = 0; c < count; c++) {
      const right = at(c + 1);
      const between =
        left.right === right.right ? Math.abs(left.tail - right.tail) : 1 - left.tail - right.tail;
      mass[c] += weight * Math.max(0, between);
      error[c] += weight * (left.error + right.error + EPS * between);
      left = right;
    }
    outside += weight * (left.right ? left.tail : 1) * (1 + 2 ** -20);
  }
  const rounding = hits.slack + (hits.pmf.length + 2) * EPS;
  for (let c = 0; c < count; c++) error[c] = (error[c] + mass[c] * rounding) * (1 + 2 ** -20);
  return { mass, error, outside };
}

/** P(Z > |y|), and on which side of its centre y lies. */
interface SmallerTail {
  readonly tail: number;
  readonly right: boolean;
  readonly error: number;
}

function smallerTail(family: LocationFamily, y: number, doubt: number): SmallerTail {
  const size = Math.abs(y);
  if (size === Infinity) return { tail: 0, right: y > 0, error: 0 };
  const tail = family.tail(size);
  return { tail, right: y > 0, error: tail * family.slack(size, doubt) };
}
