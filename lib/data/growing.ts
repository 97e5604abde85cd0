import { DataError } from './data-error.js';

const SMALLEST_BLOCK = 1 << 14;
const LARGEST_BLOCK = 1 << 24;

/** ECMAScript 2024, in Node since 20. */
interface ResizableBuffer extends ArrayBuffer {
  resize(bytes: number): void;
}
const ResizableBuffer = ArrayBuffer as unknown as new (
  bytes: number,
  options: { maxByteLength: number },
) => ResizableBuffer;

/** Rows of numbers, (count, width), whose count is known only at the end; kept in blocks of up to 16 MiB. */
export class GrowingRows<T extends Float32Array | Uint16Array> {
  readonly #blocks: ResizableBuffer[] = [];
  #last: T;
  /** numbers in the last block */
  #used = 0;
  #count = 0;

  constructor(
    readonly file: string,
    readonly width: number,
    readonly make: TypedArray<T>,
  ) {
    this.#last = new make(0);
  }

  get count(): number {
    return this.#count;
  }

  /** One more row, copied. */
  push(row: T): void {
    if (this.#used === this.#last.length) this.#addBlock();
    this.#last.set(row, this.#used);
    this.#used += this.width;
    this.#count++;
  }

  /** All rows in one array, row-major, of shared memory as allocateFloats; no more can be added. @throws DataError */
  finish(): T {
    const length = this.#count * this.width;
    const all = new this.make(allocateShared(this.file, length * this.make.BYTES_PER_ELEMENT));
    let start = 0;
    for (const block of this.#blocks) {
      const used = Math.min(block.byteLength / this.make.BYTES_PER_ELEMENT, length - start);
      all.set(new this.make(block, 0, used), start);
      start += used;
      // Gives the pages back at once. Left to the garbage collector, both copies would be held together.
      block.resize(0);
    }
    return all;
  }

  #addBlock(): void {
    const rowBytes = this.width * this.make.BYTES_PER_ELEMENT;
    const wanted = Math.min(SMALLEST_BLOCK * 2 ** this.#blocks.length, LARGEST_BLOCK);
    const bytes = rowBytes * Math.max(1, Math.floor(wanted / rowBytes));
    const block = allocate(this.file, bytes, () => new ResizableBuffer(bytes, { maxByteLength: bytes }));
    this.#blocks.push(block);
    this.#last = new this.make(block);
    this.#used = 0;
  }
}

/** The constructor of a typed array. */
interface TypedArray<T> {
  readonly BYTES_PER_ELEMENT: number;
  new (length: number): T;
  new (buffer: ArrayBufferLike, start?: number, length?: number): T;
}

/** Zeros, in memory that the worker threads of a run can read where it is. @throws DataError where it does not suffice */
export function allocateFloats(file: string, length: number): Float32Array {
  return new Float32Array(allocateShared(file, 4 * length));
}

function allocateShared(file: string, bytes: number): SharedArrayBuffer {
  return allocate(file, bytes, () => new SharedArrayBuffer(bytes));
}

function allocate<T>(file: string, bytes: number, make: () => T): T {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new DataError(file, '', 'small enough for memory', `${bytes} bytes of records`);
  }
}
