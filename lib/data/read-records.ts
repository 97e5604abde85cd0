import type { Records } from '../core/index.js';
import { cifarFiles, readCifar } from './cifar.js';
import { readCsv } from './csv.js';
import { formatOf, type ReadOptions } from './format.js';
import { idxFiles, readIdx } from './idx.js';
import { npyFiles, readNpy } from './npy.js';
import { readNpz } from './npz.js';
import { pngFiles, readPngFolder } from './png-folder.js';

/**
 * Labelled records from a CSV, IDX, NPY or NPZ file, CIFAR batches, or a folder of PNG images with one
 * sub-folder per class. Files are streamed: memory stays within the records and 200 MB. Features are rounded
 * to float32 as they are read.
 *
 * @throws DataError    naming file, place and rule: what is damaged, not finite, ragged or out of range
 * @throws DomainError  for an option that does not fit the format
 */
export async function readRecords(path: string, options: ReadOptions = {}): Promise<Records> {
  const format = await formatOf(path, options);
  switch (format) {
    case 'csv':
      return readCsv(path, options);
    case 'idx':
      return readIdx(path, options);
    case 'npy':
      return readNpy(path, options);
    case 'npz':
      return readNpz(path, options);
    case 'cifar10':
    case 'cifar100':
      return readCifar(path, format, options);
    case 'png':
      return readPngFolder(path, options);
  }
}

/** Every file that readRecords reads, in the order of the records; files of labels and names last. */
export async function sourceFiles(path: string, options: ReadOptions = {}): Promise<readonly string[]> {
  const format = await formatOf(path, options);
  switch (format) {
    case 'csv':
    case 'npz':
      return [path];
    case 'idx':
      return idxFiles(path, options);
    case 'npy':
      return npyFiles(path, options);
    case 'cifar10':
    case 'cifar100':
      return cifarFiles(path, format, options);
    case 'png':
      return (await pngFiles(path)).flatMap(({ files }) => files);
  }
}
