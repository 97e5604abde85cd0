import { EPS, nextDown, nextUp, normalQuantile, normalTailBounds, openUnit } from '../numerics/index.js';
import { checkOneRun, type OneRunCounts } from './one-run.js';

/**
 * A symmetric trade-off function f, as one-run audits use it: never above f^-1(1 - x), the smallest type I error of a
 * test whose type II error is 1 - x; non-decreasing. Convexity of f is what the theorem rests on.
 */
export type BlowUpInverse = (x: number) => number;

/** f = trade-off function of N(0, 1) and N(mu, 1): f^-1(1 - x) = Phi(Phi^-1(x) - mu), rounded down. */
export function gaussianBlowUpInverse(mu: number): BlowUpInverse {
  return (x) => {
    if (!(x > 0)) return 0;
    const z = normalQuantile(Math.min(x, 1)) - mu;
    return normalTailBounds(Math.abs(z) < Infinity ? -(z - 1e-13 * (1 + Math.abs(z) + mu)) : -z).lo;
  };
}

/**
 * Whether v or more right guesses out of r, among m canaries, contradict f-differential privacy at level alpha: with
 * R_v = alpha v / m, h_v = alpha (r - v) / m and, for i = v - 1, ..., 0,
 *   h_i = max(h_(i+1), f^-1(1 - R_(i+1))),   R_i = min(1, R_(i+1) + i / (r - i) (h_i - h_(i+1))),
 * they do if R_0 + h_0 > r / m.
 *
 * @param counts   m canaries, r guesses, v right ones
 * @param inverse  of a symmetric trade-off function
 * @param alpha    in (0, 1)
 * @returns  ln((R_0 + h_0) m / r) or less: positive only if the inequality holds in exact arithmetic
 * @throws   DomainError
 * @source   Mahloujifar, Melis, Chaudhuri 2024, Auditing f-differential privacy in one run, arXiv:2410.22235
 * @proof    proofs/one-run-f-dp.md
 */
export function oneRunExcess(counts: OneRunCounts, inverse: BlowUpInverse, alpha: number): number {
  checkOneRun(counts);
  openUnit({ alpha });
  const { canaries: m, guesses: r, correct: v } = counts;
  const shrink = 1 - 2 * EPS;
  let right = ((alpha * v) / m) * shrink;
  // h_v enters once with a minus sign: rounded up there, and down at the end.
  let wrong = nextUp(((alpha * (r - v)) / m) * (1 + 2 * EPS));
  for (let i = v - 1; i >= 0; i--) {
    const next = Math.max(wrong, inverse(right));
    if (next === wrong) break; // nothing changes from here on
    right = Math.min(1, nextDown(right + nextDown((i / (r - i)) * nextDown(next - wrong)) * shrink));
    wrong = next;
  }
  const least = nextDown(right + wrong * (1 - 8 * EPS));
  const excess = Math.log(least / (r / m));
  return least > nextUp(r / m) ? Math.max(excess, Number.MIN_VALUE) : Math.min(excess, 0);
}
