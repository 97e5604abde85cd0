import type { Records } from '../../core/index.js';
import { DomainError } from '../../numerics/index.js';

/**
 * Classes that have records, without `own`, ordered by the distance of their means from a record: nearest first,
 * the first of equals.
 *
 * @param record  features of one record
 * @throws DomainError where no other class has a record
 */
export function classesByDistance(records: Records, record: Float32Array, own: number): readonly number[] {
  const { count, dimension, classes, features, labels } = records;
  const sums = classes.map(() => new Float64Array(dimension));
  const sizes = classes.map(() => 0);
  for (let i = 0; i < count; i++) {
    const sum = sums[labels[i]];
    sizes[labels[i]] += 1;
    for (let j = 0; j < dimension; j++) sum[j] += features[i * dimension + j];
  }
  const distance = sums.map((sum, c) => {
    let squares = 0;
    for (let j = 0; j < dimension; j++) squares += (sum[j] / sizes[c] - record[j]) ** 2;
    return squares;
  });
  const others = classes.map((_, c) => c).filter((c) => c !== own && sizes[c] > 0);
  if (others.length === 0) throw new DomainError('classes with records', 'two or more', 1);
  return others.sort((a, b) => distance[a] - distance[b]);
}
