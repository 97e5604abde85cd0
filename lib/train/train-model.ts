import { DomainError, integer } from '../numerics/index.js';
import { dpSgd } from './defences/dp-sgd.js';
import { partitioned } from './defences/dpa.js';
import { mixupOnly } from './defences/mixup.js';
import { undefended } from './defences/none.js';
import { released } from './defences/released.js';
import type { BackendRecord, Classifier } from './learner.js';
import { learnerOf } from './learner-of.js';
import { checkRecipe, type Recipe } from './recipe.js';
import { noiseVariance } from './ridge.js';
import type { TrainingData, TrainOne } from './training-data.js';

/** Trains the models of one recipe, one at a time and in any order. What they share is prepared once. */
export interface Trainer {
  /** what TensorFlow.js runs on; absent where it has no part in it */
  readonly backend?: BackendRecord;
  /**
   * The model of this index: a function of data, recipe and index alone. The caller disposes of it.
   * @throws DomainError unless 0 <= index < recipe.models
   */
  classifier(index: number): Promise<Classifier>;
  /**
   * Predicted classes of the test records, by the model of this index: a function of data, recipe and index alone.
   * @throws DomainError unless 0 <= index < recipe.models
   */
  model(index: number): Promise<Uint16Array>;
}

/**
 * Makes ready what the models of a recipe share: the records on their grid, the learner and its backend.
 *
 * @throws DomainError       for a recipe that cannot be followed on these data
 * @throws UnsupportedError  where the release refuses the mechanism, with the reason
 * @throws BackendError      where a named backend is absent
 */
export async function trainer(recipe: Recipe, data: TrainingData): Promise<Trainer> {
  checkRecipe(recipe);
  checkTest(data);
  const { one, backend } = await trainOne(recipe, data);
  const classifier = async (index: number): Promise<Classifier> => {
    integer(0, recipe.models - 1, { index });
    return one(index);
  };
  return {
    ...(backend === undefined ? {} : { backend }),
    classifier,
    async model(index) {
      const made = await classifier(index);
      try {
        return await made.predict(data.test.features, data.test.count);
      } finally {
        made.dispose();
      }
    },
  };
}

/** One model's predictions; where several are wanted, keep the trainer. Errors as trainer. */
export async function trainModel(recipe: Recipe, data: TrainingData, index: number): Promise<Uint16Array> {
  return (await trainer(recipe, data)).model(index);
}

async function trainOne(
  recipe: Recipe,
  data: TrainingData,
): Promise<{ one: TrainOne; backend?: BackendRecord | undefined }> {
  const { defence, seed } = recipe;
  if (defence.kind === 'dp-sgd') return { one: dpSgd(defence, data, seed) };
  const noisy = defence.kind === 'noise' || defence.kind === 'dp-instahide';
  const variance = noisy ? noiseVariance(defence.mechanism.noise) : 0;
  const learner = await learnerOf(recipe, variance, data.train.image);
  const { backend } = learner;
  switch (defence.kind) {
    case 'none':
      return { one: undefended(learner, data, seed), backend };
    case 'mixup':
      return { one: mixupOnly(defence, learner, data, seed), backend };
    case 'noise':
    case 'dp-instahide':
      return { one: released(defence.mechanism, learner, data, seed, defence.shared === true), backend };
    case 'dpa':
      return { one: partitioned(defence.parts, learner, data, seed), backend };
  }
}

function checkTest({ train, test }: TrainingData): void {
  if (!(test.dimension === train.dimension))
    throw new DomainError(
      'test records',
      `of ${train.dimension} features, as those trained on`,
      test.dimension,
    );
  if (!(test.features.length === test.count * test.dimension))
    throw new DomainError(
      'test features',
      `of length ${test.count} * ${test.dimension}`,
      test.features.length,
    );
}
