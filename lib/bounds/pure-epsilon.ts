import type { Mechanism } from '../core/index.js';
import { above, atLeast, integer } from '../numerics/index.js';
import { dominating } from './dominating.js';
import { logOfMixture } from './largest-loss.js';

const UP = 1 + 2 ** -44;

/**
 * Pure epsilon of one k-subset release with Laplace noise, one record replaced:
 *   ln(1 - q + q exp(eta)),  q = k/n,  eta = D1/(k b)
 *
 * Tight for every domain of L1 diameter D1. T releases: T times as much.
 *
 * @param n    records, >= 1
 * @param k    records a mixture, 1 <= k <= n
 * @param eta  D1/(k b), >= 0; D1 is the L1 diameter of the domain, not its radius
 * @returns nats, rounded up
 * @throws DomainError outside these ranges
 * @source derived here; term A of the theorem of Borgnia et al., arXiv:2103.02079
 * @proof proofs/pure-epsilon.md
 */
export function subsetPureEpsilon(n: number, k: number, eta: number): number {
  integer(1, 1e9, { n });
  integer(1, n, { k });
  atLeast(0, { eta });
  return logOfMixture(k / n, eta) * UP;
}

/**
 * Pure epsilon of all releases of a mechanism for r changed records; Infinity where there is none (Gaussian
 * noise). It is the number of copies times the largest loss of the dominating pair: for k-subsets
 * T ln sum_j pi_j exp(j eta), which is tight.
 *
 * @param poisons  r >= 0
 * @returns nats, rounded up
 * @proof proofs/pure-epsilon.md
 */
export function pureEpsilon(mechanism: Mechanism, poisons: number): number {
  integer(0, 1e9, { poisons });
  if (poisons === 0) return 0;
  const found = dominating(mechanism, poisons);
  const pairs = found.kind === 'product' ? found.envelope : found;
  if (pairs.kind !== 'pairs') return Infinity;
  return pairs.copies * Math.max(pairs.forward.support[1], pairs.backward.support[1]) * UP;
}

/** The theorem as printed, with the parts it is made of. */
export interface PrintedTheorem {
  readonly epsilon: number;
  readonly termA: number;
  readonly termB: number;
  readonly holds: string;
}

/**
 * The theorem of DP-InstaHide as printed: epsilon = T max{A, B} with
 *   A = ln(1 - k/n + (k/n) exp(1/(k sigma))),   B = ln(n / (n - k + k exp(-1/(k sigma)))).
 *
 * A >= B always, so B never binds. The exponent 1/(k sigma) is D1/(k sigma) with L1 diameter D1 = 1. Read with
 * a radius of 1, or with coordinates in [-1, 1] in d dimensions, it is wrong: there D1 is 2 or 2 d, and the
 * value is far below the true epsilon. Use pureEpsilon, which asks for the domain.
 *
 * @param n, k, releases, sigma  records, records a mixture, releases T, Laplace scale
 * @returns epsilon in nats as the formula gives it; `holds` says when it is a bound
 * @throws DomainError outside the ranges
 * @source Borgnia et al. 2021, arXiv:2103.02079 (recalled by content)
 * @proof proofs/pure-epsilon.md
 */
export function printedTheorem(input: {
  n: number;
  k: number;
  releases: number;
  sigma: number;
}): PrintedTheorem {
  const { n, k, releases, sigma } = input;
  integer(1, 1e9, { n });
  integer(1, n, { k });
  integer(1, 1e9, { releases });
  above(0, { sigma });
  const termA = subsetPureEpsilon(n, k, 1 / (k * sigma));
  const termB = -Math.log1p((k / n) * Math.expm1(-1 / (k * sigma)));
  return {
    epsilon: releases * Math.max(termA, termB),
    termA,
    termB,
    holds: 'holds for records whose L1 diameter is at most 1: any two differ by at most 1 in L1 norm',
  };
}
