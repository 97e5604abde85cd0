export { BackendError } from './backend-error.js';
export { gradientSpec } from './gradient-spec.js';
export { guaranteeOf, type RecipeGuarantee } from './guarantee-of.js';
export type {
  BackendName,
  BackendRecord,
  Classifier,
  GradientSpec,
  Learner,
  LearnerContext,
  LearnerSpec,
  RidgeSpec,
} from './learner.js';
export { Moments } from './moments.js';
export {
  checkRecipe,
  type Defence,
  type DefenceKind,
  type DpSgdDefence,
  type MixupOnly,
  type Recipe,
} from './recipe.js';
export {
  type BlockLearner,
  type LinearModel,
  noiseVariance,
  predictClasses,
  ridgeLearner,
  solveRidge,
} from './ridge.js';
export { type Trainer, trainer, trainModel } from './train-model.js';
export type { TrainingData } from './training-data.js';
