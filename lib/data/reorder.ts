import type { Records } from '../core/index.js';

/**
 * Record i becomes what was record order[i]. Features move within their memory, along each cycle of the
 * permutation with one record set aside; what was handed in is spent.
 *
 * @param order  every position of a record once
 */
export function reorderInPlace<R extends Records>(records: R, order: Uint32Array): R {
  const { dimension, features } = records;
  const aside = new Float32Array(dimension);
  const placed = new Uint8Array(order.length);
  for (let start = 0; start < order.length; start++) {
    if (placed[start] === 1) continue;
    aside.set(features.subarray(start * dimension, (start + 1) * dimension));
    let to = start;
    for (let from = order[to]; from !== start; from = order[to]) {
      features.copyWithin(to * dimension, from * dimension, (from + 1) * dimension);
      placed[to] = 1;
      to = from;
    }
    features.set(aside, to * dimension);
    placed[to] = 1;
  }
  return { ...records, labels: Uint16Array.from(order, (from) => records.labels[from]) };
}

/** The records from `start` up to `end`, which share the memory of all of them. */
export function part<R extends Records>(records: R, start: number, end: number): R {
  const { dimension, features, labels } = records;
  return {
    ...records,
    count: end - start,
    features: features.subarray(start * dimension, end * dimension),
    labels: labels.subarray(start, end),
  };
}
