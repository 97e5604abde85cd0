import { readFileSync } from 'node:fs';
import { gunzipSync, gzipSync } from 'node:zlib';
import * as z from 'zod';
import { notePath } from '../../attack/index.js';
import { writeAll, writeWhole } from '../whole-file.js';
import { cellKeys, parseCell, poisonKeys, poisonPath, readCell, writeCell } from './attack-folder.js';
import type { Bundle } from './tasks.js';

// What a worker of a queue sends back: its cells, and the poisons of the first seed, of which reports show pictures.
// The other poisons stay with the worker: they are large, and can be crafted again.

const packed = z.strictObject({
  cells: z.record(z.string(), z.unknown()),
  poisons: z.record(z.string(), z.strictObject({ archive: z.string(), note: z.string() })),
});

/** The files of these bundles as bytes. */
export function packFiles(folder: string, bundles: readonly Bundle[]): Buffer {
  const cells: Record<string, unknown> = {};
  const poisons: z.infer<typeof packed>['poisons'] = {};
  const [measured, crafted] = [cellKeys(folder), poisonKeys(folder)];
  for (const { seed, cells: own } of bundles)
    for (const { key, poisons: strike } of own) {
      if (measured.has(key)) cells[key] = readCell(folder, key);
      if (seed !== 0 || !crafted.has(strike)) continue;
      const path = poisonPath(folder, strike);
      poisons[strike] = {
        archive: readFileSync(path).toString('base64'),
        note: readFileSync(notePath(path), 'utf8'),
      };
    }
  return gzipSync(JSON.stringify({ cells, poisons } satisfies z.infer<typeof packed>));
}

/**
 * Writes what packFiles packed into the folder of the run.
 * @throws Error where they are no such bytes, or a cell of the bundles is missing; other cells are not taken
 */
export function unpackFiles(bytes: Buffer, folder: string, bundles: readonly Bundle[]): void {
  const { cells, poisons } = packed.parse(JSON.parse(gunzipSync(bytes).toString('utf8')));
  for (const { cells: own } of bundles)
    for (const { key, poisons: strike } of own) {
      if (!Object.hasOwn(cells, key)) throw new RangeError(`cell ${key} is missing`);
      writeCell(folder, key, parseCell(cells[key]));
      const files = Object.hasOwn(poisons, strike) ? poisons[strike] : undefined;
      if (files === undefined) continue;
      const path = poisonPath(folder, strike);
      writeWhole(path, (file) => writeAll(file, Buffer.from(files.archive, 'base64')));
      writeWhole(notePath(path), files.note);
    }
}
