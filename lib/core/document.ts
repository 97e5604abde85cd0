import type { Claim } from './claim.js';
import type { Mechanism } from './mechanism.js';

/** Name and version of the document format; a reader that does not know it must refuse. */
export const DOCUMENT_SCHEMA = 'dpih/claims/1';

/** A claim inside a document. */
export interface Statement extends Claim {
  /** the mechanism it speaks of, where that is not the document's */
  readonly mechanism?: Mechanism;
}

/** What was asked, so that an independent reader can ask it again. */
export interface Question {
  readonly command: 'certify' | 'compare' | 'calibrate';
  readonly delta: number;
  readonly poisons: readonly number[];
  readonly orientation: 'clean' | 'poisoned';
  /** lower confidence bound on the probability of the predicted class */
  readonly p?: number;
  /** the majority vote of so many models is certified, and may fail with this probability */
  readonly deployed?: { readonly models: number; readonly failure: number };
  /** what calibrate was to reach */
  readonly target?: { readonly quantity: 'epsilon' | 'radius'; readonly value: number };
}

/** Votes that claims rest on, carried whole so that the document can be verified alone. */
export interface VotesRecord {
  /** the vote counts: a heading `label,votes_NAME,...`, then a line a record */
  readonly csv: string;
  readonly models: number;
  readonly records: number;
  /** error probability of the confidence bounds of one record */
  readonly alpha: number;
  readonly construction: 'complement' | 'rivals' | 'selected';
  /** records without a certificate, by reason */
  readonly abstentions: readonly { readonly reason: string; readonly records: number }[];
}

/** Everything one command found: what `--json` prints and `dpih verify` reads. */
export interface ClaimDocument {
  readonly schema: typeof DOCUMENT_SCHEMA;
  readonly mechanism: Mechanism;
  readonly question: Question;
  /** settings that were not given but assumed, 'name = value' */
  readonly defaults: readonly string[];
  /** what the reader must grant for every claim */
  readonly assumptions: readonly string[];
  readonly claims: readonly Statement[];
  readonly votes?: VotesRecord;
  /** what the claims do not speak of */
  readonly notCovered: readonly string[];
}
