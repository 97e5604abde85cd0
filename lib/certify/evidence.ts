import {
  above,
  atLeast,
  DomainError,
  iv,
  meanLowerBound,
  nextDown,
  openUnit,
  probability,
} from '../numerics/index.js';
import { lowerBound } from './confidence.js';

/**
 * What is known of a benefit B in [0, ceiling], a number that every training run yields (its accuracy, or ceiling
 * minus its loss, or 1 minus the success of an attack on it). Both forms hold with the confidence given.
 *
 * 'mean'  the expectation of B is at least `mean`
 * 'tail'  P[B >= thresholds[i]] >= probabilities[i] for every i at once; thresholds increase
 */
export type Evidence =
  | { readonly kind: 'mean'; readonly mean: number; readonly ceiling: number; readonly confidence: number }
  | {
      readonly kind: 'tail';
      readonly thresholds: readonly number[];
      readonly probabilities: readonly number[];
      readonly ceiling: number;
      readonly confidence: number;
    };

/**
 * Lower bound on the mean by Hoeffding's inequality: average - ceiling sqrt(ln(1/alpha)/(2 M)).
 *
 * @param values   length M >= 1, one for each independent run, in [0, ceiling]
 * @param alpha    probability that the bound is wrong, in (0, 1)
 * @returns  mean rounded down, at least 0
 * @throws   DomainError outside these ranges
 * @source   Hoeffding 1963
 * @proof    proofs/expectation.md
 */
export function meanEvidence(values: readonly number[], ceiling: number, alpha: number): Evidence {
  check(values, ceiling, alpha);
  let sum = 0;
  for (const value of values) sum = iv.add(sum, value).lo;
  const margin = iv.mul(ceiling, radiusOf(values.length, alpha)).hi;
  const mean = iv.sub(iv.div(sum, values.length), margin).lo;
  return { kind: 'mean', mean: Math.max(0, mean), ceiling, confidence: iv.sub(1, alpha).lo };
}

/**
 * Lower bound on the mean by betting: ceiling times the bound of meanLowerBound on values / ceiling. Where the values
 * hardly vary it is far above meanEvidence: 20 runs of 0.98 at alpha = 0.025 give 0.792 instead of 0.676.
 *
 * @param values  length M in [1, 1024]; otherwise as meanEvidence. The bound is on the average of their expectations
 * @returns  mean rounded down, at least 0
 * @throws   DomainError outside these ranges
 * @source   Waudby-Smith, Ramdas, arXiv:2010.09686; the bet derived here
 * @proof    proofs/expectation.md, proofs/bounded-mean.md
 */
export function bettingEvidence(values: readonly number[], ceiling: number, alpha: number): Evidence {
  check(values, ceiling, alpha);
  const shares = ceiling === 1 ? values : values.map((value) => Math.max(0, iv.div(value, ceiling).lo));
  const mean = iv.mul(ceiling, meanLowerBound(shares, alpha)).lo;
  return { kind: 'mean', mean: Math.max(0, mean), ceiling, confidence: iv.sub(1, alpha).lo };
}

/**
 * Tail from all runs by the Dvoretzky-Kiefer-Wolfowitz inequality with Massart's constant:
 *   P[B >= t] >= (share of runs >= t) - sqrt(ln(1/alpha)/(2 M))   for every t at once
 *
 * @param alpha  in (0, 1/2]: the one-sided form is proved there; otherwise as meanEvidence
 * @returns  thresholds are the distinct values
 * @source   Massart 1990, one-sided form
 * @proof    proofs/expectation.md
 */
export function allRunsEvidence(values: readonly number[], ceiling: number, alpha: number): Evidence {
  check(values, ceiling, alpha);
  if (!(alpha <= 0.5)) throw new DomainError('alpha', 'at most 1/2 for this inequality', alpha);
  const thresholds = [...new Set(values)].sort((a, b) => a - b);
  const margin = radiusOf(values.length, alpha);
  const probabilities = thresholds.map((t) => {
    const share = iv.div(values.filter((value) => value >= t).length, values.length);
    return Math.max(0, iv.sub(share, margin).lo);
  });
  return { kind: 'tail', thresholds, probabilities, ceiling, confidence: iv.sub(1, alpha).lo };
}

/**
 * Tail at a few thresholds chosen before the runs are seen: Clopper-Pearson bounds at alpha / length each.
 *
 * @param thresholds  length >= 1, increasing, in [0, ceiling]; otherwise as meanEvidence
 * @source   Clopper, Pearson 1934; union bound
 * @proof    proofs/expectation.md
 */
export function thresholdEvidence(
  values: readonly number[],
  thresholds: readonly number[],
  ceiling: number,
  alpha: number,
): Evidence {
  check(values, ceiling, alpha);
  if (thresholds.length === 0) throw new DomainError('thresholds', 'one or more', 'none');
  const level = thresholds.length === 1 ? alpha : iv.div(alpha, thresholds.length).lo;
  const probabilities = thresholds.map((t) =>
    lowerBound(values.filter((value) => value >= t).length, values.length, level),
  );
  const evidence: Evidence = {
    kind: 'tail',
    thresholds,
    probabilities,
    ceiling,
    confidence: iv.sub(1, alpha).lo,
  };
  checkEvidence(evidence);
  return evidence;
}

/** ceiling - cost for every run, rounded down: the benefit that belongs to a cost. */
export function benefits(costs: readonly number[], ceiling: number): readonly number[] {
  return costs.map((cost) => {
    if (!(cost >= 0 && cost <= ceiling)) throw new DomainError('cost', `in [0, ${ceiling}]`, cost);
    const rest = ceiling - cost;
    return ceiling - rest - cost < 0 ? nextDown(rest) : rest; // the rounding error, exactly
  });
}

/** Requires evidence as its type describes it. @throws DomainError */
export function checkEvidence(evidence: Evidence): void {
  const { ceiling, confidence } = evidence;
  above(0, { ceiling });
  probability({ confidence });
  if (evidence.kind === 'mean') {
    atLeast(0, { mean: evidence.mean });
    if (!(evidence.mean <= ceiling)) throw new DomainError('mean', `at most ${ceiling}`, evidence.mean);
    return;
  }
  const { thresholds, probabilities } = evidence;
  if (thresholds.length !== probabilities.length)
    throw new DomainError(
      'probabilities',
      `as many as the ${thresholds.length} thresholds`,
      probabilities.length,
    );
  let last = 0;
  for (const threshold of thresholds) {
    if (!(threshold >= last && threshold <= ceiling))
      throw new DomainError('thresholds', `increasing in [0, ${ceiling}]`, threshold);
    last = threshold;
  }
  for (const p of probabilities) probability({ p });
}

function check(values: readonly number[], ceiling: number, alpha: number): void {
  above(0, { ceiling });
  openUnit({ alpha });
  if (values.length === 0) throw new DomainError('values', 'one or more', 'none');
  for (const value of values)
    if (!(value >= 0 && value <= ceiling)) throw new DomainError('value', `in [0, ${ceiling}]`, value);
}

/** sqrt(ln(1/alpha)/(2 runs)), rounded up. */
function radiusOf(runs: number, alpha: number): number {
  return iv.sqrt(iv.div(iv.neg(iv.log(alpha)), iv.mul(2, runs))).hi;
}
