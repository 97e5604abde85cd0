import type { Ratio } from './mixture-ratio.js';

/** Where a non-decreasing function f takes a value. */
export interface Root {
  readonly x: number;
  /** bound on the absolute error of x, unless f is too flat to tell */
  readonly error: number;
  /** where f is too flat to tell: f(x) is that close to the value; else 0 */
  readonly displaced: number;
}

/**
 * Solves f(x) = target for a non-decreasing f by Newton steps kept inside a bracket.
 *
 * The error is what the evaluation error of f, the last step and the spacing of the numbers near x allow.
 *
 * @param bend       bound on |d ln f'/dx|; Infinity where f' may jump
 * @param low, high  a bracket: f(low) <= target <= f(high). Should rounding make it none, the root says so.
 * @param guess      where to start, inside the bracket
 * @proof proofs/collinear-pair.md
 */
export function monotoneRoot(
  f: (x: number) => Ratio,
  target: number,
  bend: number,
  low: number,
  high: number,
  guess: number,
): Root {
  let [lo, hi] = [low, high];
  let x = Math.min(hi, Math.max(lo, guess));
  for (let i = 0; i < 200; i++) {
    const { value, slope, error } = f(x);
    const gap = value - target;
    if (gap > 0) hi = x;
    else lo = x;
    const settled = error + 2 ** -51 * Math.abs(target) + slope * 2 ** -51 * Math.abs(x);
    if (Math.abs(gap) <= settled || hi - lo <= 2 ** -51 * (Math.abs(lo) + Math.abs(hi))) {
      const offset = error + Math.abs(gap);
      const first = (2 * offset) / slope;
      // over a distance first, f' changes by a factor 2 at most
      const known = first * bend <= 0.69 ? first : enclosed(f, target, x, first);
      const spacing = 2 ** -50 * Math.abs(x);
      return known < WIDEST
        ? { x, error: known + spacing, displaced: 0 }
        : { x, error: spacing, displaced: offset };
    }
    const newton = x - gap / slope;
    x = newton > lo && newton < hi ? newton : (lo + hi) / 2;
  }
  return { x, error: hi - lo, displaced: 0 };
}

/** A distance at which f was seen to be below the target on the left of x and above it on the right. */
function enclosed(f: (x: number) => Ratio, target: number, x: number, first: number): number {
  for (let e = first > 0 && first < WIDEST ? first : 2 ** -50 * (1 + Math.abs(x)); e < WIDEST; e *= 4) {
    const [left, right] = [f(x - e), f(x + e)];
    if (left.value + left.error <= target && right.value - right.error >= target) return e;
  }
  return Infinity;
}

/** In noise units; with an error as large as this a tail is hardly known. */
const WIDEST = 2 ** -10;
