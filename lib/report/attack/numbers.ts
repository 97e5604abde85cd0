import type { CellBound, Estimate } from '../../core/attack.js';
import { decimal, fraction, type Toward } from '../number.js';

/** Digits of a certified bound. */
const DIGITS = 3;

/** '0.971 [0.950, 0.989]': the mean to nearest, the ends of the interval rounded outwards. */
export function shareText(estimate: Estimate, digits = 3): string {
  return `${meanText(estimate, digits)} ${shareInterval(estimate, digits)}`;
}

/** '[0.950, 0.989]' */
export function shareInterval({ low, high }: Estimate, digits = 3): string {
  return `[${fraction(low, 'down', digits)}, ${fraction(high, 'up', digits)}]`;
}

/** '+0.961 [+0.930, +0.989]', likewise. */
export function changeText(estimate: Estimate, digits = 3): string {
  return `${signed(estimate.mean, 'nearest', digits)} ${changeInterval(estimate, digits)}`;
}

/** '[+0.930, +0.989]' */
export function changeInterval({ low, high }: Estimate, digits = 3): string {
  return `[${signed(low, 'down', digits)}, ${signed(high, 'up', digits)}]`;
}

/** A mean alone. */
export function meanText({ mean }: Estimate, digits = 3): string {
  return fraction(mean, 'nearest', digits);
}

/** A difference in [-1, 1] with its sign. */
export function signed(x: number, toward: Toward, digits = 3): string {
  if (!(x < 0)) return withSign('+', fraction(x, toward, digits));
  return withSign('-', fraction(-x, toward === 'up' ? 'down' : toward === 'down' ? 'up' : 'nearest', digits));
}

function withSign(sign: string, text: string): string {
  return Number(text) === 0 ? text : sign + text;
}

/** An upper bound, rounded up. */
export function upperText({ value }: CellBound): string {
  return decimal(value, 'up', DIGITS);
}

/** A lower bound, rounded down; to 0 where verdicts take it for nothing, rather than 9.08e-118. */
export function lowerText({ value }: CellBound): string {
  return value < 5e-4 ? '0' : decimal(value, 'down', DIGITS);
}
