import { DataError } from './data-error.js';

const BLOCK = 1 << 24;

/** ECMAScript 2024, in Node since 20. */
interface ResizableBuffer extends ArrayBuffer {
  resize(bytes: number): void;
}
const ResizableBuffer = ArrayBuffer as unknown as new (
  bytes: number,
  options: { maxByteLength: number },
) => ResizableBuffer;

/** Rows of numbers, (count, width), whose count is known only at the end; kept in blocks of 16 MiB. */
export class GrowingRows<T extends Float32Array | Uint16Array> {
  readonly #blocks: ResizableBuffer[] = [];
  readonly #rowsInBlock: number;
  #last: T;
  #count = 0;

  constructor(
    readonly file: string,
    readonly width: number,
    readonly make: TypedArray<T>,
  ) {
    this.#rowsInBlock = Math.max(1, Math.floor(BLOCK / (make.BYTES_PER_ELEMENT * width)));
    this.#last = new make(0);
  }

  get count(): number {
    return this.#count;
  }

  /** One more row, copied. */
  push(row: T): void {
    const place = this.#count % this.#rowsInBlock;
    if (place === 0) this.#last = this.#block();
    this.#last.set(row, place * this.width);
    this.#count++;
  }

  /** All rows in one array, row-major; no more can be added. @throws DataError */
  finish(): T {
    const length = this.#count * this.width;
    const all = allocate(this.file, length * this.make.BYTES_PER_ELEMENT, () => new this.make(length));
    let start = 0;
    for (const block of this.#blocks) {
      const used = Math.min(this.#rowsInBlock * this.width, length - start);
      all.set(new this.make(block, 0, used), start);
      start += used;
      // Gives the pages back at once. Left to the garbage collector, both copies would be held together.
      block.resize(0);
    }
    return all;
  }

  #block(): T {
    const bytes = this.#rowsInBlock * this.width * this.make.BYTES_PER_ELEMENT;
    const block = allocate(this.file, bytes, () => new ResizableBuffer(bytes, { maxByteLength: bytes }));
    this.#blocks.push(block);
    return new this.make(block);
  }
}

/** The constructor of a typed array. */
interface TypedArray<T> {
  readonly BYTES_PER_ELEMENT: number;
  new (length: number): T;
  new (buffer: ArrayBuffer, start?: number, length?: number): T;
}

/** Zeros. @throws DataError where memory does not suffice */
export function allocateFloats(file: string, length: number): Float32Array {
  return allocate(file, 4 * length, () => new Float32Array(length));
}

function allocate<T>(file: string, bytes: number, make: () => T): T {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new DataError(file, '', 'small enough for memory', `${bytes} bytes of records`);
  }
}
