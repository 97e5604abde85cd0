import type { Basis } from './basis.js';
import type { Mechanism } from './mechanism.js';

/** Name and version of the format; a reader that does not know it must refuse. */
export const ATTACK_SCHEMA = 'dpih/attack/1';

/** What one model did; each a share in [0, 1]. */
export interface Measure {
  /** test records labelled rightly */
  readonly accuracy: number;
  /** queries on which the attacker got what he wanted */
  readonly success: number;
  /** queries that were labelled rightly all the same */
  readonly robust: number;
}

/** What one seed yielded: two models that differ in the poisons alone, asked the same. */
export interface SeedMeasure {
  /** index of the seed, from 0 */
  readonly seed: number;
  /** inputs that success and robustness are shares of, at least 1 */
  readonly queries: number;
  /** the model trained without the poisons, same seed */
  readonly clean: Measure;
  readonly poisoned: Measure;
  /**
   * Where an ensemble votes: what `changed` votes of every query could turn the clean ensemble of this seed into.
   * The largest success and the smallest accuracy, as shares.
   */
  readonly reachable?: { readonly success: number; readonly accuracy: number };
  /** what the attack says of itself, such as the loss it reached */
  readonly told: Readonly<Record<string, number>>;
}

/** What may be certified of the models of a defence, for the number of poisons of the cell. */
export type CellGuarantee =
  /** every model is a run of its own of this mechanism: its profile certifies */
  | { readonly kind: 'mechanism'; readonly mechanism: Mechanism }
  /** the poisons change at most `changed` votes of the ensemble, but for a probability of at most `failure` */
  | {
      readonly kind: 'votes';
      readonly changed: number;
      readonly failure: number;
      readonly basis: Basis;
    }
  | { readonly kind: 'none'; readonly reason: string };

/** What a cell is called in tables. Equal names are of one row, column, or curve. */
export interface CellName {
  /** of the attack and its settings, but for the budget: 'badnets' */
  readonly attack: string;
  /** replaced records r, at least 1 */
  readonly poisons: number;
  /** r over the records trained on */
  readonly share: number;
  readonly defence: string;
  readonly learner: string;
}

/** A seed without a result. */
export interface SeedFailure {
  readonly seed: number;
  readonly error: string;
  /** 'attack': its poisons could not be made, and nothing was trained; 'training': anything later */
  readonly at: 'attack' | 'training';
}

/** One cell as it was run: attack, budget, defence and learner, over all seeds. */
export interface MeasuredCell {
  readonly name: CellName;
  /** 'class': the attacker wants a class of his own choice; 'error': any wrong one */
  readonly aim: 'class' | 'error';
  readonly seeds: readonly SeedMeasure[];
  readonly failures: readonly SeedFailure[];
  readonly guarantee: CellGuarantee;
}

/** A mean over seeds with a confidence interval for the expectation. */
export interface Estimate {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

/** A certified bound and where it comes from. */
export interface CellBound {
  readonly value: number;
  readonly basis: Basis;
}

/**
 * 'holds'        the certificate says something, and what was measured agrees with it
 * 'vacuous'      the certificate allows the attack to succeed always
 * 'none'         the defence has no certificate
 * 'CONTRADICTED' measured beyond the certificate, with confidence simultaneous over all cells
 * 'failed'       no seed was completed
 */
export type CellVerdict = 'holds' | 'vacuous' | 'none' | 'CONTRADICTED' | 'failed';

/** One line of the table of results. Intervals are each at the document's confidence, one by one. */
export interface AttackRow {
  readonly name: CellName;
  readonly aim: 'class' | 'error';
  /** paired seeds that were completed */
  readonly seeds: number;
  /** queries of one seed, in the mean */
  readonly queries: number;
  /** absent where no seed was completed */
  readonly measured?: {
    /** accuracy of models trained with the poisons, without them, and the paired difference (with - without) */
    readonly accuracy: Estimate;
    readonly cleanAccuracy: Estimate;
    readonly accuracyChange: Estimate;
    /** success with the poisons, without them on the same queries, and the paired difference (with - without) */
    readonly success: Estimate;
    readonly baseline: Estimate;
    readonly gain: Estimate;
    /** queries labelled rightly by models trained with the poisons */
    readonly robust: Estimate;
  };
  /** upper bound on the expected success of ANY attack with so many poisons on these queries */
  readonly successBound?: CellBound;
  /** lower bound on the expected accuracy after ANY attack with so many poisons */
  readonly accuracyBound?: CellBound;
  readonly verdict: CellVerdict;
  /** why the verdict is what it is, in one sentence */
  readonly because: string;
  readonly failures: readonly string[];
}

/** A picture of a poison beside the record it replaced and the query it is for; gray or RGB. */
export interface PoisonPicture {
  readonly attack: string;
  readonly caption: string;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  /**
   * What each panel shows, 'record', 'poison', 'query'; pixels (height, width, channels) row-major, from 0, black,
   * to 1, white or full colour.
   */
  readonly panels: readonly { readonly title: string; readonly pixels: readonly number[] }[];
}

/** Everything one attack run found: what `dpih report RUN --json` prints. */
export interface AttackDocument {
  readonly schema: typeof ATTACK_SCHEMA;
  readonly question: {
    /** name of the data */
    readonly data: string;
    /** records trained on, and tested on */
    readonly train: number;
    readonly test: number;
    readonly seeds: number;
    readonly seed: string;
    /** every interval by itself, and the verdicts together, are wrong with probability at most this */
    readonly alpha: number;
  };
  readonly rows: readonly AttackRow[];
  /** names of the defences with their settings, of the attacks, of the learners */
  readonly legend: Readonly<Record<string, string>>;
  readonly assumptions: readonly string[];
  /** 'name = value' of each setting that was not given but assumed */
  readonly defaults: readonly string[];
  /** what the numbers say in plain words: width, noise, accuracy cost, what the certificate says */
  readonly notes: readonly string[];
  readonly pictures: readonly PoisonPicture[];
  /** cells whose measurement contradicts the certificate; empty where none does */
  readonly findings: readonly string[];
  readonly failures: readonly string[];
  readonly notCovered: readonly string[];
}
