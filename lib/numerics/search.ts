import { DomainError, finite } from './check.js';

/** Two points between which a condition changes; it was evaluated at both. */
export interface Threshold {
  readonly holds: number;
  readonly fails: number;
}

/**
 * Bisects [low, high] for the place where `holds` changes, until no double lies between or the
 * iterations are used up. The condition must differ at the two ends; which end it holds at is found out.
 *
 * If it changes more than once, one of the changes is found. Both returned points were evaluated, so the
 * caller who takes `holds` rests on no assumption of monotonicity.
 *
 * @throws DomainError if an end is not finite, or if the condition is the same at both ends
 */
export function bisect(
  low: number,
  high: number,
  holds: (x: number) => boolean,
  iterations = 200,
): Threshold {
  finite({ low, high });
  const atLow = holds(low);
  if (atLow === holds(high))
    throw new DomainError('condition', `different at ${low} and ${high}`, `${atLow} at both`);
  let [good, bad] = atLow ? [low, high] : [high, low];
  for (let i = 0; i < iterations; i++) {
    const middle = good / 2 + bad / 2;
    if (middle === good || middle === bad) break;
    if (holds(middle)) good = middle;
    else bad = middle;
  }
  return { holds: good, fails: bad };
}

/** Where a function was smallest among the points looked at. */
export interface Minimum {
  readonly at: number;
  readonly value: number;
}

const GOLDEN = (Math.sqrt(5) - 1) / 2;

/**
 * Golden-section search for a minimum of f on [low, high]: the best of all points looked at, both ends
 * among them. Right for unimodal f; for others some point that is no worse than the ends. NaN counts as
 * Infinity. A float search: whatever rests on the minimiser must be computed rigorously at `at`.
 *
 * @param tolerance  stop once the bracket is at most this long, > 0
 * @throws DomainError if low, high or tolerance is not as described
 */
export function goldenMinimum(
  f: (x: number) => number,
  low: number,
  high: number,
  tolerance: number,
): Minimum {
  finite({ low, high });
  if (!(low <= high)) throw new DomainError('low', `<= high = ${high}`, low);
  if (!(tolerance > 0)) throw new DomainError('tolerance', '> 0', tolerance);
  const look = (at: number): Minimum => {
    const value = f(at);
    return { at, value: Number.isNaN(value) ? Infinity : value };
  };
  const better = (a: Minimum, b: Minimum) => (b.value < a.value ? b : a);
  let [a, b] = [low, high];
  let left = look(b - GOLDEN * (b - a));
  let right = look(a + GOLDEN * (b - a));
  let best = [look(high), left, right].reduce(better, look(low));
  while (b - a > tolerance && left.at < right.at) {
    if (left.value <= right.value) {
      b = right.at;
      right = left;
      left = look(b - GOLDEN * (b - a));
      best = better(best, left);
    } else {
      a = left.at;
      left = right;
      right = look(a + GOLDEN * (b - a));
      best = better(best, right);
    }
  }
  return best;
}
