import type { AuditTest } from '../core/index.js';
import { DomainError, iv, nextDown, nextUp, openUnit } from '../numerics/index.js';
import type { ScoreLaw } from './family.js';

/**
 * Smallest distance that is significant at level alpha between a distribution function and that of N
 * independent draws from it, whatever the law (atoms included):
 *   sqrt(ln(2 / alpha) / (2 N))
 *
 * @param alpha   in (0, 1)
 * @param trials  N >= 1
 * @returns  rounded up
 * @source   Massart 1990, The tight constant in the Dvoretzky-Kiefer-Wolfowitz inequality
 * @proof    proofs/goodness-of-fit.md
 */
export function dkwDistance(alpha: number, trials: number): number {
  return iv.sqrt(iv.div(iv.log(iv.div(2, alpha)), iv.mul(2, trials))).hi;
}

/**
 * How far a share count / trials lies outside of an enclosure; below 0 inside. Rounded down.
 * @throws DomainError for a law that gives no enclosure there: NaN must not pass for 'inside'
 */
export function outside(count: number, trials: number, [lo, hi]: readonly [number, number]): number {
  if (!(lo <= hi)) throw new DomainError('enclosure of the law', 'lo <= hi', `[${lo}, ${hi}]`);
  const share = count / trials;
  return nextDown(Math.max(nextDown(share) - hi, lo - nextUp(share)));
}

/**
 * The critical value of a test as it is printed: Infinity where no data could exceed it, so that a test which cannot
 * reject is not taken for one that found nothing.
 *
 * @param most  what the statistic could be at most, and not below what it is
 */
export function reachable(critical: number, most: number): number {
  return most > critical ? critical : Infinity;
}

/** Enclosure of P(score <= x), infinite x allowed: a law speaks of real x only. */
function atMost(law: ScoreLaw, x: number): readonly [number, number] {
  if (x === Infinity) return [1, 1];
  return x === -Infinity ? [0, law.below(-Number.MAX_VALUE)[1]] : law.atMost(x);
}

/** Enclosure of P(score < x), infinite x allowed. */
function below(law: ScoreLaw, x: number): readonly [number, number] {
  if (x === -Infinity) return [0, 0];
  return x === Infinity ? [law.atMost(Number.MAX_VALUE)[0], 1] : law.below(x);
}

/**
 * Two-sided Kolmogorov-Smirnov test that scores are independent draws of a law: rejects where the empirical
 * distribution function leaves the enclosure of the law by more than dkwDistance(alpha, N) somewhere. Sees too
 * much noise as well as too little, a wrong weight, a wrong sampling design.
 *
 *   statistic = max over x of the distance of #{scores <= x} / N from [lo(x), hi(x)],
 *               also just below x, so that ties and atoms count
 *
 * @param scores  length N >= 1, independent; +-Infinity allowed
 * @param law     enclosures of the distribution function to test against
 * @param alpha   in (0, 1)
 * @param name    what the scores are, for the reader: 'log-likelihood ratio, canary absent'
 * @returns  rejects a true law with probability at most alpha; the statistic is rounded down, the critical value up,
 *           Infinity where no N scores whatever could be rejected
 * @throws   DomainError for no scores, a NaN among them or in the law, or alpha outside (0, 1)
 * @source   Massart 1990
 * @proof    proofs/goodness-of-fit.md
 */
export function goodnessOfFit(scores: Float64Array, law: ScoreLaw, alpha: number, name: string): AuditTest {
  openUnit({ alpha });
  if (!(scores.length >= 1)) throw new DomainError('scores', '1 or more', scores.length);
  const wrong = scores.findIndex(Number.isNaN);
  if (wrong !== -1) throw new DomainError(`score ${wrong}`, 'a number', scores[wrong]);
  const trials = scores.length;
  const sorted = scores.slice().sort();
  let statistic = 0;
  for (let before = 0, upTo = 1; before < trials; before = upTo, upTo++) {
    const x = sorted[before];
    while (sorted[upTo] === x) upTo++;
    statistic = Math.max(
      statistic,
      outside(upTo, trials, atMost(law, x)),
      outside(before, trials, below(law, x)),
    );
  }
  // all scores at one end
  const farthest = Math.max(below(law, Infinity)[0], 1 - atMost(law, -Infinity)[1]);
  return fitTest(statistic, farthest, dkwDistance(alpha, trials), alpha, trials, name);
}

/** What a distance between an empirical distribution function and a law says; `farthest` is what data could show at most. */
export function fitTest(
  statistic: number,
  farthest: number,
  distance: number,
  alpha: number,
  trials: number,
  name: string,
): AuditTest {
  const critical = reachable(distance, Math.max(statistic, farthest));
  return {
    name: `fit of the ${name}`,
    finding: 'not the law of the mechanism as claimed: other noise, another weight or another design',
    statistic,
    critical,
    alpha,
    rejected: statistic > critical,
    trials,
    theorem: 'Massart 1990 (Dvoretzky-Kiefer-Wolfowitz), against an enclosure of the law',
    note: 'proofs/goodness-of-fit.md',
  };
}
