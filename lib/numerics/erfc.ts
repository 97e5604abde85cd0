import { expMinusSquare, scaledTail } from './scaled-tail.js';

/**
 * Complementary error function, 2/sqrt(pi) times the integral of exp(-t^2) from x to Infinity.
 * Relative error at most 12 * 2^-52 while the result is at least 2^-1022 (x <= 26.5).
 */
export function erfc(x: number): number {
  const tail = 2 * expMinusSquare(x, 1) * scaledTail(Math.abs(x) * Math.SQRT2);
  return x < 0 ? 2 - tail : tail;
}

/**
 * Scaled complementary error function exp(x^2) erfc(x). Relative error at most 12 * 2^-52;
 * Infinity where it overflows (x < -26.6).
 */
export function erfcx(x: number): number {
  if (x < 0) return 2 / expMinusSquare(x, 1) - 2 * scaledTail(-x * Math.SQRT2);
  return 2 * scaledTail(x * Math.SQRT2);
}
