import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { asDataError, DataError } from './data-error.js';

const BLOCK = 1 << 18;
/** Deflate never packs more than 1,032 bytes into one, so a longer claim is refused before memory is asked for. */
const DEFLATE_RATIO = 1032;

/**
 * The bytes of one file, or of one member of an archive, read once from front to back. What peek() and
 * pieces() give is valid until the next call.
 */
export class Bytes {
  #rest: Buffer = Buffer.alloc(0);
  #position = 0;
  readonly #source: AsyncIterator<Buffer>;

  /**
   * @param file  what errors call it
   * @param source  each part must stay as it is while the next is fetched, not longer
   * @param size  length in bytes where it is known beforehand
   * @param most  no more bytes than this can come
   */
  constructor(
    readonly file: string,
    source: AsyncIterable<Buffer>,
    readonly size: number | undefined,
    readonly most: number,
  ) {
    this.#source = source[Symbol.asyncIterator]();
  }

  /** How many bytes were read. */
  get position(): number {
    return this.#position;
  }

  /** The next `length` bytes, or as many as there are, without passing them. */
  async peek(length: number): Promise<Buffer> {
    while (this.#rest.length < length && (await this.#more()));
    return this.#rest.subarray(0, length);
  }

  /** The next `length` bytes. @throws DataError where there are fewer */
  async read(length: number): Promise<Buffer> {
    const bytes = await this.peek(length);
    if (bytes.length < length) throw this.#truncated(bytes.length, length);
    return Buffer.from(this.#pass(length));
  }

  /**
   * The next `length` bytes in pieces, each a whole number of units; to the end where length is left out.
   *
   * @throws DataError where there are fewer, or a unit is cut short
   */
  async *pieces(unit: number, length = Number.POSITIVE_INFINITY): AsyncGenerator<Buffer> {
    let left = length;
    while (left > 0) {
      const bytes = await this.peek(unit);
      if (bytes.length === 0 && length === Number.POSITIVE_INFINITY) return;
      if (bytes.length < unit) throw this.#truncated(bytes.length, Math.min(unit, left));
      const whole = Math.min(left, this.#rest.length - (this.#rest.length % unit));
      left -= whole;
      yield this.#pass(whole);
    }
  }

  /** Requires that nothing is left; only then are check sums known to hold. @throws DataError */
  async end(): Promise<void> {
    if ((await this.peek(1)).length > 0)
      throw new DataError(this.file, `byte ${this.#position}`, 'the end of the file', 'trailing bytes');
  }

  /** Requires that a file of `total` bytes in all, as its header claims, can be what is here. @throws DataError */
  expect(total: number): void {
    const fits = this.size === undefined ? total <= this.most : total === this.size;
    if (!fits)
      throw new DataError(
        this.file,
        '',
        `${total} bytes long, as its header says`,
        this.size === undefined ? `at most ${this.most} bytes` : `${this.size} bytes`,
      );
  }

  async close(): Promise<void> {
    await this.#source.return?.();
  }

  async #more(): Promise<boolean> {
    const { done, value } = await this.#source.next();
    if (done === true) return false;
    this.#rest = this.#rest.length === 0 ? value : Buffer.concat([this.#rest, value]);
    return true;
  }

  #pass(length: number): Buffer {
    const bytes = this.#rest.subarray(0, length);
    this.#rest = this.#rest.subarray(length);
    this.#position += length;
    return bytes;
  }

  #truncated(got: number, wanted: number): DataError {
    return new DataError(
      this.file,
      `byte ${this.#position}`,
      `followed by ${wanted} bytes or more`,
      `${got} bytes: the file is cut short`,
    );
  }
}

/** Most bytes that `packed` deflated bytes can hold. */
export const mostInflated = (packed: number): number => DEFLATE_RATIO * packed;

/** Opens a file; one that starts like gzip is unpacked as it is read. @throws DataError */
async function openBytes(path: string): Promise<Bytes> {
  const { size, gzip } = await look(path);
  if (gzip) return new Bytes(path, gunzipped(path, size), undefined, mostInflated(size));
  return new Bytes(path, contents(path), size, size);
}

/** Runs `use` over the bytes of a file and closes it whatever happens. */
export async function withBytes<T>(path: string, use: (bytes: Bytes) => Promise<T>): Promise<T> {
  const bytes = await openBytes(path);
  try {
    return await use(bytes);
  } finally {
    await bytes.close();
  }
}

/** Whether there is such a file or folder, and which it is. @throws DataError where it cannot be told */
export async function kindOf(path: string): Promise<'file' | 'folder' | 'none'> {
  try {
    const found = await stat(path);
    if (found.isFile()) return 'file';
    if (found.isDirectory()) return 'folder';
    // A pipe could be read only once; its check sum is taken by another pass.
    throw new DataError(path, '', 'a file or a folder', 'something else');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 'none';
    throw asDataError(path, '', 'a file that can be read', error);
  }
}

async function look(path: string): Promise<{ size: number; gzip: boolean }> {
  if ((await kindOf(path)) !== 'file')
    throw new DataError(path, '', 'a file that exists', await kindOf(path));
  try {
    const file = await open(path);
    try {
      const { size } = await file.stat();
      const { buffer, bytesRead } = await file.read(Buffer.alloc(2), 0, 2, 0);
      return { size, gzip: bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b };
    } finally {
      await file.close();
    }
  } catch (error) {
    throw asDataError(path, '', 'a file that can be read', error);
  }
}

// Two buffers in turn: the garbage collector would let hundreds of short-lived ones pile up.
async function* contents(path: string): AsyncGenerator<Buffer> {
  const buffers = [Buffer.allocUnsafeSlow(BLOCK), Buffer.allocUnsafeSlow(BLOCK)];
  try {
    const file = await open(path);
    try {
      for (let turn = 0; ; turn = 1 - turn) {
        const { bytesRead } = await file.read(buffers[turn], 0, BLOCK);
        if (bytesRead === 0) return;
        yield buffers[turn].subarray(0, bytesRead);
      }
    } finally {
      await file.close();
    }
  } catch (error) {
    throw asDataError(path, '', 'a file that can be read', error);
  }
}

async function* gunzipped(path: string, size: number): AsyncGenerator<Buffer> {
  const file = createReadStream(path, { highWaterMark: BLOCK });
  const gunzip = createGunzip({ chunkSize: BLOCK });
  pipeline(file, gunzip, () => {}); // what fails here fails the loop below
  try {
    for await (const chunk of gunzip) yield chunk as Buffer;
  } catch (error) {
    throw asDataError(path, '', 'an intact gzip file', error);
  } finally {
    file.destroy();
    gunzip.destroy();
  }
  // Node passes over bytes after the last member.
  if (gunzip.bytesWritten !== size)
    throw new DataError(path, '', `${gunzip.bytesWritten} bytes of gzip and no more`, `${size} bytes`);
}
