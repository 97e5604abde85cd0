import type { Bytes } from './bytes.js';
import type { ClassTable } from './classes.js';
import { DataError } from './data-error.js';
import { type ElementType, numbers } from './elements.js';
import { allocateFloats } from './growing.js';

/** An array as its file describes it. */
export interface ArrayHeader {
  readonly type: ElementType;
  readonly littleEndian: boolean;
  /** first index slowest; the first counts records */
  readonly shape: readonly number[];
}

/** Numbers in an array of this shape. */
export const sizeOf = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);

/** Features of one record. */
export const dimensionOf = ({ shape }: ArrayHeader): number => sizeOf(shape.slice(1));

/** x as float32. @throws DataError where it is NaN, infinite or too large */
export function feature(x: number, file: string, row: number, column: number): number {
  const rounded = Math.fround(x);
  if (!Number.isFinite(rounded))
    throw new DataError(file, `row ${row + 1}, column ${column + 1}`, 'a finite float32', x);
  return rounded;
}

/**
 * The features of an array, row-major whichever order they come in.
 *
 * @param target  the place of every column, where the array is stored column by column
 * @throws DataError
 */
export async function readFeatures(
  bytes: Bytes,
  header: ArrayHeader,
  target?: Uint32Array,
): Promise<Float32Array> {
  const [count] = header.shape;
  const dimension = dimensionOf(header);
  const features = allocateFloats(bytes.file, count * dimension);
  let row = 0;
  let column = 0;
  for await (const block of numbers(bytes, { ...header, length: features.length })) {
    if (target === undefined) {
      for (const x of block) {
        features[row * dimension + column] = feature(x, bytes.file, row, column);
        if (++column === dimension) {
          column = 0;
          row++;
        }
      }
    } else {
      for (const x of block) {
        features[row * dimension + target[column]] = feature(x, bytes.file, row, target[column]);
        if (++row === count) {
          row = 0;
          column++;
        }
      }
    }
  }
  return features;
}

/** The labels of an array of whole numbers, of whatever type. @throws DataError */
export async function readLabels(bytes: Bytes, header: ArrayHeader, table: ClassTable): Promise<Uint16Array> {
  const labels = new Uint16Array(header.shape[0]);
  let row = 0;
  for await (const block of numbers(bytes, { ...header, length: labels.length }))
    for (const x of block) {
      labels[row] = table.index(x, `row ${row + 1}`);
      row++;
    }
  return labels;
}

/** Requires records with a feature each. @throws DataError */
export function checkFeatureShape(file: string, header: ArrayHeader): void {
  const size = sizeOf(header.shape);
  if (!(header.shape.length >= 1 && size >= 1 && Number.isSafeInteger(8 * size)))
    throw new DataError(file, '', 'one record or more of one feature or more', shapeText(header));
}

/** Requires one label for each of `count` records. @throws DataError */
export function checkLabelShape(file: string, header: ArrayHeader, count: number): void {
  if (!(header.shape[0] === count && sizeOf(header.shape) === count))
    throw new DataError(file, '', `${count} labels, one a record`, shapeText(header));
}

const shapeText = ({ shape }: ArrayHeader): string => `shape (${shape.join(', ')})`;
