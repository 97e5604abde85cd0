import type { Records } from '../core/index.js';
import { DomainError, integer } from '../numerics/index.js';
import { DataError } from './data-error.js';
import { allocateFloats } from './growing.js';
import { type Projection, projectionMatrix } from './project.js';
import { type Numbers, perFeature } from './scale.js';

/**
 * A step that maps each record by itself, by constants that no private record had a part in.
 *
 * 'scale'    x * by
 * 'shift'    x + by
 * 'contrast' x less the mean of its own features
 * 'project'  random directions from a seed
 * 'linear'   matrix x, (m, d): what principal components become once a public set gave them
 */
export type FixedStep =
  | { readonly kind: 'scale'; readonly by: Numbers }
  | { readonly kind: 'shift'; readonly by: Numbers }
  | { readonly kind: 'contrast' }
  | Projection
  | { readonly kind: 'linear'; readonly matrix: readonly (readonly number[])[] };

/**
 * A step whose constants are statistics of a set of records: only ever of a public one.
 *
 * 'centre'       subtract the mean of each feature
 * 'standardise'  the same, then divide by its standard deviation
 * 'pca'          centre, then the coordinates along the first principal components
 */
export type FittedStep =
  | { readonly kind: 'centre' }
  | { readonly kind: 'standardise' }
  | { readonly kind: 'pca'; readonly dimensions: number };

export type Step = FixedStep | FittedStep;

/** One step made ready for records of a dimension: rows of doubles in, rows of doubles out. */
interface RowMap {
  readonly dimension: number;
  apply(row: Float64Array): Float64Array;
}

/**
 * The records after the steps, each mapped by itself: computed in float64, rounded to float32 at the end.
 *
 * @returns  new features; no image where a step mixes the features
 * @throws DomainError  where constants do not fit the features
 * @throws DataError    naming the record that a step makes too large for float32
 * @proof proofs/preprocessing.md
 */
export function applySteps(steps: readonly FixedStep[], records: Records, name = 'records'): Records {
  return mapRecords(steps, records, name, (length) => allocateFloats(name, length));
}

/**
 * As applySteps, for records that nobody else holds: where their number of features stays, each is written over
 * itself. What was handed in is spent.
 *
 * @proof proofs/preprocessing.md
 */
export function applyStepsInPlace(steps: readonly FixedStep[], records: Records, name = 'records'): Records {
  return mapRecords(steps, records, name, (length) =>
    length === records.features.length ? records.features : allocateFloats(name, length),
  );
}

/** @param target  gives the memory of the result; a record is read before its own result is written */
function mapRecords(
  steps: readonly FixedStep[],
  records: Records,
  name: string,
  target: (length: number) => Float32Array,
): Records {
  const { image, ...rest } = records;
  const maps: RowMap[] = [];
  let dimension = records.dimension;
  for (const step of steps) {
    const map = rowMap(step, dimension);
    maps.push(map);
    dimension = map.dimension;
  }
  const features = target(records.count * dimension);
  const first = new Float64Array(records.dimension);
  for (let i = 0; i < records.count; i++) {
    first.set(records.features.subarray(i * records.dimension, (i + 1) * records.dimension));
    const row = maps.reduce<Float64Array>((x, map) => map.apply(x), first);
    features.set(row, i * dimension);
    for (let j = 0; j < dimension; j++)
      if (!Number.isFinite(features[i * dimension + j]))
        throw new DataError(name, `record ${i + 1}`, 'within float32 after the steps', row[j]);
  }
  const keepsImage = steps.every(({ kind }) => kind !== 'project' && kind !== 'linear');
  return { ...rest, ...(keepsImage && image !== undefined ? { image } : {}), dimension, features };
}

function rowMap(step: FixedStep, dimension: number): RowMap {
  switch (step.kind) {
    case 'scale':
    case 'shift': {
      const by = perFeature(step.kind, step.by, dimension);
      const add = step.kind === 'shift';
      return {
        dimension,
        apply(row) {
          for (let j = 0; j < dimension; j++) row[j] = add ? row[j] + by[j] : row[j] * by[j];
          return row;
        },
      };
    }
    case 'contrast':
      return {
        dimension,
        apply(row) {
          const mean = row.reduce((sum, x) => sum + x, 0) / dimension;
          return row.map((x) => x - mean);
        },
      };
    case 'project':
      return linearMap(projectionMatrix(step, dimension), dimension, step.dimensions);
    case 'linear': {
      const m = step.matrix.length;
      integer(1, 2 ** 26, { 'linear.length': m });
      const byFeature = new Float64Array(dimension * m);
      step.matrix.forEach((line, i) => {
        perFeature('linear', line, dimension).forEach((x, j) => {
          byFeature[j * m + i] = x;
        });
      });
      return linearMap(byFeature, dimension, m);
    }
    default:
      throw new DomainError('step', 'fixed before it is applied', (step as Step).kind);
  }
}

/** @param matrix  (dimension, m) row-major: feature j adds x_j times row j */
function linearMap(matrix: Float64Array, dimension: number, m: number): RowMap {
  const out = new Float64Array(m);
  return {
    dimension: m,
    apply(row) {
      out.fill(0);
      for (let j = 0; j < dimension; j++) {
        const x = row[j];
        if (x === 0) continue; // most of an image is empty
        const at = j * m;
        for (let i = 0; i < m; i++) out[i] += x * matrix[at + i];
      }
      return out;
    },
  };
}
