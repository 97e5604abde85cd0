import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Numbers } from './codec.js';
import { type Folder, type FolderKind, requireOneCut, sliceFile, sweepFolder } from './folder.js';
import type { AnyPlan } from './plan.js';
import { indicesOf, type Slice, sizeOf, wholeSlice } from './slice.js';
import { findPlaces, openPart, storedValues, writeSorted } from './store-file.js';
import { partPath, partsOf } from './whole-file.js';

export interface SliceWork<V extends Numbers> {
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
  /** Computes the records of these indices and hands each over once, in any order. */
  compute(indices: readonly number[], onRecord: (index: number, values: V) => void): Promise<void>;
}

/**
 * Computes the models or units of a slice and leaves them in the folder. Killed at any moment and started again,
 * it continues; the files it ends with are the same, whatever the interruptions and the order of the work.
 *
 * @returns how many were computed now
 * @throws DataError where what lies in the folder is damaged or of another plan
 */
export async function completeSlice<P extends AnyPlan, M, V extends Numbers>(
  kind: FolderKind<P, M, V>,
  run: Folder<P, M>,
  slice: Slice,
  work: SliceWork<V>,
): Promise<number> {
  const { folder } = run;
  if (slice.of > 1) requireOneCut(kind, folder, slice.of);
  const computed = await complete(kind, run, slice, work);
  if (slice.of === 1) sweepFolder(kind, folder);
  work.onProgress?.(sizeOf(slice), sizeOf(slice));
  return computed;
}

/** Brings the slice's file into being. */
async function complete<P extends AnyPlan, M, V extends Numbers>(
  kind: FolderKind<P, M, V>,
  { folder, plan, memo }: Folder<P, M>,
  slice: Slice,
  { compute, onProgress }: SliceWork<V>,
): Promise<number> {
  const layout = kind.layout(plan, memo);
  const name = sliceFile(kind, slice);
  const target = join(folder, name);
  /** The file that holds the records of the slice: its own, or that of everything, which makes it superfluous. */
  const finished = () =>
    [wholeSlice(kind.count(plan, memo)), slice]
      .map((each) => ({ path: join(folder, sliceFile(kind, each)), slice: each }))
      .find(({ path }) => existsSync(path));
  const there = finished();
  if (there !== undefined) {
    for (const _ of storedValues(layout, there.path, there.slice)); // throws where it is damaged
    removeParts(folder, name);
    return 0;
  }
  const kept = findPlaces(layout, partsOf(folder, name), slice);
  const missing = indicesOf(slice).filter((index) => !kept.has(index));
  let done = kept.size;
  const total = sizeOf(slice);
  onProgress?.(done, total);
  if (missing.length > 0) {
    const part = openPart(partPath(target), layout);
    try {
      await compute(missing, (index, values) => {
        part.append(index, values);
        done += 1;
        if (done < total) onProgress?.(done, total);
      });
    } finally {
      part.close();
    }
  }
  // another process may have finished meanwhile: what it left has the same records
  if (finished() === undefined)
    writeSorted(layout, target, slice, findPlaces(layout, partsOf(folder, name), slice));
  removeParts(folder, name);
  return missing.length;
}

function removeParts(folder: string, name: string): void {
  for (const path of partsOf(folder, name)) rmSync(path, { force: true });
}
