import { crc32 } from 'node:zlib';
import { type Entry, openPromise, type ZipFile } from 'yauzl';
import { Bytes, kindOf, mostInflated } from './bytes.js';
import { asDataError, DataError } from './data-error.js';

const INTACT = 'an intact zip file';

/** An open NPZ archive: NPY arrays by name. */
export interface NpzArchive {
  readonly names: readonly string[];
  /** Runs `use` over the bytes of one of its arrays. @throws DataError where the archive is damaged */
  read<T>(name: string, use: (bytes: Bytes) => Promise<T>): Promise<T>;
}

/**
 * Opens an NPZ archive, runs `use` over it and closes it whatever happens.
 * @throws DataError unless it is an intact zip file of NPY arrays of different names
 */
export async function withNpz<T>(path: string, use: (archive: NpzArchive) => Promise<T>): Promise<T> {
  const zip = await openZip(path);
  try {
    const arrays = await entries(path, zip);
    return await use({
      names: [...arrays.keys()],
      async read(name, useBytes) {
        const entry = arrays.get(name);
        if (entry === undefined)
          throw new DataError(path, '', `of an array ${name}`, [...arrays.keys()].join(', '));
        return withEntry(path, zip, entry, useBytes);
      },
    });
  } finally {
    zip.close();
  }
}

async function openZip(path: string): Promise<ZipFile> {
  if ((await kindOf(path)) !== 'file') throw new DataError(path, '', 'a file that exists', 'none');
  try {
    return await openPromise(path, { autoClose: false, lazyEntries: true });
  } catch (error) {
    throw asDataError(path, '', INTACT, error);
  }
}

async function entries(path: string, zip: ZipFile): Promise<ReadonlyMap<string, Entry>> {
  const arrays = new Map<string, Entry>();
  try {
    for await (const entry of zip.eachEntry()) {
      const name = entry.fileName.replace(/\.npy$/, '');
      if (name === entry.fileName || arrays.has(name))
        throw new DataError(path, '', 'made of NPY arrays of different names', entry.fileName);
      arrays.set(name, entry);
    }
  } catch (error) {
    throw asDataError(path, '', INTACT, error);
  }
  return arrays;
}

async function withEntry<T>(
  path: string,
  zip: ZipFile,
  entry: Entry,
  use: (bytes: Bytes) => Promise<T>,
): Promise<T> {
  const { compressedSize, uncompressedSize } = entry;
  if (!(uncompressedSize <= Math.max(compressedSize, mostInflated(compressedSize))))
    throw new DataError(
      path,
      entry.fileName,
      `at most ${mostInflated(compressedSize)} bytes`,
      uncompressedSize,
    );
  const name = `${path}: ${entry.fileName}`;
  const bytes = new Bytes(name, contents(name, zip, entry), uncompressedSize, uncompressedSize);
  try {
    return await use(bytes);
  } finally {
    await bytes.close();
  }
}

async function* contents(name: string, zip: ZipFile, entry: Entry): AsyncGenerator<Buffer> {
  let sum = 0;
  try {
    const stream = await zip.openReadStreamPromise(entry);
    try {
      for await (const chunk of stream) {
        sum = crc32(chunk, sum);
        yield chunk as Buffer;
      }
    } finally {
      stream.destroy();
    }
  } catch (error) {
    throw asDataError(name, '', INTACT, error);
  }
  // yauzl leaves the check sum to its caller.
  if (sum !== entry.crc32) throw new DataError(name, '', `of check sum ${entry.crc32}`, sum);
}
