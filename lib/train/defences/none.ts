import type { Learner } from '../learner.js';
import { learnerSeed } from '../learner-of.js';
import { cleanSet, type TrainingData, type TrainOne } from '../training-data.js';

/** The records as they are: models differ by what the learner draws, and not at all where it draws nothing. */
export function undefended(learner: Learner, { train }: TrainingData, seed: string): TrainOne {
  const set = cleanSet(train);
  return (index) => learner.train(set, learnerSeed(seed, index));
}
