import { readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Records } from '../core/index.js';
import { kindOf, withBytes } from './bytes.js';
import { ClassTable } from './classes.js';
import { asDataError, DataError } from './data-error.js';
import { isCifar, list, type ReadOptions } from './format.js';
import { GrowingRows } from './growing.js';

const SIDE = 32;
const PIXELS = SIDE * SIDE;
const IMAGE = { height: SIDE, width: SIDE, channels: 3 };

interface Variant {
  /** bytes before the image */
  readonly labels: number;
  /** which of them is the label */
  readonly label: number;
  readonly classes: number;
  /** the file beside the batches that holds the class names, one a line */
  readonly names: string;
}

const CIFAR_10: Variant = { labels: 1, label: 0, classes: 10, names: 'batches.meta.txt' };
const COARSE: Variant = { labels: 2, label: 0, classes: 20, names: 'coarse_label_names.txt' };
const FINE: Variant = { labels: 2, label: 1, classes: 100, names: 'fine_label_names.txt' };

/**
 * CIFAR-10 or CIFAR-100 binary batches, one file or all of a folder: a label (CIFAR-100: coarse, then fine),
 * then 32 x 32 pixels in red, then green, then blue. Class names are those of the file beside them, else
 * '0', '1', ...
 *
 * @source A. Krizhevsky, "The CIFAR-10 dataset", binary version
 */
export async function readCifar(
  path: string,
  format: 'cifar10' | 'cifar100',
  options: ReadOptions,
): Promise<Records> {
  const variant = variantOf(format, options);
  const { batches, names } = await cifarSources(path, variant);
  const table = new ClassTable(path, options.classes ?? (await classNames(names, variant)));
  const rows = new GrowingRows(path, 3 * PIXELS, Float32Array);
  const found: number[] = [];
  for (const batch of batches) await readBatch(batch, variant, table, rows, found);
  const labels = Uint16Array.from(found);
  return {
    count: rows.count,
    dimension: rows.width,
    features: rows.finish(),
    labels,
    classes: table.finish(labels),
    image: IMAGE,
  };
}

/** The batches, then the file of class names where there is one. */
export async function cifarFiles(
  path: string,
  format: 'cifar10' | 'cifar100',
  options: ReadOptions,
): Promise<readonly string[]> {
  const { batches, names } = await cifarSources(path, variantOf(format, options));
  return names === undefined || options.classes !== undefined ? batches : [...batches, names];
}

function variantOf(format: 'cifar10' | 'cifar100', options: ReadOptions): Variant {
  if (format === 'cifar10') return CIFAR_10;
  return options.granularity === 'coarse' ? COARSE : FINE;
}

async function cifarSources(path: string, { names }: Variant) {
  const isFolder = (await kindOf(path)) === 'folder';
  const folder = isFolder ? path : dirname(path);
  const inside = isFolder ? await list(path) : [basename(path)];
  const batches = isFolder ? inside.filter(isCifar).map((name) => join(folder, name)) : [path];
  if (batches.length === 0) throw new DataError(path, '', 'a folder with files *.bin', 'none');
  const file = join(folder, names);
  return { batches, names: (await kindOf(file)) === 'file' ? file : undefined };
}

async function classNames(file: string | undefined, { classes }: Variant): Promise<readonly string[]> {
  if (file === undefined) return Array.from({ length: classes }, (_, i) => String(i));
  const text = await readFile(file, 'utf8').catch((error) => {
    throw asDataError(file, '', 'a file that can be read', error);
  });
  const names = text.split(/\r?\n/).filter((line) => line.trim() !== '');
  if (!(names.length === classes && new Set(names).size === classes))
    throw new DataError(file, '', `${classes} different class names, one a line`, names.join(', '));
  return names;
}

async function readBatch(
  path: string,
  { labels, label }: Variant,
  table: ClassTable,
  rows: GrowingRows<Float32Array>,
  found: number[],
): Promise<void> {
  const before = found.length;
  const unit = labels + 3 * PIXELS;
  const row = new Float32Array(3 * PIXELS);
  await withBytes(path, async (bytes) => {
    for await (const piece of bytes.pieces(unit))
      for (let start = 0; start < piece.length; start += unit) {
        const where = `${basename(path)} row ${found.length - before + 1}`;
        found.push(table.index(piece[start + label], where));
        interleave(piece.subarray(start + labels, start + unit), row);
        rows.push(row);
      }
  });
  if (found.length === before) throw new DataError(path, '', 'one record or more', 'an empty file');
}

/** (channels, height, width) to (height, width, channels). */
function interleave(planes: Uint8Array, row: Float32Array): void {
  for (let pixel = 0; pixel < PIXELS; pixel++)
    for (let channel = 0; channel < 3; channel++) row[3 * pixel + channel] = planes[channel * PIXELS + pixel];
}
