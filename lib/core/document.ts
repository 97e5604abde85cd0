import type { Claim } from './claim.js';
import type { Mechanism } from './mechanism.js';
import type { ImageShape } from './records.js';

/** Name and version of the document format; a reader that does not know it must refuse. */
export const DOCUMENT_SCHEMA = 'dpih/claims/1';

/** A claim inside a document. */
export interface Statement extends Claim {
  /** the mechanism it speaks of, where that is not the document's */
  readonly mechanism?: Mechanism;
}

/** What was asked, so that an independent reader can ask it again. */
export interface Question {
  readonly command: 'certify' | 'compare' | 'calibrate' | 'release';
  readonly delta: number;
  readonly poisons: readonly number[];
  readonly orientation: 'clean' | 'poisoned';
  /** lower confidence bound on the probability of the predicted class */
  readonly p?: number;
  /** the majority vote of so many models is certified, and may fail with this probability */
  readonly deployed?: { readonly models: number; readonly failure: number };
  /** what calibrate was to reach */
  readonly target?: { readonly quantity: 'epsilon' | 'radius' | 'accuracy'; readonly value: number };
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
  /** these votes were chosen among so many sets of votes: the bounds are at alpha / chosenFrom */
  readonly chosenFrom?: number;
  /** records without a certificate, by reason */
  readonly abstentions: readonly { readonly reason: string; readonly records: number }[];
}

/** A file by its name, without its folder. */
export interface FileRecord {
  readonly name: string;
  /** of the content, hexadecimal */
  readonly sha256: string;
  readonly bytes: number;
}

/** A release that was made: the files that hold it and what it was drawn from. */
export interface ReleaseRecord {
  /**
   * 'secure' bits of the operating system's generator
   * 'seeded' bits that anybody who knows the seed can draw again: the noise hides nothing, nothing is claimed
   */
  readonly source: 'secure' | 'seeded';
  readonly seed?: string;
  readonly files: readonly FileRecord[];
  readonly mixtures: number;
  readonly dimension: number;
  readonly classes: readonly string[];
  /** where the features of a mixture are still an image */
  readonly image?: ImageShape;
  /**
   * The files the records were read from. The hash of private records is a statistic of them that carries no
   * noise: it stands here only where nothing is claimed, or of a public file.
   */
  readonly data: readonly { readonly name: string; readonly sha256?: string }[];
  /** what was done to every record before it entered a mixture, in this order, one sentence each */
  readonly preprocessing: readonly string[];
  /** steps of the grids that records and noise lie on, about the public centre, before they are divided by k */
  readonly grid: { readonly features: number; readonly labels?: number };
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
  readonly release?: ReleaseRecord;
  /** what the claims do not speak of */
  readonly notCovered: readonly string[];
}
