import { DomainError, finite } from './check.js';

/** Two points that f was evaluated at: f <= 0 at `below`, f > 0 at `above`; undefined where a limit was met first. */
export interface Crossing {
  readonly below: number | undefined;
  readonly above: number | undefined;
}

/** Where to look: inside [low, high], from `from` on, first by `step`. */
export interface SearchPlan {
  readonly low: number;
  readonly high: number;
  readonly from: number;
  /** first stride towards the other sign, > 0; later ones are four times the last */
  readonly step: number;
  /** the two points are at most this far apart in the end, as far as doubles allow; a function of where they are */
  readonly tolerance: (x: number) => number;
}

interface Point {
  readonly x: number;
  readonly y: number;
}

const MOST_STEPS = 200;

/**
 * Encloses the place where a function turns positive: strides from a guess until the sign changes, then regula falsi.
 * It wants few evaluations where f is smooth and costly.
 *
 * For a non-decreasing f the crossing is found; for others one of them. Both points were evaluated, so a caller who
 * rests on one of them needs no monotonicity. Infinite values are steps; NaN counts as <= 0.
 *
 * @throws DomainError unless low <= from <= high are finite and step > 0
 */
export function crossing(f: (x: number) => number, plan: SearchPlan): Crossing {
  const { low, high, from, step, tolerance } = plan;
  finite({ low, high, from });
  if (!(low <= from && from <= high)) throw new DomainError('from', `in [${low}, ${high}]`, from);
  if (!(step > 0)) throw new DomainError('step', '> 0', step);
  let below: Point | undefined;
  let above: Point | undefined;
  let x = from;
  for (let stride = step; ; stride *= 4) {
    const y = f(x);
    if (y > 0) above = { x, y };
    else below = { x, y };
    if (below !== undefined && above !== undefined) break;
    if (y > 0 ? x <= low : x >= high) return { below: below?.x, above: above?.x };
    x = y > 0 ? Math.max(low, x - stride) : Math.min(high, x + stride);
  }
  let last = 0;
  for (let i = 0; i < MOST_STEPS; i++) {
    const near = tolerance(above.x);
    if (above.x - below.x <= near) break;
    const next: number = i % 8 === 7 ? (below.x + above.x) / 2 : falsi(below, above, near / 2);
    if (!(next > below.x && next < above.x)) break;
    const y = f(next);
    const side = y > 0 ? 1 : -1;
    // Illinois: an end that stays a second time counts half, so that both ends close in
    const weight = side === last ? 0.5 : 1;
    if (side > 0)
      [above, below] = [
        { x: next, y },
        { x: below.x, y: below.y * weight },
      ];
    else
      [below, above] = [
        { x: next, y },
        { x: above.x, y: above.y * weight },
      ];
    last = side;
  }
  return { below: below.x, above: above.x };
}

/** Where the chord meets 0, kept `margin` away from both ends so that an end next to the root is soon passed. */
function falsi(below: Point, above: Point, margin: number): number {
  const width = above.x - below.x;
  const chord = below.x - (below.y * width) / (above.y - below.y);
  if (!Number.isFinite(chord)) return (below.x + above.x) / 2;
  return Math.min(Math.max(chord, below.x + margin), above.x - margin);
}
