import { DomainError, openUnit } from '../numerics/index.js';

/**
 * How the threshold of a test 'present where score >= threshold' is chosen. A score equal to the threshold counts as
 * 'present', in both worlds; -Infinity makes every score 'present', Infinity those that are infinite themselves.
 *
 * 'split'       the first `share` (default 0.2) of the trials of each world choose, the others measure
 * 'explicit'    fixed before the scores were seen
 * 'bonferroni'  the best of all real thresholds; n order statistics of each world are paid for
 * 'dkw'         the best of all real thresholds, under a uniform band
 */
export type ThresholdRule =
  | { readonly kind: 'split'; readonly share?: number }
  | { readonly kind: 'explicit'; readonly at: number }
  | { readonly kind: 'bonferroni' }
  | { readonly kind: 'dkw' };

export const SPLIT: ThresholdRule = { kind: 'split' };

/** Of n trials of one world, how many choose the threshold. @throws DomainError if the share is not in (0, 1) */
export function choosingTrials(rule: ThresholdRule, trials: number): number {
  if (rule.kind !== 'split') return 0;
  const share = rule.share ?? 0.2;
  openUnit({ share });
  return Math.ceil(share * trials);
}

/** @throws DomainError */
export function checkRule(rule: ThresholdRule): void {
  choosingTrials(rule, 1);
  if (rule.kind === 'explicit' && Number.isNaN(rule.at))
    throw new DomainError('threshold', 'a number', rule.at);
}

/** The rule in words, once a threshold was chosen. */
export function ruleText(rule: ThresholdRule, threshold: number): string {
  const test = `score >= ${threshold}`;
  switch (rule.kind) {
    case 'split':
      return `${test}, chosen by the first ${percent(rule.share ?? 0.2)} of the trials`;
    case 'explicit':
      return `${test}, fixed beforehand`;
    case 'bonferroni':
      return `${test}, the best of all (Bonferroni over the order statistics)`;
    case 'dkw':
      return `${test}, the best of all (Dvoretzky-Kiefer-Wolfowitz band)`;
  }
}

const percent = (share: number): string => `${Number((100 * share).toPrecision(4))} %`;
