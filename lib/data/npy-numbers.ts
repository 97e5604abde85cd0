import { sizeOf } from './arrays.js';
import { type Bytes, withBytes } from './bytes.js';
import { DataError } from './data-error.js';
import { BYTES, type ElementType, numbers } from './elements.js';
import { readNpyHeader } from './npy-header.js';
import { withNpz } from './npz-archive.js';

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
  return withBytes(path, readNumbers);
}

/**
 * Every array of an NPZ archive by its name.
 * @param known  names that an array may have
 * @throws DataError where one is damaged as readNpyNumbers, or has another name
 */
export async function readNpzNumbers(
  path: string,
  known: readonly string[],
): Promise<ReadonlyMap<string, NumberArray>> {
  return withNpz(path, async ({ names, read }) => {
    const other = names.find((name) => !known.includes(name));
    if (other !== undefined) throw new DataError(path, '', `of arrays named ${known.join(', ')}`, other);
    const arrays = new Map<string, NumberArray>();
    for (const name of names) arrays.set(name, await read(name, readNumbers));
    return arrays;
  });
}

async function readNumbers(bytes: Bytes): Promise<NumberArray> {
  const header = await readNpyHeader(bytes);
  const { shape, type } = header;
  const length = sizeOf(shape);
  if (!(shape.length >= 1 && length >= 1 && Number.isSafeInteger(8 * length)))
    throw new DataError(bytes.file, '', 'an array of one number or more', `shape (${shape.join(', ')})`);
  bytes.expect(bytes.position + length * BYTES[type]);
  const values = allocate(bytes.file, length);
  let start = 0;
  for await (const block of numbers(bytes, { ...header, length })) {
    values.set(block, start);
    start += block.length;
  }
  await bytes.end();
  return { shape, values: header.fortranOrder ? lastIndexFastest(bytes.file, shape, values) : values, type };
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
