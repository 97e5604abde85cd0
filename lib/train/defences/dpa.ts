import { DomainError } from '../../numerics/index.js';
import { Draws, seededBits } from '../../release/index.js';
import type { Learner } from '../learner.js';
import { learnerSeed } from '../learner-of.js';
import { cleanSet, type TrainingData, type TrainOne } from '../training-data.js';

/**
 * Deep Partition Aggregation: model i learns from part i alone, so one replaced record changes one vote.
 *
 * Positions are shuffled by the seed and dealt to the parts in turn: which part a record is in depends on its
 * position, not on what is in it. The learner draws from a stream that the seed and the part name, so a part
 * that was not touched gives the same model again.
 *
 * @source Levine, Feizi 2021, arXiv:2006.14768 (Deep Partition Aggregation)
 * @throws DomainError where there are more parts than records
 */
export function partitioned(
  parts: number,
  learner: Learner,
  { train }: TrainingData,
  seed: string,
): TrainOne {
  if (!(parts <= train.count)) throw new DomainError('parts', `at most the ${train.count} records`, parts);
  const order = Int32Array.from({ length: train.count }, (_, i) => i);
  new Draws(seededBits(seed, 'parts')).shuffle(order);
  return (index) => {
    const part = order.filter((_, place) => place % parts === index);
    return learner.train(cleanSet(train, part), learnerSeed(seed, index));
  };
}
