import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import type { Records } from '../core/index.js';
import { DomainError, integer } from '../numerics/index.js';
import { applyStepsInPlace, type FittedStep, type FixedStep, type Step } from './steps.js';

const REASON =
  'fitted on a separate public set (its constants are statistics of every record it is fitted on: fitted on ' +
  'the private records, one of them would move all the others, which no bound here covers)';

/** Records whose products are summed together. */
const BLOCK = 64;

/**
 * The steps with every fitted one replaced by the constants it takes from a public set, which goes through
 * the same steps; what is returned depends on no private record.
 *
 * @throws DomainError  for a fitted step without a public set, with the reason
 * @proof proofs/preprocessing.md
 */
export function fixSteps(
  steps: readonly Step[],
  publicSet?: Records,
  name = 'public set',
): readonly FixedStep[] {
  const copy = publicSet && { ...publicSet, features: publicSet.features.slice() };
  return fixStepsInPlace(steps, copy, name);
}

/**
 * As fixSteps, for a public set that nobody else holds: it is spent.
 *
 * @proof proofs/preprocessing.md
 */
export function fixStepsInPlace(
  steps: readonly Step[],
  publicSet?: Records,
  name = 'public set',
): readonly FixedStep[] {
  const fixed: FixedStep[] = [];
  let seen = publicSet; // the public records as they stand before the next step
  for (const step of steps) {
    const next = isFitted(step) ? fit(step, seen) : [step];
    fixed.push(...next);
    if (seen !== undefined) seen = applyStepsInPlace(next, seen, name);
  }
  return fixed;
}

/** Whether a step needs a public set. */
function isFitted(step: Step): step is FittedStep {
  return step.kind === 'centre' || step.kind === 'standardise' || step.kind === 'pca';
}

function fit(step: FittedStep, records: Records | undefined): readonly FixedStep[] {
  if (records === undefined) throw new DomainError(step.kind, REASON, 'no public set');
  const mean = means(records);
  const centre: FixedStep = { kind: 'shift', by: Array.from(mean, (x) => -x) };
  switch (step.kind) {
    case 'centre':
      return [centre];
    case 'standardise':
      // A feature that is constant in the public set has no scale there: it is only centred.
      return [
        centre,
        { kind: 'scale', by: Array.from(deviations(records, mean), (s) => (s > 0 ? 1 / s : 1)) },
      ];
    case 'pca':
      return [centre, { kind: 'linear', matrix: components(records, mean, step.dimensions) }];
  }
}

function means({ count, dimension, features }: Records): Float64Array {
  const mean = new Float64Array(dimension);
  for (let i = 0; i < features.length; i++) mean[i % dimension] += features[i] / count;
  return mean;
}

function deviations({ count, dimension, features }: Records, mean: Float64Array): Float64Array {
  const variance = new Float64Array(dimension);
  for (let i = 0; i < features.length; i++) {
    const away = features[i] - mean[i % dimension];
    variance[i % dimension] += (away * away) / count;
  }
  return variance.map(Math.sqrt);
}

/** The first m eigenvectors of the covariance, by falling eigenvalue, each with its largest entry positive. */
function components(records: Records, mean: Float64Array, m: number): number[][] {
  const { dimension } = records;
  integer(1, Math.min(dimension, records.count - 1), { 'pca dimensions': m });
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(covariance(records, mean), {
    assumeSymmetric: true,
  });
  const order = realEigenvalues.map((_, i) => i).sort((a, b) => realEigenvalues[b] - realEigenvalues[a]);
  return order.slice(0, m).map((column) => {
    const vector = eigenvectorMatrix.getColumn(column);
    const largest = vector.reduce((best, x) => (Math.abs(x) > Math.abs(best) ? x : best), 0);
    return largest < 0 ? vector.map((x) => -x) : vector;
  });
}

/** Records are taken a block at a time, so that a line of sums stays near while all of the block add to it. */
function covariance({ count, dimension, features }: Records, mean: Float64Array): Matrix {
  const sums = new Float64Array(dimension * dimension);
  const rows = new Float64Array(BLOCK * dimension);
  for (let start = 0; start < count; start += BLOCK) {
    const end = Math.min(BLOCK, count - start) * dimension;
    for (let j = 0; j < end; j++) rows[j] = features[start * dimension + j] - mean[j % dimension];
    for (let a = 0; a < dimension; a++) {
      const line = sums.subarray(a * dimension, (a + 1) * dimension);
      for (let from = 0; from < end; from += dimension) {
        const x = rows[from + a];
        for (let b = a; b < dimension; b++) line[b] += x * rows[from + b];
      }
    }
  }
  const matrix = Matrix.zeros(dimension, dimension);
  for (let a = 0; a < dimension; a++)
    for (let b = a; b < dimension; b++) {
      const value = sums[a * dimension + b] / count;
      matrix.set(a, b, value);
      matrix.set(b, a, value);
    }
  return matrix;
}
