import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { DataError } from '../data/data-error.js';
import { planDifference } from './plan.js';
import {
  layoutOf,
  MODELS,
  openRun,
  type RunFolder,
  readRun,
  requireSameSplit,
  sliceOfFile,
} from './run-folder.js';
import type { RunResult } from './run-plan.js';
import { type Slice, sliceOf, wholeSlice } from './slice.js';
import { findPlaces, type Place, storedModels, writeSorted } from './store-file.js';
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
 * @throws DataError where slices overlap, a model is missing, a file is damaged, or a folder is of another plan
 */
export function mergeShards(folders: readonly string[], out: string): RunResult {
  const runs = folders.map((folder) => readRun(resolve(folder)));
  const [first] = runs;
  if (first === undefined) throw new DataError('merge', '', 'given one run folder or more', 'none');
  for (const run of runs) requireSame(first, run);
  const slice = wholeSlice(first.plan.recipe.models);
  const pieces = runs.flatMap(({ folder, plan }) => piecesOf(folder, plan.recipe.models));
  requireCover(pieces, slice);
  const layout = layoutOf(first.plan, first.test);
  const places = new Map<number, Place>();
  for (const { path, slice: part } of pieces) {
    for (const _ of storedModels(layout, path, part)); // throws where it is damaged
    for (const [model, place] of findPlaces(layout, [path], part)) places.set(model, place);
  }
  const run = openRun(out, first.plan, first.test);
  const target = join(resolve(out), MODELS);
  if (!pieces.some(({ path }) => path === target)) writeSorted(layout, target, slice, places);
  // slices that lie where the whole does now are superfluous, and so is what killed runs left of them
  for (const name of readdirSync(out)) if (sliceOfFile(name) !== undefined) rmSync(join(out, name));
  sweepParts(out);
  return { ...run, slice, computed: 0 };
}

function requireSame(first: RunFolder, run: RunFolder): void {
  const difference = planDifference(first.plan, run.plan);
  if (difference !== undefined)
    throw new DataError(run.folder, '', `of the same run as ${first.folder}`, difference);
  requireSameSplit(join(run.folder, 'split.json'), run.test, first.test, first.folder);
}

/** Finished slices of a folder; one that holds all models makes its shards superfluous. */
function piecesOf(folder: string, models: number): Piece[] {
  const path = join(folder, MODELS);
  if (existsSync(path)) return [{ path, slice: wholeSlice(models) }];
  return readdirSync(folder)
    .sort()
    .flatMap((name) => {
      const found = sliceOfFile(name);
      return found === undefined
        ? []
        : [{ path: join(folder, name), slice: sliceOf(models, found.shard, found.of) }];
    });
}

/** @throws DataError naming the first overlap or gap */
function requireCover(pieces: readonly Piece[], { end }: Slice): void {
  const sorted = [...pieces].sort((a, b) => a.slice.first - b.slice.first || a.slice.end - b.slice.end);
  let next = 0;
  let last = '';
  for (const { path, slice } of sorted) {
    if (slice.first < next)
      throw new DataError(path, `model ${slice.first}`, 'in one slice only', `it in ${last} too`);
    if (slice.first > next) throw gap(next, slice.first);
    next = slice.end;
    last = path;
  }
  if (next < end) throw gap(next, end);
}

function gap(first: number, end: number): DataError {
  return new DataError(
    'merge',
    '',
    'given slices that hold every model',
    end - first === 1 ? `none with model ${first}` : `none with models ${first} to ${end - 1}`,
  );
}
