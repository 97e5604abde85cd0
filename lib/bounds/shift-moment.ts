import type { Weights } from '../numerics/index.js';
import type { LocationFamily } from './location-family.js';

/**
 * E_{F_0}[R^order; R > exp(l)] for the likelihood ratio R = dF_t/dF_0; Laplace: at most that, times a
 * constant >= 1. It bounds order (order - 1) times the integral of a^(order-2) H_a(F_t||F_0) over a > exp(l).
 */
function shiftMoment(family: LocationFamily, t: number, order: number, l: number): number {
  const x = family.threshold(l, t);
  if (x === Infinity) return 0;
  // in logarithms: a growth past 1e308 may meet a tail that is smaller still
  return family.largestLoss(t) < Infinity
    ? Math.exp((order - 1) * t + family.logTail(x - t))
    : Math.exp((order * (order - 1) * t * t) / 2 + family.logTail(x - order * t));
}

/** sum_{j>=1} pi_j times the moment of the shift j t, rounded up; weights not given count as the largest shift. */
export function hitMoment(
  family: LocationFamily,
  hits: Weights,
  t: number,
  order: number,
  l: number,
): number {
  const largest = (hits.pmf.length - 1) * t;
  let sum = hits.dropped > 0 ? hits.dropped * shiftMoment(family, largest, order, -Infinity) : 0;
  for (let j = 1; j < hits.pmf.length; j++)
    if ((hits.pmf[j] as number) > 0) sum += (hits.pmf[j] as number) * shiftMoment(family, j * t, order, l);
  return sum * (1 + 2 ** -30);
}
