import type { AuditBound, Basis, Quantity, Validity } from '../core/index.js';
import { DomainError } from '../numerics/index.js';
import { type RateBounds, rateCeiling } from './error-rates.js';
import type { ThresholdRule } from './threshold-rule.js';

/** What every statement of an audit about a mechanism says, beside how it was measured. */
interface Statement {
  readonly quantity: Quantity;
  readonly value: number;
  readonly ceiling: number;
  readonly method: string;
  readonly validity: Validity;
  readonly alpha: number;
  readonly basis: Basis;
  readonly delta?: number;
  readonly epsilon?: number;
  readonly poisons?: number;
}

/** A lower bound that rests on the error rates of one test. */
export function boundOfRates(rates: RateBounds, statement: Statement): AuditBound {
  return {
    ...statement,
    side: 'lower',
    confidence: 1 - statement.alpha,
    object: 'mechanism',
    threshold: rates.rule,
    trials: rates.trials,
    ceiling: Math.max(statement.value, statement.ceiling),
  };
}

const MOST_TRIALS = 1e9;

/**
 * Requires that so many trials could show something, had the test erred in none of them.
 *
 * @param shows  whether bounds on the error rates show something
 * @returns the bounds of a test that never errs
 * @throws DomainError naming the fewest trials that could
 */
export function bestRates(
  trials: number,
  rule: ThresholdRule,
  alpha: number,
  shows: (rates: RateBounds) => boolean,
): RateBounds {
  const best = rateCeiling(trials, rule, alpha);
  if (shows(best)) return best;
  let [few, many] = [trials, 2 * trials];
  while (many < MOST_TRIALS && !shows(rateCeiling(many, rule, alpha))) [few, many] = [many, 2 * many];
  if (!(many < MOST_TRIALS))
    throw new DomainError('trials per world', `more than ${MOST_TRIALS} for alpha = ${alpha}`, trials);
  while (many - few > 1) {
    const middle = Math.floor((few + many) / 2);
    if (shows(rateCeiling(middle, rule, alpha))) many = middle;
    else few = middle;
  }
  throw new DomainError('trials per world', `${many} or more for alpha = ${alpha}`, trials);
}
