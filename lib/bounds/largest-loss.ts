import type { Weights } from '../numerics/index.js';
import type { LocationFamily } from './location-family.js';

/**
 * ln sum_j pi_j exp(j eta), rounded up, all j included: also those whose weights are given as 0.
 *
 * @param eta  >= 0
 * @proof proofs/pure-epsilon.md
 */
export function logExponentialMoment(hits: Weights, eta: number): number {
  const { pmf, slack, dropped, envelope } = hits;
  const sure = envelope.trials * logOfMixture(envelope.chance, eta) * (1 + 2 ** -48);
  if (dropped > 0) return sure;
  const last = pmf.length - 1;
  const reach = last * eta;
  // near 0 without cancellation, far out without overflow
  const near = reach < 600;
  const growth = (j: number): number => (near ? Math.expm1(j * eta) : Math.exp(j * eta - reach));
  let sum = 0;
  for (let j = near ? 1 : 0; j <= last; j++) sum += (pmf[j] as number) * growth(j);
  const error = slack + (last + 4) * 2 ** -50;
  const rest = Math.log(sum);
  const summed = near
    ? Math.log1p(sum) * (1 + error)
    : reach + rest + error + 2 ** -50 * (reach + Math.abs(rest));
  return Math.min(sure, summed);
}

/** ln sum_j pi_j exp(largest loss of F_{jt}), rounded up: beyond it a group has profile 0. Infinity for Gaussian noise. */
export function largestMixtureLoss(family: LocationFamily, hits: Weights, shift: number): number {
  return family.name === 'laplace' ? logExponentialMoment(hits, shift) : Infinity;
}

/** ln(1 - q + q e^eta); past 600 as eta + ln(q + (1 - q) e^-eta) */
export function logOfMixture(q: number, eta: number): number {
  return eta < 600 ? Math.log1p(q * Math.expm1(eta)) : eta + Math.log(q + (1 - q) * Math.exp(-eta));
}
