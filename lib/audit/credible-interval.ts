import type { AuditBound } from '../core/index.js';
import { bisect, integer, openUnit, probability } from '../numerics/index.js';
import { fromLogit, logitBeta } from './logit-beta.js';

/** Outcomes of a test with one threshold; at least one trial in each world. */
export interface Outcomes {
  readonly truePositives: number;
  readonly falseNegatives: number;
  readonly falsePositives: number;
  readonly trueNegatives: number;
}

/** Where the credible interval came from, and how wide it is. */
export interface CredibleBound extends AuditBound {
  readonly side: 'estimate';
  readonly validity: 'bayesian';
  /** equal-tailed, of posterior probability 1 - alpha */
  readonly interval: readonly [number, number];
}

const LARGEST_EPSILON = 64;

/**
 * Posterior distribution function of epsilon at delta: the probability that the pair (FNR, FPR) lies in the region of
 * (epsilon, delta)-differential privacy, with independent Jeffreys priors Beta(1/2, 1/2),
 *   F(epsilon) = integral Beta(x; FN + 1/2, TP + 1/2) [I(hi(x)) - I(lo(x))] dx,   I = distribution of Beta(FP + 1/2, TN + 1/2),
 *   lo(x) = max(0, 1 - delta - e^epsilon x, (1 - delta - x) e^-epsilon),
 *   hi(x) = min(1, 1 + (delta - x) e^-epsilon, delta + (1 - x) e^epsilon)
 *
 * @param outcomes  whole numbers >= 0
 * @param delta     in [0, 1]
 * @returns  epsilon >= 0 -> a probability, to about 1e-8; a float computation, not enclosed
 * @throws   DomainError
 * @source   Zanella-Beguelin et al., Bayesian estimation of differential privacy, arXiv:2206.05199; trapezoid rule in
 *           ln(x / (1 - x)) derived here
 * @proof    proofs/credible-interval.md
 */
export function epsilonPosterior(outcomes: Outcomes, delta: number): (epsilon: number) => number {
  const { truePositives, falseNegatives, falsePositives, trueNegatives } = outcomes;
  integer(0, 1_000_000_000, { truePositives, falseNegatives, falsePositives, trueNegatives });
  integer(1, 2_000_000_000, {
    'trials with the canary': truePositives + falseNegatives,
    'trials without the canary': falsePositives + trueNegatives,
  });
  probability({ delta });
  const misses = logitBeta(falseNegatives + 0.5, truePositives + 0.5);
  const alarms = logitBeta(falsePositives + 0.5, trueNegatives + 0.5);
  return (epsilon) => {
    const grow = Math.exp(epsilon);
    let sum = 0;
    for (let i = 0; i < misses.logits.length; i++) {
      const { x, rest } = fromLogit(misses.logits[i]);
      const lo = Math.max(0, rest - delta - (grow - 1) * x, (rest - delta) / grow);
      const loRest = Math.min(1, delta + grow * x, delta / grow + (x + (grow - 1)) / grow);
      const hi = Math.min(1, (delta + rest + (grow - 1)) / grow, delta + rest * grow);
      const hiRest = Math.max(0, (x - delta) / grow, x - delta - (grow - 1) * rest);
      if (hi > lo)
        sum += misses.weights[i] * (alarms.below(logit(hi, hiRest)) - alarms.below(logit(lo, loRest)));
    }
    return sum;
  };
}

/** ln(y / (1 - y)) from both y and 1 - y. */
function logit(y: number, rest: number): number {
  if (y <= 0) return -Infinity;
  return rest <= 0 ? Infinity : Math.log(y) - Math.log(rest);
}

/**
 * Equal-tailed credible interval of epsilon at delta: the alpha/2 and 1 - alpha/2 quantiles of epsilonPosterior. An
 * estimate: it holds on average over the prior, and not with probability 1 - alpha for each mechanism.
 *
 * @param alpha  in (0, 1)
 * @returns  [lower, upper] in [0, 64]
 * @throws   DomainError
 * @source   as epsilonPosterior
 * @proof    proofs/credible-interval.md
 */
export function credibleInterval(
  outcomes: Outcomes,
  delta: number,
  alpha: number,
): readonly [number, number] {
  openUnit({ alpha });
  const posterior = epsilonPosterior(outcomes, delta);
  const quantile = (share: number) => {
    if (posterior(0) >= share) return 0;
    if (posterior(LARGEST_EPSILON) < share) return LARGEST_EPSILON;
    return bisect(0, LARGEST_EPSILON, (epsilon) => posterior(epsilon) < share, 40).holds;
  };
  return [quantile(alpha / 2), quantile(1 - alpha / 2)];
}

/**
 * The lower end of credibleInterval as an audit prints it: an estimate, and never a finding.
 *
 * @param threshold  how the threshold was chosen, in words
 * @throws DomainError
 * @proof  proofs/credible-interval.md
 */
export function credibleBound(
  outcomes: Outcomes,
  question: { readonly delta: number; readonly alpha: number; readonly threshold: string },
): CredibleBound {
  const { delta, alpha, threshold } = question;
  const { truePositives, falseNegatives, falsePositives, trueNegatives } = outcomes;
  const interval = credibleInterval(outcomes, delta, alpha);
  const [present, absent] = [truePositives + falseNegatives, falsePositives + trueNegatives];
  const perfect = { truePositives: present, falseNegatives: 0, falsePositives: 0, trueNegatives: absent };
  return {
    quantity: 'epsilon',
    side: 'estimate',
    validity: 'bayesian',
    value: interval[0],
    interval,
    confidence: 1 - alpha,
    alpha,
    object: 'mechanism',
    method: 'credible interval',
    delta,
    threshold,
    trials: [absent, present],
    ceiling: credibleInterval(perfect, delta, alpha)[0],
    basis: {
      theorem: 'Zanella-Beguelin et al. 2022, arXiv:2206.05199 (posterior under Jeffreys priors)',
      note: 'proofs/credible-interval.md',
      assumptions: ['both error rates were drawn from Jeffreys priors'],
    },
  };
}
