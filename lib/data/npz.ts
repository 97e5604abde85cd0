import type { Records } from '../core/index.js';
import { DomainError } from '../numerics/index.js';
import { ClassTable } from './classes.js';
import { DataError } from './data-error.js';
import type { ReadOptions } from './format.js';
import { readNpyFeatures, readNpyLabels } from './npy.js';
import { withNpz } from './npz-archive.js';

const FEATURES = ['features', 'x', 'X', 'data', 'images'];
const LABELS = ['labels', 'y'];

/**
 * An NPZ archive: NPY arrays of features and labels by name. Arrays besides those two are refused, unless
 * both were chosen by name.
 */
export async function readNpz(path: string, options: ReadOptions): Promise<Records> {
  const { features, label } = options;
  if (typeof label === 'number') throw new DomainError('label', 'the name of an array', label);
  return withNpz(path, async ({ names, read }) => {
    const x = choose(path, names, 'features', features === undefined ? FEATURES : [features]);
    const y = choose(path, names, 'label', label === undefined ? LABELS : [label]);
    if (!(names.length === 2 || (features !== undefined && label !== undefined)))
      throw new DataError(path, '', 'two arrays, or read with two named', names.join(', '));
    const found = await read(x, readNpyFeatures);
    const table = new ClassTable(path, options.classes);
    const labels = await read(y, (bytes) => readNpyLabels(bytes, found.count, table));
    return { ...found, labels, classes: table.finish(labels) };
  });
}

function choose(path: string, arrays: readonly string[], option: string, names: readonly string[]): string {
  const found = names.filter((name) => arrays.includes(name));
  if (found.length === 1) return found[0];
  const rule = `of one array ${names.join(' or ')}, or read with one named (${option})`;
  throw new DataError(path, '', rule, arrays.join(', '));
}
