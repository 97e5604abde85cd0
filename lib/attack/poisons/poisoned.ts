import type { Records } from '../../core/index.js';
import type { Poisoning } from '../attack.js';
import { rowOf } from '../choices/choose.js';

/** The records with every poison in the place of the record it replaces: as many as before, in new memory. */
export function poisoned(train: Records, { positions, features, labels }: Poisoning): Records {
  const all = { ...train, features: train.features.slice(), labels: train.labels.slice() };
  positions.forEach((position, i) => {
    all.features.set(rowOf(features, train.dimension, i), position * train.dimension);
    all.labels[position] = labels[i];
  });
  return all;
}
