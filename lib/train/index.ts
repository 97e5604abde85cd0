export { BackendError } from './backend-error.js';
export type { Batch, BatchTransform, InTraining } from './batch.js';
export { gradientSpec } from './gradient-spec.js';
export { guaranteeOf, type RecipeGuarantee } from './guarantee-of.js';
export type {
  BackendName,
  BackendRecord,
  Classifier,
  GradientSpec,
  Learner,
  LearnerSpec,
  LinearModel,
  RidgeSpec,
} from './learner.js';
export {
  checkRecipe,
  type Defence,
  type DefenceKind,
  type DpSgdDefence,
  type MixupOnly,
  type Recipe,
} from './recipe.js';
export { type BlockLearner, noiseVariance, ridgeLearner } from './ridge.js';
export type { DenseLayer, DenseModel, Extractor, Surrogate } from './surrogate.js';
export { type Trainer, trainer, trainModel } from './train-model.js';
export type { TrainingData } from './training-data.js';
