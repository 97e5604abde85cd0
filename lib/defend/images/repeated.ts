import type { Mixtures, Records } from '../../core/index.js';
import { cleanSet } from '../../train/defences/clean-set.js';

/** The records as they are, copies times over, one after the other: rows that an augmentation then changes. */
export function repeated(records: Records, copies: number): Mixtures {
  const once = cleanSet(records);
  const count = once.count * copies;
  const features = new Float32Array(once.features.length * copies);
  const labels = new Float32Array(once.labels.length * copies);
  for (let copy = 0; copy < copies; copy++) {
    features.set(once.features, copy * once.features.length);
    labels.set(once.labels, copy * once.labels.length);
  }
  return { ...once, count, features, labels };
}
