import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { relative, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { SourceFile } from './data-spec.js';
import type { ReadOptions } from './format.js';
import { sourceFiles } from './read-records.js';

/**
 * The files behind a source, by content.
 *
 * A folder is one entry: the SHA-256 of what `sha256sum` prints for the files read from it, sorted by name.
 */
export async function hashSource(path: string, read?: ReadOptions): Promise<readonly SourceFile[]> {
  const files = await sourceFiles(path, read);
  if (!(await stat(path)).isDirectory())
    return Promise.all(files.map(async (file) => ({ path: file, sha256: await fileSha256(file) })));
  const lines: string[] = [];
  for (const file of files)
    lines.push(`${await fileSha256(file)}  ${relative(path, file).split(sep).join('/')}\n`);
  const sha256 = createHash('sha256').update(lines.sort(byName).join('')).digest('hex');
  return [{ path, sha256 }];
}

/** By what follows the 64 hex digits. */
function byName(a: string, b: string): number {
  return a.slice(64) < b.slice(64) ? -1 : 1;
}

/** SHA-256 of a file's bytes, streamed; 64 hex digits. */
export async function fileSha256(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}
