import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type LoadedData, loadData } from '../data/load.js';
import { mergeShards } from './merge.js';
import type { Plan } from './plan.js';
import { QueueError } from './queue-connection.js';
import { submitTasks } from './queue-submit.js';
import { layoutOf, MODELS, openRun, requireOneCut, sliceFile } from './run-folder.js';
import type { RunResult } from './run-plan.js';
import { shardTask } from './shard-task.js';
import { type Slice, sizeOf, sliceOf, wholeSlice } from './slice.js';
import { decodeStore } from './store.js';
import { testSetOf } from './test-set.js';
import { writeAll, writeWhole } from './whole-file.js';

export interface QueueRunOptions {
  /** redis://HOST:PORT */
  readonly url: string;
  /** tasks that the models are cut into */
  readonly shards: number;
  /** the data of the plan, where it was loaded already */
  readonly data?: LoadedData;
  readonly signal?: AbortSignal;
  /** models done so far, models in all, workers that are connected */
  readonly onProgress?: (done: number, total: number, workers: number) => void;
}

/**
 * Trains the models of a plan on the workers of a queue and leaves the run folder that one machine would have
 * left, to the byte. What the folder or the queue already holds is not trained again.
 *
 * @throws QueueError where no server answers or a shard failed
 * @throws DataError as runPlan, and where a worker's answer is damaged
 */
export async function runOnQueue(plan: Plan, folder: string, options: QueueRunOptions): Promise<RunResult> {
  const { url, shards, signal, onProgress } = options;
  const { models } = plan.recipe;
  const test = testSetOf(options.data ?? (await loadData(plan.data)));
  const run = openRun(folder, plan, test);
  if (existsSync(join(folder, MODELS))) return { ...run, slice: wholeSlice(models), computed: 0 };
  if (shards > 1) requireOneCut(folder, shards);
  const slices = Array.from({ length: shards }, (_, i) => sliceOf(models, i + 1, shards));
  const missing = slices.filter((slice) => !existsSync(join(folder, sliceFile(slice))));
  const layout = layoutOf(plan, test);
  const tasks = new Map(missing.map((slice) => [shardTask(plan, slice), slice]));
  await submitTasks(url, [...tasks.keys()], {
    ...(signal === undefined ? {} : { signal }),
    onResult(task, bytes) {
      const slice = tasks.get(task);
      if (slice === undefined) return;
      requireModels(decodeStore(layout, bytes, task.name), slice, task.name);
      writeWhole(join(folder, sliceFile(slice)), (file) => writeAll(file, bytes));
    },
    onProgress(done, workers) {
      onProgress?.(Math.round(((shards - missing.length + done) / shards) * models), models, workers);
    },
  });
  return {
    ...mergeShards([folder], folder),
    computed: missing.reduce((sum, slice) => sum + sizeOf(slice), 0),
  };
}

function requireModels(models: ReadonlyMap<number, Uint16Array>, slice: Slice, name: string): void {
  let expected = slice.first;
  for (const model of models.keys()) {
    if (model !== expected) throw new QueueError(`${name} must hold model ${expected}, got model ${model}`);
    expected += 1;
  }
  if (expected !== slice.end) throw new QueueError(`${name} must hold model ${expected}, got its end`);
}
