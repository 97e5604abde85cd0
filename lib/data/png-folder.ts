import { join } from 'node:path';
import type { Records } from '../core/index.js';
import { kindOf } from './bytes.js';
import { ClassTable } from './classes.js';
import { DataError } from './data-error.js';
import { list, type ReadOptions } from './format.js';
import { allocateFloats } from './growing.js';
import { type Image, readPng } from './png.js';

interface ClassFolder {
  readonly name: string;
  readonly files: readonly string[];
}

/**
 * A folder of PNG images, one sub-folder per class: the name of the class is that of the sub-folder. Records
 * come class by class, by file name. All images have the same size, channels and depth; values as stored.
 */
export async function readPngFolder(path: string, options: ReadOptions): Promise<Records> {
  const folders = await pngFiles(path);
  const table = new ClassTable(path, options.classes);
  const files = folders.flatMap((folder) => folder.files);
  const labels = Uint16Array.from(
    folders.flatMap(({ name, files }) => files.map(() => table.index(name, `folder ${name}`))),
  );
  const classes = table.finish(labels);
  const [first] = files;
  const { shape, most } = await readPng(first);
  const dimension = shape.height * shape.width * shape.channels;
  const features = allocateFloats(path, files.length * dimension);
  for (const [row, file] of files.entries()) {
    const image = await readPng(file);
    if (describe(image) !== describe({ shape, most }))
      throw new DataError(file, '', `${describe({ shape, most })}, like ${first}`, describe(image));
    features.set(image.values, row * dimension);
  }
  return { count: files.length, dimension, features, labels, classes, image: shape };
}

/** The files of each class, classes and files in the order of the records. @throws DataError */
export async function pngFiles(path: string): Promise<readonly ClassFolder[]> {
  const folders: ClassFolder[] = [];
  for (const name of await list(path)) {
    const folder = join(path, name);
    if ((await kindOf(folder)) !== 'folder')
      throw new DataError(path, name, 'a sub-folder, for there is one per class and nothing else', 'a file');
    const files = await list(folder);
    const other = files.find((file) => !/\.png$/i.test(file));
    if (files.length === 0 || other !== undefined)
      throw new DataError(folder, '', 'a folder of PNG images and nothing else', other ?? '');
    folders.push({ name, files: files.map((file) => join(folder, file)) });
  }
  if (folders.length === 0)
    throw new DataError(path, '', 'a folder with a sub-folder per class', 'an empty one');
  return folders;
}

const describe = ({ shape: { height, width, channels }, most }: Omit<Image, 'values'>): string =>
  `${height} x ${width} x ${channels} up to ${most}`;
