import { rename, rm, stat } from 'node:fs/promises';
import type { Mixtures } from '../core/mixtures.js';
import { DomainError } from '../numerics/check.js';
import type { Bits } from '../random/bits.js';
import type { Release } from './draw-mixtures.js';
import type { MixtureStream } from './mixture-stream.js';
import { partialPath, removeLeftovers, writeDurably } from './partial-file.js';
import { type WrittenFile, writeNpz } from './write-npz.js';

/** Numbers drawn at once, 4 bytes each: large enough to be written fast, small enough not to be noticed. */
const BLOCK = 2 ** 18;

/** The file of the claim beside an archive: mixtures.npz has mixtures.json. @throws DomainError */
export function claimPath(path: string): string {
  if (!/[^/\\]\.npz$/.test(path)) throw new DomainError('path', 'a name that ends in .npz', path);
  return `${path.slice(0, -'.npz'.length)}.json`;
}

/**
 * Draws a release and writes it as `path` with the claim that belongs to it beside it, both or neither.
 *
 * Both are written under other names and renamed once they are on the disk. A claim that stood there is removed
 * before the archive is replaced and the new one comes last, so no claim ever stands beside mixtures it does not
 * speak of, whenever the process is killed. What a killed run leaves is named PATH.PID.partial; the next run
 * removes it. Existing files are replaced.
 *
 * @param claim    the claim's text, once the archive is written
 * @param onDrawn  called with the number of mixtures drawn so far
 * @throws DomainError for another path than *.npz; errors of the file system, which leave nothing behind
 */
export async function writeRelease(
  path: string,
  release: Release,
  classes: readonly string[],
  bits: Bits,
  claim: (archive: WrittenFile) => string,
  onDrawn?: (mixtures: number) => void,
): Promise<WrittenFile> {
  await clearWay(path);
  const beside = claimPath(path);
  const scratch = scratchPath(path);
  try {
    const stream = release.stream(bits);
    const shape = { count: stream.count, dimension: stream.dimension, classes };
    const written = await writeNpz(partialPath(path), partialPath(scratch), shape, blocks(stream, onDrawn));
    await writeDurably(partialPath(beside), claim(written));
    await rm(beside, { force: true });
    await rename(partialPath(path), path);
    await rename(partialPath(beside), beside);
    return written;
  } catch (error) {
    for (const target of [path, beside]) await rm(partialPath(target), { force: true });
    throw error;
  }
}

/**
 * Sees that a release can be written to `path`, as far as that is known before it is, and removes what killed
 * runs left there. writeRelease does the same; before a long computation it is better known early.
 *
 * @throws DomainError for another path than *.npz; errors of the file system
 */
export async function clearWay(path: string): Promise<void> {
  const beside = claimPath(path);
  for (const target of [path, beside]) await refuseFolder(target);
  for (const target of [path, beside, scratchPath(path)]) await removeLeftovers(target);
}

const scratchPath = (path: string): string => `${path}.labels`;

function* blocks(stream: MixtureStream, onDrawn?: (mixtures: number) => void): Generator<Mixtures> {
  const rows = Math.max(1, Math.floor(BLOCK / (stream.dimension + stream.classes)));
  let drawn = 0;
  for (let block = stream.next(rows); block !== undefined; block = stream.next(rows)) {
    yield block;
    drawn += block.count;
    onDrawn?.(drawn);
  }
}

/** A folder cannot be replaced by a file, and that is better known before the work than after it. */
async function refuseFolder(path: string): Promise<void> {
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (found?.isDirectory() === true)
    throw Object.assign(new Error(`EISDIR: is a directory, ${path}`), { code: 'EISDIR', syscall: 'open' });
}
