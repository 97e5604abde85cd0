import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type LoadedData, loadData } from '../data/load.js';
import type { Plan } from './plan.js';
import { layoutOf, openRun, type RunFolder, requireOneCut, sliceFile, sweepRun } from './run-folder.js';
import { modelsOf, type Slice, sizeOf, wholeSlice } from './slice.js';
import { findPlaces, openPart, storedModels, writeSorted } from './store-file.js';
import { testSetOf } from './test-set.js';
import { partPath, partsOf } from './whole-file.js';
import { runModels } from './worker-pool.js';

export interface RunOptions {
  /** the data of the plan, where it was loaded already */
  readonly data?: LoadedData;
  /** worker threads; default: the cores of the machine */
  readonly workers?: number;
  /** the models to train; default: all */
  readonly slice?: Slice;
  readonly signal?: AbortSignal;
  readonly onProgress?: (done: number, total: number) => void;
}

export interface RunResult extends RunFolder {
  readonly slice: Slice;
  /** models trained now; the others were in the folder */
  readonly computed: number;
}

/**
 * Trains the models of a plan and leaves their predictions in the folder. Killed at any moment and started
 * again, it continues; the files it ends with are the same, whatever the interruptions and the number of workers.
 *
 * @throws DataError where the folder is of another plan or damaged, or the data is not what the plan says
 * @throws TrainingError where a model cannot be trained
 */
export async function runPlan(plan: Plan, folder: string, options: RunOptions = {}): Promise<RunResult> {
  const { slice = wholeSlice(plan.recipe.models), onProgress } = options;
  const data = options.data ?? (await loadData(plan.data));
  const run = openRun(folder, plan, testSetOf(data));
  if (slice.of > 1) requireOneCut(folder, slice.of);
  const computed = await complete(run, data, slice, options);
  if (slice.of === 1) sweepRun(folder);
  onProgress?.(sizeOf(slice), sizeOf(slice));
  return { ...run, slice, computed };
}

/** Brings the slice's file into being. @returns how many models were trained */
async function complete(
  { folder, plan, test }: RunFolder,
  data: LoadedData,
  slice: Slice,
  { workers, signal, onProgress }: RunOptions,
): Promise<number> {
  const layout = layoutOf(plan, test);
  const name = sliceFile(slice);
  const target = join(folder, name);
  const all = wholeSlice(plan.recipe.models);
  const there = finished(folder, slice, all);
  if (there !== undefined) {
    for (const _ of storedModels(layout, there.path, there.slice)); // throws where it is damaged
    removeParts(folder, name);
    return 0;
  }
  const kept = findPlaces(layout, partsOf(folder, name), slice);
  const missing = modelsOf(slice).filter((model) => !kept.has(model));
  let done = kept.size;
  const total = sizeOf(slice);
  onProgress?.(done, total);
  if (missing.length > 0) {
    const part = openPart(partPath(target), layout);
    try {
      await runModels({ recipe: plan.recipe, backend: plan.backend, data }, missing, {
        ...(workers === undefined ? {} : { workers }),
        ...(signal === undefined ? {} : { signal }),
        onModel(model, predictions) {
          part.append(model, predictions);
          done += 1;
          if (done < total) onProgress?.(done, total);
        },
      });
    } finally {
      part.close();
    }
  }
  // another process may have finished meanwhile: what it left has the same models
  if (finished(folder, slice, all) === undefined)
    writeSorted(layout, target, slice, findPlaces(layout, partsOf(folder, name), slice));
  removeParts(folder, name);
  return missing.length;
}

/** The file that holds the models of a slice: its own, or that of all models, which makes it superfluous. */
function finished(folder: string, slice: Slice, all: Slice): { path: string; slice: Slice } | undefined {
  return [all, slice]
    .map((each) => ({ path: join(folder, sliceFile(each)), slice: each }))
    .find(({ path }) => existsSync(path));
}

function removeParts(folder: string, name: string): void {
  for (const path of partsOf(folder, name)) rmSync(path, { force: true });
}
