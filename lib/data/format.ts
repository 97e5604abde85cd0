import { readdir } from 'node:fs/promises';
import { basename } from 'node:path';
import { DomainError } from '../numerics/index.js';
import { kindOf, withBytes } from './bytes.js';
import { asDataError, DataError } from './data-error.js';

/** Files that can be read. All but 'npz' and 'png' may be packed with gzip. */
export type Format = 'csv' | 'idx' | 'npy' | 'npz' | 'cifar10' | 'cifar100' | 'png';

/** How to read a data file; plain JSON. What is left out is detected. */
export interface ReadOptions {
  readonly format?: Format;
  /** CSV: whether the first row holds names */
  readonly header?: boolean;
  /**
   * CSV: column of the labels, by name, or by position from 0, negative from the end; -1 where left out.
   * NPZ: name of the array of labels; 'labels' or 'y' where left out
   */
  readonly label?: string | number;
  /** NPZ: name of the array of features; 'features', 'x', 'X', 'data' or 'images' where left out */
  readonly features?: string;
  /** NPY, IDX: path of the label file; for IDX found by the name of the image file where left out */
  readonly labels?: string;
  /**
   * Class names in order. Where none is a whole number, whole-number labels are positions in it. A test file
   * read apart needs the classes of the training file, or the same label could get another index.
   */
  readonly classes?: readonly string[];
  /** CIFAR-100: which of its two labels; 'fine' where left out */
  readonly granularity?: 'fine' | 'coarse';
}

const OPTIONS: Readonly<Record<Format, readonly (keyof ReadOptions)[]>> = {
  csv: ['header', 'label'],
  idx: ['labels'],
  npy: ['labels'],
  npz: ['features', 'label'],
  cifar10: [],
  cifar100: ['granularity'],
  png: [],
};

/** The format that was named, or else detected. @throws DataError, DomainError where an option does not belong */
export async function formatOf(path: string, options: ReadOptions): Promise<Format> {
  const format = options.format ?? (await detect(path));
  if (!Object.hasOwn(OPTIONS, format))
    throw new DomainError('format', Object.keys(OPTIONS).join(', '), format);
  for (const [name, value] of Object.entries(options)) {
    const belongs =
      name === 'format' || name === 'classes' || OPTIONS[format].includes(name as keyof ReadOptions);
    if (value !== undefined && !belongs) throw new DomainError(name, `left out for ${format}`, value);
  }
  return format;
}

async function detect(path: string): Promise<Format> {
  const kind = await kindOf(path);
  if (kind === 'none') throw new DataError(path, '', 'a file or folder that exists', 'none');
  return kind === 'folder' ? detectFolder(path) : detectFile(path);
}

async function detectFolder(path: string): Promise<Format> {
  const files = (await list(path)).filter((name) => isCifar(name));
  if (files.length === 0) return 'png';
  return cifarByName(files) ?? unknown(path);
}

async function detectFile(path: string): Promise<Format> {
  const start = await withBytes(path, (bytes) => bytes.peek(8));
  if (start.toString('latin1').startsWith('\x93NUMPY')) return 'npy';
  if (start.toString('latin1').startsWith('PK\x03\x04')) return 'npz';
  const name = basename(path);
  if (isCifar(name)) return cifarByName([name]) ?? unknown(path);
  if (start.length >= 4 && start[0] === 0 && start[1] === 0 && start[2] >= 8 && start[2] <= 14) return 'idx';
  if (/\.(csv|data|txt)(\.gz)?$/i.test(name)) return 'csv';
  return unknown(path);
}

/** Whether a file is named like a CIFAR batch. */
export const isCifar = (name: string): boolean => /\.bin(\.gz)?$/i.test(name);

// CIFAR files say nothing about themselves but by their names.
function cifarByName(names: readonly string[]): Format | undefined {
  if (names.every((name) => /^(data_batch_\d+|test_batch)\.bin/i.test(name))) return 'cifar10';
  if (names.every((name) => /^(train|test)\.bin/i.test(name))) return 'cifar100';
  return undefined;
}

function unknown(path: string): never {
  const rule = `of a format that its name or its first bytes tell; name one (${Object.keys(OPTIONS).join(', ')})`;
  throw new DataError(path, '', rule, 'none');
}

/** The names in a folder, hidden ones left out, by code unit. @throws DataError */
export async function list(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).filter((name) => !name.startsWith('.')).sort();
  } catch (error) {
    throw asDataError(folder, '', 'a folder that can be read', error);
  }
}
