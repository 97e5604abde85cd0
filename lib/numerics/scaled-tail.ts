import { COEFFICIENTS, DEGREE, FIRST_PIECE, PIECES } from './scaled-tail-table.js';

const ROOT_TAU = 2.5066282746310002; // sqrt(2 pi)

/**
 * R(x) = exp(x^2/2) P(Z > x), the Mills ratio over sqrt(2 pi), for x >= 0.
 *
 * Polynomials in t = 4/(4 + x) below 60; above, the asymptotic series, whose first omitted term
 * (10395/x^12 < 5e-18) bounds what it leaves out.
 *
 * Relative error at most 10 * 2^-53. x must be >= 0: not checked, the callers branch on the sign.
 * @proof proofs/normal-tail.md
 */
export function scaledTail(x: number): number {
  if (!(x < 60)) {
    const z = 1 / (x * x);
    return (1 - z * (1 - z * (3 - z * (15 - z * (105 - z * 945))))) / (x * ROOT_TAU);
  }
  const t = (4 * PIECES) / (4 + x);
  const piece = t < PIECES ? Math.trunc(t) : PIECES - 1;
  const u = 2 * (t - piece) - 1; // exact: t has bits to spare
  const i = (piece - FIRST_PIECE) * (DEGREE + 1);
  const c = COEFFICIENTS;
  // Written out, in pairs: a hot loop waits for this sum.
  const uu = u * u;
  const high = c[i + 4] + u * c[i + 5] + uu * (c[i + 6] + u * c[i + 7] + uu * c[i + 8]);
  return c[i] + (u * c[i + 1] + uu * (c[i + 2] + u * c[i + 3] + uu * high));
}

/**
 * exp(-scale x^2) for scale 1/2 or 1, with an error that does not grow with x.
 *
 * x = h + l with h of 24 bits, so that h^2 is exact; then exp(-scale h^2) exp(-b) with
 * b = scale l (2h + l) < 1e-4 wherever the result is not 0, and three terms of exp(-b).
 *
 * Relative error at most 6 * 2^-53 while the result is at least 2^-1022 (Math.exp granted 2 ulp).
 */
export function expMinusSquare(x: number, scale: 0.5 | 1): number {
  if (!(Math.abs(x) < 40)) return Number.isNaN(x) ? x : 0; // exp(-800) is below every double
  const h = Math.fround(x);
  const b = scale * (x - h) * (x + h);
  return Math.exp(-scale * h * h) * (1 - b * (1 - b * (0.5 - b / 6)));
}
