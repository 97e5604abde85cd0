import type { LoadedData } from '../data/load.js';

/** What a run folder remembers of the data: enough to count votes without the records. */
export interface TestSet {
  readonly classes: readonly string[];
  /** number of training records */
  readonly train: number;
  /** position of each test record in the file it came from, in the order of the predictions */
  readonly indices: readonly number[];
  /** true label of each test record, an index into classes */
  readonly labels: readonly number[];
}

export function testSetOf({ train, test, testIndices }: LoadedData): TestSet {
  return {
    classes: test.classes,
    train: train.count,
    indices: Array.from(testIndices),
    labels: Array.from(test.labels),
  };
}
