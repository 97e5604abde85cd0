export { BackendError } from './backend-error.js';
export type { Batch, BatchTransform, InTraining } from './batch.js';
export { cleanSet } from './defences/clean-set.js';
export { gradientSpec } from './gradient-spec.js';
export { guaranteeOf, type RecipeGuarantee } from './guarantee-of.js';
export type {
  BackendName,
  BackendRecord,
  Classifier,
  Embedded,
  EmbeddingClassifier,
  GradientSpec,
  Learner,
  LearnerContext,
  LearnerSpec,
  LinearModel,
  RidgeSpec,
} from './learner.js';
export { learnerFor } from './learner-for.js';
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
export { extractorOf, trainSurrogate } from './train-surrogate.js';
export type { TrainingData } from './training-data.js';
export { transferLearner } from './transfer.js';
