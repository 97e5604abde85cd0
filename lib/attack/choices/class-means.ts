import type { Records } from '../../core/index.js';
import { DomainError } from '../../numerics/index.js';
import { rowOf } from './choose.js';

/**
 * The classes that have records, by the squared Euclidean distance of their mean from a record, nearest first.
 * @throws DomainError where fewer than two classes have records
 */
export function byNearestMean(records: Records, record: Float32Array): number[] {
  const { dimension, classes, labels, features, count } = records;
  const counts = new Float64Array(classes.length);
  const sums = new Float64Array(classes.length * dimension);
  for (let i = 0; i < count; i += 1) {
    const row = rowOf(features, dimension, i);
    counts[labels[i]] += 1;
    for (let j = 0; j < dimension; j += 1) sums[labels[i] * dimension + j] += row[j];
  }
  const away = Float64Array.from(counts, (n, label) => {
    let sum = 0;
    for (let j = 0; j < dimension; j += 1) sum += (sums[label * dimension + j] / n - record[j]) ** 2;
    return sum;
  });
  const there = classes.map((_, label) => label).filter((label) => counts[label] > 0);
  if (!(there.length >= 2)) throw new DomainError('training records', 'of two classes or more', there.length);
  return there.sort((a, b) => away[a] - away[b] || a - b);
}
