import type { Learner } from '../learner.js';
import { learnerSeed } from '../learner-of.js';
import type { TrainingData, TrainOne } from '../training-data.js';
import { cleanSet } from './clean-set.js';

/** The records as they are: models differ by what the learner draws, and not at all where it draws nothing. */
export function undefended(learner: Learner, { train }: TrainingData, seed: string): TrainOne {
  const set = cleanSet(train);
  return (index) => learner.train(set, learnerSeed(seed, index));
}
