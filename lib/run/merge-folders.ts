import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { DataError } from '../data/data-error.js';
import type { Numbers } from './codec.js';
import {
  type Folder,
  type FolderKind,
  openFolder,
  readFolder,
  requireSameMemo,
  sliceFile,
  sliceOfFile,
} from './folder.js';
import { type AnyPlan, planDifference } from './plan.js';
import { type Slice, sliceOf, wholeSlice } from './slice.js';
import { findPlaces, type Place, storedValues, writeSorted } from './store-file.js';
import { sweepParts } from './whole-file.js';

/** The finished file of one slice. */
interface Piece {
  readonly path: string;
  readonly slice: Slice;
}

/**
 * Joins the slices that lie in the folders into one run folder, as one machine would have left it.
 *
 * @param folders  run folders, each with one finished slice or more
 * @param out      may be one of them, another run folder of the same plan, or absent
 * @throws DataError where slices overlap, a record is missing, a file is damaged, or a folder is of another plan
 */
export function mergeFolders<P extends AnyPlan, M, V extends Numbers>(
  kind: FolderKind<P, M, V>,
  folders: readonly string[],
  out: string,
): Folder<P, M> & { readonly slice: Slice } {
  const runs = folders.map((folder) => readFolder(kind, resolve(folder)));
  const [first] = runs;
  if (first === undefined) throw new DataError('merge', '', 'given one run folder or more', 'none');
  for (const run of runs) requireSame(kind, first, run);
  const layout = kind.layout(first.plan, first.memo);
  const { item } = layout.codec;
  const slice = wholeSlice(kind.count(first.plan, first.memo));
  const pieces = runs.flatMap(({ folder }) => piecesOf(kind, folder, slice.end));
  requireCover(item, pieces, slice);
  const places = new Map<number, Place>();
  for (const { path, slice: part } of pieces) {
    for (const _ of storedValues(layout, path, part)); // throws where it is damaged
    for (const [index, place] of findPlaces(layout, [path], part)) places.set(index, place);
  }
  const run = openFolder(kind, out, first.plan, first.memo);
  const target = join(resolve(out), sliceFile(kind, slice));
  if (!pieces.some(({ path }) => path === target)) writeSorted(layout, target, slice, places);
  // slices that lie where the whole does now are superfluous, and so is what killed runs left of them
  for (const name of readdirSync(out)) if (sliceOfFile(kind, name) !== undefined) rmSync(join(out, name));
  sweepParts(out);
  return { ...run, slice };
}

function requireSame<P extends AnyPlan, M, V extends Numbers>(
  kind: FolderKind<P, M, V>,
  first: Folder<P, M>,
  run: Folder<P, M>,
): void {
  const difference = planDifference(first.plan, run.plan);
  if (difference !== undefined)
    throw new DataError(run.folder, '', `of the same run as ${first.folder}`, difference);
  requireSameMemo(kind, run, first.memo, first.folder);
}

/** Finished slices of a folder; one that holds everything makes its shards superfluous. @param count models or units */
function piecesOf(kind: { readonly stem: string }, folder: string, count: number): Piece[] {
  const whole = wholeSlice(count);
  const path = join(folder, sliceFile(kind, whole));
  if (existsSync(path)) return [{ path, slice: whole }];
  return readdirSync(folder)
    .sort()
    .flatMap((name) => {
      const found = sliceOfFile(kind, name);
      return found === undefined
        ? []
        : [{ path: join(folder, name), slice: sliceOf(count, found.shard, found.of) }];
    });
}

/** @param item what a slice holds @throws DataError naming the first overlap or gap */
function requireCover(item: string, pieces: readonly Piece[], { end }: Slice): void {
  const sorted = [...pieces].sort((a, b) => a.slice.first - b.slice.first || a.slice.end - b.slice.end);
  let next = 0;
  let last = '';
  for (const { path, slice } of sorted) {
    if (slice.first < next)
      throw new DataError(path, `${item} ${slice.first}`, 'in one slice only', `it in ${last} too`);
    if (slice.first > next) throw gap(item, next, slice.first);
    next = slice.end;
    last = path;
  }
  if (next < end) throw gap(item, next, end);
}

function gap(item: string, first: number, end: number): DataError {
  return new DataError(
    'merge',
    '',
    `given slices that hold every ${item}`,
    end - first === 1 ? `none with ${item} ${first}` : `none with ${item}s ${first} to ${end - 1}`,
  );
}
