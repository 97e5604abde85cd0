import {
  DomainError,
  integer,
  iv,
  openUnit,
  proportionUpperBound,
  proportionUpperEstimate,
} from '../numerics/index.js';
import { type Candidate, candidates, countErrors } from './candidates.js';
import { checkRule, choosingTrials, ruleText, type ThresholdRule } from './threshold-rule.js';
import { checkWorlds, type Worlds } from './worlds.js';

/** Upper bounds on both error rates of one test, that hold jointly with probability 1 - alpha. */
export interface RateBounds {
  /** P(decides 'present' | absent) is at most this */
  readonly falsePositive: number;
  /** P(decides 'absent' | present) is at most this */
  readonly falseNegative: number;
  /** the test, in words */
  readonly rule: string;
  /** trials that measured, those that chose the threshold left out */
  readonly trials: readonly [absent: number, present: number];
  /** the errors in these trials, where they had no part in the choice of the test */
  readonly counts?: ErrorCounts;
}

/** The bounds of a test that was chosen among the thresholds of a score. */
export interface ChosenRates extends RateBounds {
  /** present where score >= threshold */
  readonly threshold: number;
}

/** What a test got wrong in a fixed number of trials. */
export interface ErrorCounts {
  readonly falsePositives: number;
  /** trials without the canary */
  readonly negatives: number;
  readonly falseNegatives: number;
  /** trials with the canary */
  readonly positives: number;
}

/** What the choice of a threshold is to make large. */
export interface Merit {
  /** of a test of these error rates; NaN and -Infinity are the worst */
  of(falsePositive: number, falseNegative: number): number;
  /**
   * Trials that choose are believed at this level: their rates are raised to where so many errors or fewer had this
   * probability. The smaller, the less a threshold far out is trusted that happened to err rarely.
   */
  readonly caution: number;
}

/**
 * Bounds on the error rates of one test, by Clopper-Pearson at alpha / 2 each. The test must have been fixed before
 * these trials were seen.
 *
 * @param rule  the test, in words
 * @throws DomainError unless the counts are whole, of at least one trial each, and alpha in (0, 1)
 * @proof proofs/error-rates.md
 */
export function ratesOfCounts(counts: ErrorCounts, alpha: number, rule = 'fixed beforehand'): RateBounds {
  const { falsePositives, negatives, falseNegatives, positives } = counts;
  integer(1, Number.MAX_SAFE_INTEGER, { negatives, positives });
  integer(0, negatives, { falsePositives });
  integer(0, positives, { falseNegatives });
  openUnit({ alpha });
  return {
    falsePositive: proportionUpperBound(falsePositives, negatives, alpha / 2),
    falseNegative: proportionUpperBound(falseNegatives, positives, alpha / 2),
    rule,
    trials: [negatives, positives],
    counts,
  };
}

/**
 * Bounds on the error rates of the test that the rule chooses:
 *   P(absent score >= t) <= falsePositive and P(present score < t) <= falseNegative
 * jointly with probability 1 - alpha, the choice of t included.
 *
 * 'split', 'explicit'  Clopper-Pearson at alpha / 2 on trials that did not choose
 * 'bonferroni'         Clopper-Pearson at alpha / (2 n): valid for all real thresholds at once
 * 'dkw'                the measured rate + sqrt(ln(2 / alpha) / (2 n)): valid for all real thresholds at once
 *
 * @param merit  what the chosen threshold is to make large; looked at with estimates only
 * @throws DomainError if scores, rule or alpha are not as they must be
 * @source Clopper, Pearson 1934; Massart 1990 (recalled by content)
 * @proof proofs/error-rates.md
 */
