import type { ImageShape } from '../core/index.js';
import { DomainError } from '../numerics/index.js';
import type { Learner } from './learner.js';
import { learnerFor } from './learner-for.js';
import type { Recipe } from './recipe.js';
import type { BlockLearner } from './ridge.js';

/**
 * The learner of a recipe. TensorFlow.js is loaded only for a learner that needs it.
 *
 * @param variance  of the noise on one coordinate of what it will learn from; see noiseVariance
 * @param image     shape of the records, where they are images
 */
export async function learnerOf(
  { learner, backend }: Recipe,
  variance: number,
  image: ImageShape | undefined,
): Promise<Learner | BlockLearner> {
  if (learner === undefined) throw new DomainError('learner', 'named', learner);
  return learnerFor(learner, {
    variance,
    ...(image === undefined ? {} : { image }),
    ...(backend === undefined ? {} : { backend }),
  });
}

/** What decides the random choices of the learner itself in the model of this index. */
export function learnerSeed(seed: string, index: number): string {
  return JSON.stringify([seed, 'model', index, 'learner']);
}
