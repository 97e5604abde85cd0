import type { Records } from '../core/index.js';
import { type ArrayHeader, dimensionOf, readFeatures, readLabels } from './arrays.js';
import { type Bytes, withBytes } from './bytes.js';
import { ClassTable } from './classes.js';
import { DataError } from './data-error.js';
import type { ReadOptions } from './format.js';
import { readNpyHeader } from './npy-header.js';

/** What an array of features tells of the records. */
export type Features = Pick<Records, 'count' | 'dimension' | 'features' | 'image'>;

/** Two NPY files: features, first index the record, and labels. */
export async function readNpy(path: string, options: ReadOptions): Promise<Records> {
  const [, labelPath] = npyFiles(path, options);
  const features = await withBytes(path, readNpyFeatures);
  const table = new ClassTable(labelPath, options.classes);
  const labels = await withBytes(labelPath, (bytes) => readNpyLabels(bytes, features.count, table));
  return { ...features, labels, classes: table.finish(labels) };
}

/** The features and their labels. @throws DataError where the label file is not named */
export function npyFiles(path: string, options: ReadOptions): readonly [string, string] {
  if (options.labels === undefined)
    throw new DataError(path, '', 'read with the NPY file of its labels named (labels)', 'none');
  return [path, options.labels];
}

/** Features from one array: (n), (n, d), images (n, h, w) or (n, h, w, channels), or any shape flattened. */
export async function readNpyFeatures(bytes: Bytes): Promise<Features> {
  const header = await readNpyHeader(bytes);
  const features = await readFeatures(bytes, header);
  return { count: header.shape[0], dimension: dimensionOf(header), features, ...imageOf(header) };
}

/** Labels from an array of whole numbers (n) or (n, 1), stored as integers or floats. */
export async function readNpyLabels(bytes: Bytes, count: number, table: ClassTable): Promise<Uint16Array> {
  return readLabels(bytes, await readNpyHeader(bytes), count, table);
}

function imageOf({ shape }: ArrayHeader): Pick<Features, 'image'> {
  const [, height, width, channels = 1] = shape;
  const isImage = shape.length === 3 || (shape.length === 4 && channels <= 4);
  return isImage ? { image: { height, width, channels } } : {};
}