export function errorRates(worlds: Worlds, rule: ThresholdRule, alpha: number, merit: Merit): ChosenRates {
  openUnit({ alpha });
  checkRule(rule);
  checkWorlds(worlds, rule.kind === 'split' ? 2 : 1);
  const trials = worlds.absent.length;
  const choosing = choosingTrials(rule, trials);
  const measuring = trials - choosing;
  if (!(measuring >= 1))
    throw new DomainError('share', `small enough to leave trials of ${trials}`, choosing);
  const measured = choosing > 0 ? part(worlds, choosing, trials) : worlds;
  const { threshold, falsePositives, falseNegatives } =
    rule.kind === 'explicit'
      ? countErrors(measured, rule.at)
      : rule.kind === 'split'
        ? countErrors(measured, chosen(part(worlds, 0, choosing), rule, measuring, alpha, merit).threshold)
        : chosen(worlds, rule, trials, alpha, merit);
  const text = ruleText(rule, threshold);
  if (rule.kind === 'explicit' || rule.kind === 'split')
    return {
      ...ratesOfCounts(
        { falsePositives, negatives: measuring, falseNegatives, positives: measuring },
        alpha,
        text,
      ),
      threshold,
    };
  const [level, band] = levelAndBand(rule, measuring, alpha);
  const most = (errors: number): number =>
    rule.kind === 'dkw'
      ? Math.min(1, iv.add(iv.div(errors, measuring), band).hi)
      : proportionUpperBound(errors, measuring, level);
  return {
    falsePositive: most(falsePositives),
    falseNegative: most(falseNegatives),
    rule: text,
    trials: [measuring, measuring],
    threshold,
  };
}

/**
 * The bounds that so many trials give where the test errs in none of them: what they could show at best.
 *
 * @param trials  per world, those that choose included; whole, >= 1
 * @throws DomainError
 * @proof proofs/error-rates.md
 */
export function rateCeiling(trials: number, rule: ThresholdRule, alpha: number): RateBounds {
  integer(1, Number.MAX_SAFE_INTEGER, { trials });
  openUnit({ alpha });
  checkRule(rule);
  const measuring = trials - choosingTrials(rule, trials);
  if (measuring < 1) return { falsePositive: 1, falseNegative: 1, rule: 'no trials', trials: [0, 0] };
  if (rule.kind === 'explicit' || rule.kind === 'split') {
    const none = { falsePositives: 0, negatives: measuring, falseNegatives: 0, positives: measuring };
    return ratesOfCounts(none, alpha, 'no error');
  }
  const [level, band] = levelAndBand(rule, measuring, alpha);
  const least = rule.kind === 'dkw' ? Math.min(1, band) : proportionUpperBound(0, measuring, level);
  return { falsePositive: least, falseNegative: least, rule: 'no error', trials: [measuring, measuring] };
}

/** The level of each Clopper-Pearson bound, rounded down, and the width of the band, rounded up. */
function levelAndBand(rule: ThresholdRule, measuring: number, alpha: number): [level: number, band: number] {
  const level = rule.kind === 'bonferroni' ? iv.div(alpha / 2, measuring).lo : alpha / 2;
  const band = iv.sqrt(iv.div(iv.log(iv.div(2, alpha)), iv.mul(2, measuring))).hi;
  return [level, band];
}

/** The candidate whose errors, carried over to the trials that measure, promise most. */
function chosen(
  worlds: Worlds,
  rule: ThresholdRule,
  measuring: number,
  alpha: number,
  merit: Merit,
): Candidate {
  const trials = worlds.absent.length;
  const [level, band] = levelAndBand(rule, measuring, alpha);
  const expected = (errors: number): number => {
    if (rule.kind === 'dkw') return Math.min(1, errors / trials + band);
    const rate =
      rule.kind === 'split' ? proportionUpperEstimate(errors, trials, merit.caution) : errors / trials;
    return proportionUpperEstimate(rate * measuring, measuring, level);
  };
  const all = candidates(worlds);
  let best = all[0];
  let most = -Infinity;
  for (const candidate of all) {
    const value = merit.of(expected(candidate.falsePositives), expected(candidate.falseNegatives));
    if (value > most) [best, most] = [candidate, value];
  }
  return best;
}

function part({ absent, present }: Worlds, from: number, to: number): Worlds {
  return { absent: absent.subarray(from, to), present: present.subarray(from, to) };
}
