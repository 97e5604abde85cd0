import { nextUp } from '../numerics/index.js';
import type { FamilyMember } from './family.js';
import type { BlowUpInverse } from './one-run-f-dp.js';

type Point = readonly [typeOne: number, typeTwo: number];

/** Steps of ln(a / (1 - a)): coarse far out, where nothing but a ceiling looks. */
const STEPS: readonly (readonly [upTo: number, step: number])[] = [
  [-16, 0.1],
  [16, 0.02],
  [30, 0.1],
];

const HULL_SLACK = 2 ** -36; // each turn is decided to a few 2^-52 of the segments that meet; at most 2^13 of them

/** Type I errors from 0 to 1, dense near both ends. */
function* grid(): Generator<number> {
  yield 0;
  let logit = -30;
  for (const [upTo, step] of STEPS) for (; logit < upTo; logit += step) yield 1 / (1 + Math.exp(-logit));
}

/** Corners of a staircase that lies nowhere above the trade-off function, and those of its mirror image. */
function corners(member: FamilyMember): Point[] {
  const found: Point[] = [];
  let from = 0;
  for (const a of grid()) {
    if (!(a > from)) continue;
    // f is non-increasing: on [from, a] it is at least f(a).
    const least = member.typeTwoBelow(a);
    const below = least > 0 ? Math.min(1, least) : 0; // NaN bounds nothing
    found.push([from, below], [below, from]);
    from = a;
  }
  found.push([from, 0], [0, from]);
  return found;
}

/** Lower convex hull of points, by type I error ascending. */
function lowerHull(points: Point[]): Point[] {
  points.sort((p, q) => p[0] - q[0] || p[1] - q[1]);
  const hull: Point[] = [];
  for (const point of points) {
    if (hull.length > 0 && hull[hull.length - 1][0] === point[0]) continue;
    while (hull.length >= 2 && !turnsLeft(hull[hull.length - 2], hull[hull.length - 1], point)) hull.pop();
    hull.push(point);
  }
  return hull;
}

function turnsLeft(p: Point, q: Point, r: Point): boolean {
  return (q[0] - p[0]) * (r[1] - p[1]) > (r[0] - p[0]) * (q[1] - p[1]);
}

/**
 * A symmetric convex trade-off function that lies nowhere above that of a family's member, as the one-run audit uses
 * it: the lower convex hull of about 1900 corners below the curve and of their mirror images.
 *
 * @proof proofs/one-run-f-dp.md
 */
export function symmetricBlowUpInverse(member: FamilyMember): BlowUpInverse {
  const hull = lowerHull(corners(member));
  // f falls along the hull to 0: f^-1(y) lies on the first segment whose end is at or below y.
  return (x) => {
    if (!(x > 0)) return 0;
    const y = nextUp(1 - x);
    let low = 0;
    let high = hull.length - 1;
    if (hull[low][1] <= y) return hull[low][0];
    while (high - low > 1) {
      const middle = (low + high) >>> 1;
      if (hull[middle][1] > y) low = middle;
      else high = middle;
    }
    const [[a, f], [b, g]] = [hull[low], hull[high]];
    const inside = a + ((f - y) / (f - g)) * (b - a);
    return Math.max(0, Math.min(b, inside) - HULL_SLACK * hull[Math.min(high + 1, hull.length - 1)][0]);
  };
}
