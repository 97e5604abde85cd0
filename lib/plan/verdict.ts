import type { Statement } from '../core/document.js';

/** What an independent computation says of one claim. */
export interface Verdict {
  readonly claim: Statement;
  readonly holds: boolean;
  /** the independent value of the same quantity; undefined where only the claim itself was tested */
  readonly recomputed: number | undefined;
  readonly path: 'closed form, 60 digits' | 'second discretisation' | 'ratio of the claims above';
}

/** What an independent look at one statement of an audit found. */
export interface AuditVerdict {
  readonly statement: string;
  readonly holds: boolean;
  /** what it was held against, or the rules it breaks, in words */
  readonly against: string;
}
