/** Name and version of the format of a sweep; a reader that does not know it must refuse. */
export const SWEEP_SCHEMA = 'dpih/sweep/1';

/** What one pair of k and sigma comes to on a data set. */
export interface SweepCell {
  readonly k: number;
  readonly sigma: number;
  /** run folder of the cell, beside the sweep's own files; its claim.json holds the claims in full */
  readonly folder: string;
  /** clean accuracy: the mean of single models, and of their vote */
  readonly accuracy: { readonly models: number; readonly vote: number };
  /** share of test records whose true label is certified at r = 0, 1, ...; 0 beyond the end */
  readonly certifiedAccuracy: readonly number[];
  /** radius of the median record; -1 where it abstains */
  readonly medianRadius: number;
  /** largest r whose certified accuracy is at least the sweep's `share`; -1 where there is none */
  readonly radius: number;
}

/** Accuracy against certified radius over a grid of k and sigma. */
export interface Sweep {
  readonly schema: typeof SWEEP_SCHEMA;
  readonly models: number;
  readonly records: number;
  /** error probability of one record's statement */
  readonly alpha: number;
  /** cells that alpha is shared by, so that any of them may be chosen; 1: the statement of each cell holds for itself */
  readonly chosenFrom: number;
  /** certified accuracy that `radius` is stated for */
  readonly share: number;
  readonly cells: readonly SweepCell[];
}
