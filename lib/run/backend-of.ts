import type { BackendRecord } from '../train/learner.js';
import type { Recipe } from '../train/recipe.js';

/**
 * What TensorFlow.js runs a recipe's learner on here; undefined where it has no part in it.
 * @throws BackendError where the recipe names one that is absent
 */
export async function backendOf({ learner, backend }: Recipe): Promise<BackendRecord | undefined> {
  if (learner === undefined || learner.kind === 'ridge') return undefined;
  // a second to load: only where it is needed
  const { loadBackend } = await import('../train/tensorflow/backend.js');
  return loadBackend(backend);
}
