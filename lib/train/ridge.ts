import { EigenvalueDecomposition } from 'ml-matrix';
import type { Mixtures, Noise } from '../core/index.js';
import { atLeast, DomainError } from '../numerics/index.js';
import { finiteScores } from './finite-scores.js';
import { indexOfLargest } from './index-of-largest.js';
import type { Classifier, Learner, LinearModel } from './learner.js';
import { Moments } from './moments.js';

/** Share of the labels' variance that features are taken to leave unexplained. */
const UNEXPLAINED = 0.25;

/**
 * Variance of the noise on one coordinate of a mixture: sigma^2, or 2 b^2 for Laplace.
 *
 * Rounding to the grid of the release adds a twelfth of a step squared, 2^-23 of this or less wherever a standard
 * deviation has 1024 steps: all but noise that is below 2^-12 of the domain.
 */
export function noiseVariance({ law, scale }: Noise): number {
  return law === 'gaussian' ? scale * scale : 2 * scale * scale;
}

/**
 * Ridge regression of labels on features that carry noise of known variance v on each coordinate
 * (errors in variables):
 *
 *   W = V diag(1 / (max(0, l) + p)) V' X'Y,   V diag(l) V' = X'X - T v I,   both about the means,
 *   p = v sqrt(T d) + mean(max(0, l)) d / (4 T)
 *
 * T v I is what the noise adds to X'X in the mean. What is left of the noise has eigenvalues of root mean square
 * v sqrt(T d) (the entries of Z'Z - T v I have variance T v^2), so smaller eigenvalues of the corrected matrix
 * are mostly noise, and that is the first term. The second is the usual ridge penalty, residual variance over
 * prior variance of a weight, for labels a quarter of whose variance stays unexplained: it matters where there are
 * few rows and no noise. Nothing is tuned.
 *
 * @param variance  v >= 0, see noiseVariance
 * @throws DomainError for a negative variance, or where no mixture was added
 */
export function solveRidge(moments: Moments, variance: number): LinearModel {
  atLeast(0, { variance });
  const { dimension, classes } = moments;
  const { count, features, labels, second, cross } = moments.centred();
  for (let i = 0; i < dimension; i++) second.set(i, i, second.get(i, i) - count * variance);
  const { realEigenvalues, eigenvectorMatrix: basis } = new EigenvalueDecomposition(second, {
    assumeSymmetric: true,
  });
  const signal = realEigenvalues.map((value) => Math.max(0, value));
  const mean = signal.reduce((sum, value) => sum + value, 0) / dimension;
  const penalty = variance * Math.sqrt(count * dimension) + (UNEXPLAINED * mean * dimension) / count;

  const turned = basis.transpose().mmul(cross);
  // a penalty of 0 means that all eigenvalues are 0: features say nothing
  signal.forEach((value, i) => void turned.mulRow(i, penalty > 0 ? 1 / (value + penalty) : 0));
  const weights = basis.mmul(turned);
  const intercept = labels.map(
    (label, j) => label - features.reduce((sum, value, i) => sum + value * weights.get(i, j), 0),
  );
  return { dimension, classes, weights: Float64Array.from(weights.to1DArray()), intercept };
}

/**
 * The class with the largest score, the first of equals.
 *
 * @param features  (count, dimension) row-major
 * @throws Error where a score is not finite
 */
export function predictClasses(model: LinearModel, features: Float32Array, count: number): Uint16Array {
  const scores = new Float64Array(model.classes);
  return Uint16Array.from({ length: count }, (_, row) => {
    scoreRow(model, features, row, scores);
    return indexOfLargest(finiteScores(scores));
  });
}

/** x W + b of each row, (count, classes) row-major. @param features (count, dimension) row-major */
function linearScores(model: LinearModel, features: Float32Array, count: number): Float64Array {
  const { classes } = model;
  const scores = new Float64Array(count * classes);
  for (let row = 0; row < count; row++)
    scoreRow(model, features, row, scores.subarray(row * classes, (row + 1) * classes));
  return scores;
}

function scoreRow(model: LinearModel, features: Float32Array, row: number, scores: Float64Array): void {
  const { dimension, classes, weights, intercept } = model;
  scores.set(intercept);
  for (let i = 0, at = 0; i < dimension; i++) {
    const x = features[row * dimension + i];
    for (let j = 0; j < classes; j++, at++) scores[j] += x * weights[at];
  }
}

/** A learner that looks at a set once, block by block, so that the set need never be held whole. */
export interface BlockLearner extends Learner {
  trainOnBlocks(blocks: Iterable<Mixtures>): Classifier;
}

/** Ridge regression as a learner; it draws nothing, so no seed changes it. @param variance see solveRidge */
export function ridgeLearner(variance: number): BlockLearner {
  const trainOnBlocks = (blocks: Iterable<Mixtures>): Classifier => {
    let moments: Moments | undefined;
    for (const block of blocks) {
      moments ??= new Moments(block.dimension, block.classes);
      moments.add(block);
    }
    if (moments === undefined) throw new DomainError('mixtures', 'one or more', 0);
    return linearClassifier(solveRidge(moments, variance));
  };
  return {
    async train(set, _seed, transform) {
      if (transform !== undefined)
        throw new DomainError('learner', 'softmax, mlp or cnn where a defence changes batches', 'ridge');
      return trainOnBlocks([set]);
    },
    trainOnBlocks,
  };
}

function linearClassifier(model: LinearModel): Classifier {
  return {
    predict: async (features, count) => predictClasses(model, features, count),
    logits: async (features, count) => finiteScores(linearScores(model, features, count)),
    embed: async (features, count) => ({
      width: model.dimension,
      values: features.slice(0, count * model.dimension),
    }),
    linear: async () => model,
    dispose() {},
  };
}
