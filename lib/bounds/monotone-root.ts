import type { Ratio } from './mixture-ratio.js';

/** Where a non-decreasing function takes a value: x, and a bound on its absolute error. */
export interface Root {
  readonly x: number;
  readonly error: number;
}

/**
 * Solves f(x) = target for a non-decreasing f by Newton steps kept inside a bracket.
 *
 * The error is what the evaluation error of f, the last step and the spacing of the numbers near x allow.
 *
 * @param low, high  a bracket: f(low) <= target <= f(high)
 * @param guess      where to start, inside the bracket
 */
export function monotoneRoot(
  f: (x: number) => Ratio,
  target: number,
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
    if (Math.abs(gap) <= settled || hi - lo <= 2 ** -51 * (Math.abs(lo) + Math.abs(hi)))
      return { x, error: rootError(error + Math.abs(gap), slope, hi - lo) + 2 ** -50 * Math.abs(x) };
    const newton = x - gap / slope;
    x = newton > lo && newton < hi ? newton : (lo + hi) / 2;
  }
  return { x, error: hi - lo + 2 ** -50 * Math.abs(x) };
}

/** First order with a factor 2 for curvature; where f is flat, the bracket. */
function rootError(offset: number, slope: number, bracket: number): number {
  return slope > 0 ? (2 * offset) / slope : bracket;
}
