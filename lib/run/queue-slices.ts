import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Numbers } from './codec.js';
import { type Folder, type FolderKind, requireOneCut, sliceFile } from './folder.js';
import { mergeFolders } from './merge-folders.js';
import type { AnyPlan } from './plan.js';
import { QueueError } from './queue-connection.js';
import { submitTasks } from './queue-submit.js';
import { shardTask } from './shard-task.js';
import { type Slice, sizeOf, sliceOf, wholeSlice } from './slice.js';
import { decodeStore } from './store.js';
import { writeAll, writeWhole } from './whole-file.js';

export interface QueueOptions {
  /** redis://HOST:PORT */
  readonly url: string;
  /** tasks that the models, or the units of the game, are cut into */
  readonly shards: number;
  readonly signal?: AbortSignal;
  /** models or units done so far, those in all, workers that are connected */
  readonly onProgress?: (done: number, total: number, workers: number) => void;
}

/**
 * Computes the models or units of a run on the workers of a queue and leaves the folder that one machine would
 * have left, to the byte. What the folder or the queue already holds is not computed again.
 *
 * @returns how many were computed now
 * @throws QueueError where no server answers or a shard failed
 * @throws DataError where a worker's answer is damaged
 */
export async function completeOnQueue<P extends AnyPlan, M, V extends Numbers>(
  kind: FolderKind<P, M, V>,
  { folder, plan, memo }: Folder<P, M>,
  { url, shards, signal, onProgress }: QueueOptions,
): Promise<number> {
  const count = kind.count(plan, memo);
  if (existsSync(join(folder, sliceFile(kind, wholeSlice(count))))) return 0;
  if (shards > 1) requireOneCut(kind, folder, shards);
  const slices = Array.from({ length: shards }, (_, i) => sliceOf(count, i + 1, shards));
  const missing = slices.filter((slice) => !existsSync(join(folder, sliceFile(kind, slice))));
  const layout = kind.layout(plan, memo);
  const tasks = new Map(missing.map((slice) => [shardTask(plan, slice), slice]));
  await submitTasks(url, [...tasks.keys()], {
    ...(signal === undefined ? {} : { signal }),
    onResult(task, bytes) {
      const slice = tasks.get(task);
      if (slice === undefined) return;
      requireSlice(layout.codec.item, decodeStore(layout, bytes, task.name), slice, task.name);
      writeWhole(join(folder, sliceFile(kind, slice)), (file) => writeAll(file, bytes));
    },
    onProgress(done, workers) {
      onProgress?.(Math.round(((shards - missing.length + done) / shards) * count), count, workers);
    },
  });
  mergeFolders(kind, [folder], folder);
  return missing.reduce((sum, slice) => sum + sizeOf(slice), 0);
}

function requireSlice(item: string, records: ReadonlyMap<number, Numbers>, slice: Slice, name: string): void {
  let expected = slice.first;
  for (const index of records.keys()) {
    if (index !== expected)
      throw new QueueError(`${name} must hold ${item} ${expected}, got ${item} ${index}`);
    expected += 1;
  }
  if (expected !== slice.end) throw new QueueError(`${name} must hold ${item} ${expected}, got its end`);
}
