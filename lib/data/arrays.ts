import type { Bytes } from './bytes.js';
import type { ClassTable } from './classes.js';
import { DataError } from './data-error.js';
import { BYTES, type ElementType, numbers } from './elements.js';
import { allocateFloats } from './growing.js';

/** An array as its file describes it. */
export interface ArrayHeader {
  readonly type: ElementType;
  readonly littleEndian: boolean;
  /** whether numbers come with the first index fastest, column by column, in place of the last */
  readonly fortranOrder: boolean;
  /** the first size counts records */
  readonly shape: readonly number[];
}

/** Numbers in an array of this shape. */
export const sizeOf = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);

/** Features of one record. */
export const dimensionOf = ({ shape }: ArrayHeader): number => sizeOf(shape.slice(1));

/** x as float32. @throws DataError where it is NaN, infinite or too large */
function feature(x: number, file: string, row: number, column: number): number {
  const rounded = Math.fround(x);
  if (!Number.isFinite(rounded))
    throw new DataError(file, `row ${row + 1}, column ${column + 1}`, 'a finite float32', x);
  return rounded;
}

/**
 * The features of an array that ends its file, (count, dimension) row-major whichever order they come in.
 *
 * @throws DataError unless it holds one record or more, of one feature or more, each finite as float32
 */
export async function readFeatures(bytes: Bytes, header: ArrayHeader): Promise<Float32Array> {
  checkFeatureShape(bytes.file, header);
  expectArray(bytes, header);
  const [count] = header.shape;
  const dimension = dimensionOf(header);
  const target = header.fortranOrder ? rowMajor(header.shape) : undefined;
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
  await bytes.end();
  return features;
}

/**
 * The labels of an array of whole numbers, of whatever type, that ends its file.
 *
 * @throws DataError unless there is one for each of `count` records
 */
export async function readLabels(
  bytes: Bytes,
  header: ArrayHeader,
  count: number,
  table: ClassTable,
): Promise<Uint16Array> {
  checkLabelShape(bytes.file, header, count);
  expectArray(bytes, header);
  const labels = new Uint16Array(count);
  let row = 0;
  for await (const block of numbers(bytes, { ...header, length: labels.length }))
    for (const x of block) {
      labels[row] = table.index(x, `row ${row + 1}`);
      row++;
    }
  await bytes.end();
  return labels;
}

/** Requires a file as long as its header says, before memory is asked for. @throws DataError */
function expectArray(bytes: Bytes, { shape, type }: ArrayHeader): void {
  bytes.expect(bytes.position + sizeOf(shape) * BYTES[type]);
}

function checkFeatureShape(file: string, header: ArrayHeader): void {
  const size = sizeOf(header.shape);
  if (!(header.shape.length >= 1 && size >= 1 && Number.isSafeInteger(8 * size)))
    throw new DataError(file, '', 'one record or more of one feature or more', shapeText(header));
}

function checkLabelShape(file: string, header: ArrayHeader, count: number): void {
  if (!(header.shape[0] === count && sizeOf(header.shape) === count))
    throw new DataError(file, '', `${count} labels, one a record`, shapeText(header));
}

/** Where the features of a record go that come with the first of their indices fastest. */
function rowMajor([, ...sizes]: readonly number[]): Uint32Array {
  return Uint32Array.from({ length: sizeOf(sizes) }, (_, column) => {
    let place = 0;
    let rest = column;
    let stride = sizeOf(sizes);
    for (const size of sizes) {
      stride /= size;
      place += (rest % size) * stride;
      rest = Math.floor(rest / size);
    }
    return place;
  });
}

const shapeText = ({ shape }: ArrayHeader): string => `shape (${shape.join(', ')})`;
