import { sizeOf } from './arrays.js';
import { withBytes } from './bytes.js';
import { DataError } from './data-error.js';
import { BYTES, type ElementType, numbers } from './elements.js';
import { readNpyHeader } from './npy-header.js';

/** An array of numbers as its file holds it, NaN and infinities included. */
export interface NumberArray {
  /** at least one size, each > 0 */
  readonly shape: readonly number[];
  /** last index fastest, whichever order the file has */
  readonly values: Float64Array;
  /** how the file stores a number */
  readonly type: ElementType;
}

/**
 * An NPY file of numbers of any shape and type; unpacked where it is gzip.
 * @throws DataError where it is damaged, holds no number, or does not fit into memory
 */
export async function readNpyNumbers(path: string): Promise<NumberArray> {
  return withBytes(path, async (bytes) => {
    const header = await readNpyHeader(bytes);
    const { shape, type } = header;
    const length = sizeOf(shape);
    if (!(shape.length >= 1 && length >= 1 && Number.isSafeInteger(8 * length)))
      throw new DataError(path, '', 'an array of one number or more', `shape (${shape.join(', ')})`);
    bytes.expect(bytes.position + length * BYTES[type]);
    const values = allocate(path, length);
    let start = 0;
    for await (const block of numbers(bytes, { ...header, length })) {
      values.set(block, start);
      start += block.length;
    }
    await bytes.end();
    return { shape, values: header.fortranOrder ? lastIndexFastest(path, shape, values) : values, type };
  });
}

/** From first index fastest to last index fastest. */
function lastIndexFastest(path: string, shape: readonly number[], values: Float64Array): Float64Array {
  if (shape.length === 1) return values;
  const strides = shape.map((_, axis) => sizeOf(shape.slice(axis + 1)));
  const index = shape.map(() => 0);
  const ordered = allocate(path, values.length);
  let place = 0;
  for (const x of values) {
    ordered[place] = x;
    for (let axis = 0; axis < shape.length; axis++) {
      place += strides[axis];
      if (++index[axis] < shape[axis]) break;
      place -= shape[axis] * strides[axis];
      index[axis] = 0;
    }
  }
  return ordered;
}

function allocate(path: string, length: number): Float64Array {
  try {
    return new Float64Array(length);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new DataError(path, '', 'small enough for memory', `${length} numbers`);
  }
}
