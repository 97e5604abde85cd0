import { basename, dirname, join } from 'node:path';
import type { Records } from '../core/index.js';
import { type ArrayHeader, dimensionOf, readFeatures, readLabels } from './arrays.js';
import { type Bytes, kindOf, withBytes } from './bytes.js';
import { ClassTable } from './classes.js';
import { DataError } from './data-error.js';
import type { ElementType } from './elements.js';
import type { ReadOptions } from './format.js';

/** The third byte of the file. */
const TYPES: Readonly<Record<number, ElementType>> = {
  8: 'uint8',
  9: 'int8',
  11: 'int16',
  12: 'int32',
  13: 'float32',
  14: 'float64',
};

/**
 * The IDX files of MNIST and its relatives: two zero bytes, type, number of sizes, the sizes as 32-bit
 * integers, then the numbers, all big-endian with the last index fastest. Three sizes make an image.
 *
 * @source Y. LeCun, C. Cortes, C. J. C. Burges, "The MNIST database of handwritten digits", file formats
 */
export async function readIdx(path: string, options: ReadOptions): Promise<Records> {
  const [, labelPath] = await idxFiles(path, options);
  const { header, features } = await withBytes(path, readImages);
  const [count, height, width] = header.shape;
  const table = new ClassTable(labelPath, options.classes);
  const labels = await withBytes(labelPath, (bytes) => readLabelFile(bytes, count, table));
  const classes = table.finish(labels);
  const records = { count, dimension: dimensionOf(header), features, labels, classes };
  return header.shape.length === 3 ? { ...records, image: { height, width, channels: 1 } } : records;
}

/** The images and their labels. @throws DataError where the label file is not found */
export async function idxFiles(path: string, options: ReadOptions): Promise<readonly [string, string]> {
  if (options.labels !== undefined) return [path, options.labels];
  // t10k-images-idx3-ubyte.gz -> t10k-labels-idx1-ubyte.gz; one of the two may have been unpacked.
  const name = basename(path).replace('images', 'labels').replace(/idx\d/, 'idx1').replace(/\.gz$/, '');
  const candidates = [name, `${name}.gz`].filter((candidate) => candidate !== basename(path));
  if (basename(path).includes('images'))
    for (const candidate of candidates) {
      const labels = join(dirname(path), candidate);
      if ((await kindOf(labels)) === 'file') return [path, labels];
    }
  throw new DataError(path, '', 'beside its label file, or read with that named (labels)', 'no label file');
}

async function readImages(bytes: Bytes): Promise<{ header: ArrayHeader; features: Float32Array }> {
  const header = await readHeader(bytes);
  return { header, features: await readFeatures(bytes, header) };
}

async function readLabelFile(bytes: Bytes, count: number, table: ClassTable): Promise<Uint16Array> {
  return readLabels(bytes, await readHeader(bytes), count, table);
}

async function readHeader(bytes: Bytes): Promise<ArrayHeader> {
  const [zero, nought, code, sizes] = await bytes.read(4);
  const type = TYPES[code];
  if (!(zero === 0 && nought === 0 && type !== undefined && sizes >= 1))
    throw new DataError(
      bytes.file,
      'byte 0',
      'two zero bytes, an IDX type and a number of sizes',
      [zero, nought, code, sizes].join(' '),
    );
  const numbers = await bytes.read(4 * sizes);
  const shape = Array.from({ length: sizes }, (_, i) => numbers.readUInt32BE(4 * i));
  return { type, littleEndian: false, fortranOrder: false, shape };
}
