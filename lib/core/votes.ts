/** What M independently trained models said about each test record. */
export interface Votes {
  /** class names, in the order of the counts */
  readonly classes: readonly string[];
  /** number of models M; every row of counts sums to it */
  readonly models: number;
  readonly rows: readonly VoteRow[];
}

export interface VoteRow {
  /** index into classes of the true label */
  readonly truth: number;
  /** votes for each class; sums to M */
  readonly counts: readonly number[];
}
