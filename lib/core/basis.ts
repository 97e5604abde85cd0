/** Why a number may be believed: the statement it follows from, and the note that proves it. */
export interface Basis {
  /** The statement in words: paper and number where one was read, else 'derived here'. */
  readonly theorem: string;
  /** The proof note, relative to the package root, for example 'proofs/group-pair.md'. */
  readonly note: string;
  /** What the reader must grant, one sentence each. */
  readonly assumptions: readonly string[];
}
