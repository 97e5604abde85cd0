import type { Claim } from './claim.js';
import type { Mechanism } from './mechanism.js';

/** Name and version of the format; a reader that does not know it must refuse. */
export const AUDIT_SCHEMA = 'dpih/audit/1';

/**
 * What makes a measured number valid.
 *
 * 'frequentist' right with probability 1 - alpha, whatever was audited
 * 'family'      the same, if what was audited has a trade-off function of the stated family
 * 'bayesian'    a credible interval: an estimate, and never a finding
 */
export type Validity = 'frequentist' | 'family' | 'bayesian';

/** A lower bound on what a mechanism leaks, measured by playing a game against it. */
export interface AuditBound extends Claim {
  readonly side: 'lower' | 'estimate';
  readonly validity: Validity;
  /** probability that `value` is wrong; confidence = 1 - alpha */
  readonly alpha: number;
  /** how the threshold of the test was chosen, in words */
  readonly threshold: string;
  /** trials that `value` rests on, without and with the canary; those spent on the choice of a threshold left out */
  readonly trials: readonly [absent: number, present: number];
  /** the largest value that so many trials could have shown, had every guess been right */
  readonly ceiling: number;
  /** the bound that theory gives, on the safe side: what `value` must not exceed */
  readonly upper?: number;
  /** enclosure of the exact value of the pair of data sets that was played */
  readonly exact?: readonly [number, number];
}

/** A test of the hypothesis that what was audited is what was claimed; of exact or conservative level. */
export interface AuditTest {
  readonly name: string;
  /** what a rejection says, in words */
  readonly finding: string;
  /** the observed statistic, and the value it must exceed for a rejection: Infinity where no data could */
  readonly statistic: number;
  readonly critical: number;
  /** probability of a rejection where nothing is wrong is at most this */
  readonly alpha: number;
  readonly rejected: boolean;
  readonly trials: number;
  readonly theorem: string;
  /** proof note, relative to the package root */
  readonly note: string;
}

/** The error rates of every threshold of a score, and what theory allows at best. */
export interface Roc {
  /** (false positive rate, false negative rate) as measured, false positives ascending */
  readonly measured: readonly (readonly [number, number])[];
  /** the exact trade-off curve of the pair that was played, where it is known */
  readonly exact?: readonly (readonly [number, number])[];
  /** no test of the claimed mechanism can lie below this curve */
  readonly bound?: readonly (readonly [number, number])[];
}

/** Scores of one world, counted in bins, beside the law they should have. */
export interface ScoreHistogram {
  readonly world: 'absent' | 'present';
  /** length bins + 1, ascending */
  readonly edges: readonly number[];
  /** length bins; share of all trials */
  readonly measured: readonly number[];
  /** length bins; under the exact law, where it is known */
  readonly law?: readonly number[];
}

export type GameName =
  | 'labels'
  | 'release'
  | 'family'
  | 'one-run'
  | 'white-box'
  | 'black-box'
  | 'poison'
  | 'scores';

/** Everything one audit found: what `dpih audit --json` prints. */
export interface AuditDocument {
  readonly schema: typeof AUDIT_SCHEMA;
  readonly mechanism: Mechanism;
  readonly game: GameName;
  readonly question: {
    readonly delta: number;
    readonly alpha: number;
    readonly poisons: number;
    /** per world */
    readonly trials: number;
    /** absent where the samples came from elsewhere */
    readonly seed?: string;
    /** names of the files that samples or scores came from */
    readonly samples?: readonly string[];
  };
  readonly defaults: readonly string[];
  readonly assumptions: readonly string[];
  /** the proved bound, and what some pair of data sets is known to attain, at the question's delta */
  readonly theory: { readonly upper: number; readonly witness?: number };
  readonly bounds: readonly AuditBound[];
  readonly tests: readonly AuditTest[];
  readonly roc?: Roc;
  readonly histograms?: readonly ScoreHistogram[];
  /** remarks on how far so many trials can see: planner, shares of the gap */
  readonly notes: readonly string[];
  /** what contradicts the claim, simultaneously at alpha; empty where nothing does */
  readonly findings: readonly string[];
  /** the command that shows the first finding again with the fewest trials, where there is one */
  readonly reproduction?: string;
  readonly notCovered: readonly string[];
}
