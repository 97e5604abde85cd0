import type { Mixtures, Records } from '../../core/index.js';

/** Records without mixing and without noise, one row each: all of them, or those named. */
export function cleanSet(records: Records, which?: Int32Array): Mixtures {
  const { dimension, classes, features, labels } = records;
  const count = which?.length ?? records.count;
  const set = {
    count,
    dimension,
    classes: classes.length,
    features: new Float32Array(count * dimension),
    labels: new Float32Array(count * classes.length),
  };
  for (let row = 0; row < count; row++) {
    const record = which === undefined ? row : which[row];
    set.features.set(features.subarray(record * dimension, (record + 1) * dimension), row * dimension);
    set.labels[row * classes.length + labels[record]] = 1;
  }
  return set;
}
