/** What is claimed of the audited mechanism: handed in by whoever can prove it. */
export interface Theory {
  readonly delta: number;
  /** changed records r */
  readonly poisons: number;
  /** epsilon at delta for r records, never below the truth; Infinity where nothing is claimed */
  readonly upper: number;
  /** epsilon at delta that some pair of data sets is known to have */
  readonly witness?: number;
}
