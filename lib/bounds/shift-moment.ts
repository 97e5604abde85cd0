import type { Weights } from '../numerics/index.js';
import { hitLoss } from './hit-loss.js';
import type { LocationFamily } from './location-family.js';

/**
 * ln E_{F_0}[R^order; R > exp(l)] for the likelihood ratio R = dF_t/dF_0; Laplace: at most that, times a
 * constant >= 1. It bounds order (order - 1) times the integral of a^(order-2) H_a(F_t||F_0) over a > exp(l).
 */
function logShiftMoment(family: LocationFamily, t: number, order: number, l: number): number {
  const x = family.threshold(l, t);
  if (x === Infinity) return -Infinity;
  return family.largestLoss(t) < Infinity
    ? (order - 1) * t + family.logTail(x - t)
    : (order * (order - 1) * t * t) / 2 + family.logTail(x - order * t);
}

/**
 * sum_{j>=1} pi_j times the moment of the shift j t times exp(growth), rounded up; weights not given count as the
 * largest shift. The growth enters before a moment can overflow.
 */
export function hitMoment(
  family: LocationFamily,
  hits: Weights,
  t: number,
  order: number,
  l: number,
  growth = 0,
): number {
  const largest = (hits.pmf.length - 1) * t;
  const moment = (weight: number, shift: number, from: number): number =>
    weight > 0 ? Math.exp(Math.log(weight) + logShiftMoment(family, shift, order, from) + growth) : 0;
  let sum = moment(hits.dropped, largest, -Infinity);
  for (let j = 1; j < hits.pmf.length; j++) sum += moment(hits.pmf[j] as number, j * t, l);
  return sum * (1 + 2 ** -30);
}

/**
 * The same for the profile u(a) = sum_j pi_j H_b(F_{jt}||F_0), b = 1 + (a - 1)/w, w = 1 - pi_0. With
 * a = 1 - w + w b the integral is
 *
 *   w order (order - 1) integral of (1 - w + w b)^(order-2) sum_j pi_j H_b db,
 *
 * and (1 - w + w b)/b does not increase in b: past B it is at most A/B, and at least w.
 *
 * @param l  ln A >= 0
 * @proof proofs/group-pair.md
 */
export function sampledMoment(
  family: LocationFamily,
  hits: Weights,
  t: number,
  order: number,
  l: number,
): number {
  const { value, error } = hitLoss(l, hits);
  const inner = value - error;
  const rate = Math.log(hits.hit) + 2 * hits.slack;
  const growth = order >= 2 ? (order - 2) * Math.min(l - inner, 0) : (order - 2) * (rate - 4 * hits.slack);
  const amplified = hitMoment(family, { ...hits, dropped: 0 }, t, order, inner, rate + growth);
  return hits.dropped > 0 ? amplified + hitMoment(family, hits, t, order, l) : amplified;
}
