import { crc32 } from 'node:zlib';
import { type Entry, openPromise, type ZipFile } from 'yauzl';
import type { Records } from '../core/index.js';
import { DomainError } from '../numerics/index.js';
import { Bytes, kindOf, mostInflated } from './bytes.js';
import { ClassTable } from './classes.js';
import { asDataError, DataError } from './data-error.js';
import type { ReadOptions } from './format.js';
import { readNpyFeatures, readNpyLabels } from './npy.js';

const FEATURES = ['features', 'x', 'X', 'data', 'images'];
const LABELS = ['labels', 'y'];
const INTACT = 'an intact zip file';

/**
 * An NPZ archive: NPY arrays of features and labels by name. Arrays besides those two are refused, unless
 * both were chosen by name.
 */
export async function readNpz(path: string, options: ReadOptions): Promise<Records> {
  const { features, label } = options;
  if (typeof label === 'number') throw new DomainError('label', 'the name of an array', label);
  const zip = await openZip(path);
  try {
    const arrays = await entries(path, zip);
    const x = choose(path, arrays, 'features', features === undefined ? FEATURES : [features]);
    const y = choose(path, arrays, 'label', label === undefined ? LABELS : [label]);
    if (!(arrays.size === 2 || (features !== undefined && label !== undefined)))
      throw new DataError(path, '', 'two arrays, or read with two named', [...arrays.keys()].join(', '));
    const read = await withEntry(path, zip, x, readNpyFeatures);
    const table = new ClassTable(path, options.classes);
    const labels = await withEntry(path, zip, y, (bytes) => readNpyLabels(bytes, read.count, table));
    return { ...read, labels, classes: table.finish(labels) };
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

function choose(
  path: string,
  arrays: ReadonlyMap<string, Entry>,
  option: string,
  names: readonly string[],
): Entry {
  const found = names.flatMap((name) => arrays.get(name) ?? []);
  if (found.length === 1) return found[0];
  const rule = `of one array ${names.join(' or ')}, or read with one named (${option})`;
  throw new DataError(path, '', rule, [...arrays.keys()].join(', '));
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
