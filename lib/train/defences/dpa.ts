import { DomainError } from '../../numerics/index.js';
import { Draws, seededBits } from '../../random/index.js';
import type { Learner } from '../learner.js';
import { learnerSeed } from '../learner-of.js';
import type { TrainingData, TrainOne } from '../training-data.js';
import { cleanSet } from './clean-set.js';

/**
 * Deep Partition Aggregation: model i learns from part i alone, so one replaced record changes one vote.
 *
 * The learner draws from a stream that the seed and the part name, so a part that was not touched gives the
 * same model again.
 *
 * @source Levine, Feizi 2021, arXiv:2006.14768 (Deep Partition Aggregation)
 * @throws DomainError where there are more parts than records
 * @proof  proofs/partition-votes.md
 */
export function partitioned(
  parts: number,
  learner: Learner,
  { train }: TrainingData,
  seed: string,
): TrainOne {
  const members = partsOf(train.count, parts, seed);
  return (index) => learner.train(cleanSet(train, members[index]), learnerSeed(seed, index));
}

/**
 * Positions of the records of each part: shuffled by the seed and dealt in turn. Which part a record is in depends
 * on its position, not on what is in it.
 */
export function partsOf(count: number, parts: number, seed: string): readonly Int32Array[] {
  if (!(parts <= count)) throw new DomainError('parts', `at most the ${count} records`, parts);
  const order = Int32Array.from({ length: count }, (_, i) => i);
  new Draws(seededBits(seed, 'parts')).shuffle(order);
  return Array.from({ length: parts }, (_, part) => order.filter((_, place) => place % parts === part));
}
