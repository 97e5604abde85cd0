import {
  atLeast,
  binomialLowerTail,
  binomialUpperTail,
  binomialWeights,
  bisect,
  EPS,
  integer,
  iv,
  openUnit,
  probability,
} from '../numerics/index.js';

/** How a guesser did in one run with m canaries, each present by a fair coin of its own. */
export interface OneRunCounts {
  /** m >= 1 */
  readonly canaries: number;
  /** canaries that were guessed, r in [1, m], fixed beforehand */
  readonly guesses: number;
  /** guesses that were right, v in [0, r] */
  readonly correct: number;
}

const LARGEST_EPSILON = 36; // e^-36 is near the spacing of doubles below 1
const HALVINGS = 60;

/** @throws DomainError unless 0 <= correct <= guesses <= canaries, whole, guesses in [1, 1e6) */
export function checkOneRun({ canaries, guesses, correct }: OneRunCounts): void {
  integer(1, 1_000_000_000, { canaries });
  integer(1, Math.min(canaries, 999_999), { guesses });
  integer(0, guesses, { correct });
}

/** Upper bound on max over 1 <= i <= v of P[v - i <= Bin(r, q) < v] / i, q = e^epsilon / (1 + e^epsilon). */
function steepest(guesses: number, correct: number, epsilon: number): number {
  const odds = Math.exp(epsilon);
  const { pmf, slack, dropped } = binomialWeights(guesses, odds / (1 + odds), 1 / (1 + odds));
  let best = 0;
  let sum = 0;
  for (let i = 1; i <= correct && best * i < 1; i++) {
    sum += pmf[correct - i];
    best = Math.max(best, sum / i);
  }
  // q and its complement are off by less than 8 EPS, each weight by as much for every trial; and the sum's roundings.
  return Math.min(1, best * (1 + slack + 17 * guesses * EPS) + dropped);
}

/** Upper bound on P[W >= v] / (v P[W = v]): a sum of products of ratios, so that no tail underflows. */
function hazard(guesses: number, correct: number, epsilon: number): number {
  const odds = Math.exp(epsilon);
  let sum = 1;
  for (let w = correct, share = 1; w < guesses && share > 0; w++) {
    share *= ((guesses - w) / (w + 1)) * odds;
    sum += share;
  }
  // In halves of EPS a step: four of exp, three of the ratio and the products, one of the sum.
  return (sum / correct) * (1 + (4 * (guesses - correct) + 4) * EPS);
}

/**
 * Upper bound on the probability that at least v of r guesses are right, if the run is (epsilon, delta)-differentially
 * private in each canary:
 *   beta + m delta max(2 max_{1 <= i <= v} P[v - i <= W < v] / i, beta (1 - beta) / (v P[W = v])),
 *   beta = P[W >= v],   W ~ Bin(r, e^epsilon / (1 + e^epsilon))
 * The first of the two is published. It fails for small v, where beta is above 0.8: two canaries, epsilon = 1,
 * delta = 0.1, one right or more. The second holds always, and is attained.
 *
 * @param counts   m canaries, r guesses, v right ones
 * @param epsilon  in [0, 36]
 * @param delta    in [0, 1]
 * @returns  rounded up, at most 1
 * @throws   DomainError
 * @source   Steinke, Nasr, Jagielski 2023, Privacy auditing with one (1) training run, arXiv:2305.08846 (recalled by
 *           content); the second term derived here
 * @proof    proofs/one-run.md
 */
export function oneRunProbability(counts: OneRunCounts, epsilon: number, delta: number): number {
  checkOneRun(counts);
  atLeast(0, { epsilon });
  probability({ delta });
  const { canaries, guesses, correct } = counts;
  const q = iv.div(1, iv.add(1, iv.exp(-epsilon)));
  const beta = binomialUpperTail(correct, guesses, Math.min(1, q.hi)).hi;
  if (delta === 0 || correct === 0) return beta;
  const fewer = binomialLowerTail(correct - 1, guesses, Math.min(1, q.lo)).hi;
  const proved = iv.mul(hazard(guesses, correct, epsilon), fewer).hi;
  const gain = Math.max(2 * steepest(guesses, correct, epsilon), proved);
  return Math.min(1, iv.add(beta, iv.mul(iv.mul(canaries, delta), gain)).hi);
}

/**
 * Lower bound on epsilon from one run: the largest epsilon that oneRunProbability contradicts at level alpha.
 *
 * @param counts  m canaries, r guesses, v right ones; r fixed before the run
 * @param delta   in [0, 1]
 * @param alpha   probability that the bound is wrong, in (0, 1)
 * @returns  in [0, 36]; the probability at the returned value is verified to be <= alpha, or the value is 0
 * @throws   DomainError
 * @source   as oneRunProbability
 * @proof    proofs/one-run.md
 */
export function oneRunEpsilon(counts: OneRunCounts, delta: number, alpha: number): number {
  openUnit({ alpha });
  const contradicted = (epsilon: number) => oneRunProbability(counts, epsilon, delta) <= alpha;
  if (!contradicted(0)) return 0;
  if (contradicted(LARGEST_EPSILON)) return LARGEST_EPSILON;
  return bisect(0, LARGEST_EPSILON, contradicted, HALVINGS).holds;
}
