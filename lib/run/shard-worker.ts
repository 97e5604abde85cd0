import { hostname } from 'node:os';
import { basename, join } from 'node:path';
import type { DataSpec } from '../data/data-spec.js';
import { type LoadedData, loadData } from '../data/load.js';
import { DomainError } from '../numerics/index.js';
import { movedData } from './moved-data.js';
import { fingerprint } from './plan.js';
import { layoutOf } from './run-folder.js';
import { readShardTask } from './shard-task.js';
import { encodeStore } from './store.js';
import { testSetOf } from './test-set.js';
import { runModels } from './worker-pool.js';

export interface ShardWorkerOptions {
  /** version of dpih: a plan of another one is refused */
  readonly version: string;
  /** folder that holds the data files; default: where the plan says */
  readonly dataRoot?: string;
  /** worker threads */
  readonly workers?: number;
  readonly signal?: AbortSignal;
}

/**
 * The work of a queue's worker, for serveTasks: from a task's data to the predictions of its models as a store.
 * The data is read again only where the next task is of another plan.
 */
export function shardWorker({ version, dataRoot, workers, signal }: ShardWorkerOptions) {
  let kept: { readonly of: string; readonly data: LoadedData } | undefined;
  const train = async (task: unknown, report: (share: number) => void): Promise<Buffer> => {
    const { plan, slice } = readShardTask(task);
    if (plan.version !== version)
      throw new DomainError('the version of dpih', `${plan.version}, as that of the plan`, version);
    const key = fingerprint(plan);
    if (kept?.of !== key) kept = { of: key, data: await loadData(locatedData(plan.data, dataRoot)) };
    const { data } = kept;
    const models = new Map<number, Uint16Array>();
    const total = slice.end - slice.first;
    await runModels(
      { recipe: plan.recipe, backend: plan.backend, data },
      Array.from({ length: total }, (_, i) => slice.first + i),
      {
        ...(workers === undefined ? {} : { workers }),
        ...(signal === undefined ? {} : { signal }),
        onModel(model, predictions) {
          models.set(model, predictions);
          report(models.size / total);
        },
      },
    );
    return encodeStore(layoutOf(plan, testSetOf(data)), models);
  };
  return async (task: unknown, report: (share: number) => void): Promise<Buffer> => {
    try {
      return await train(task, report);
    } catch (error) {
      // the submitter sits elsewhere: which machine lacks the file?
      throw new Error(`on ${hostname()}: ${error instanceof Error ? error.message : String(error)}`);
    }
  };
}

function locatedData(data: DataSpec, root: string | undefined): DataSpec {
  return root === undefined ? data : movedData(data, (path) => join(root, basename(path)));
}
