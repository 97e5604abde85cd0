import type { Decimal } from 'decimal.js';
import type { Interval } from '../numerics/index.js';

/** The law of a whole number X >= 0, told by its survival probabilities P[X >= j], j = 1, 2, ... */
export interface Survival {
  /** Encloses P[X >= j]. */
  bounds(j: number): Interval;
  /** P[X >= j] to within 10^-digits, for any number of digits. */
  near(j: number, digits: number): Decimal;
}
