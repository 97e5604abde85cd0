import { hostname } from 'node:os';
import { basename, join } from 'node:path';
import { DataError } from '../data/data-error.js';
import type { DataSpec } from '../data/data-spec.js';
import { type LoadedData, loadData } from '../data/load.js';
import { DomainError } from '../numerics/index.js';
import { movedData } from './moved-data.js';
import { fingerprint } from './plan.js';
import { layoutOf } from './run-folder.js';
import { readShardTask } from './shard-task.js';
import { modelsOf, sizeOf } from './slice.js';
import { encodeStore } from './store.js';
import { testSetOf } from './test-set.js';
import { runModels } from './worker-pool.js';

export interface ShardWorkerOptions {
  /** version of dpih: a plan of another one is refused */
  readonly version: string;
  /** folder that holds the data files, the only one that is read; default: where the plan says */
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
    const total = sizeOf(slice);
    await runModels({ recipe: plan.recipe, backend: plan.backend, data }, modelsOf(slice), {
      ...(workers === undefined ? {} : { workers }),
      ...(signal === undefined ? {} : { signal }),
      onModel(model, predictions) {
        models.set(model, predictions);
        report(models.size / total);
      },
    });
    return encodeStore(layoutOf(plan, testSetOf(data)), models);
  };
  return async (task: unknown, report: (share: number) => void): Promise<Buffer> => {
    try {
      return await train(task, report);
    } catch (error) {
      // the submitter sits elsewhere: which machine lacks the file?
      throw new Error(`on ${hostname()}: ${told(error)}`);
    }
  };
}

/**
 * What the submitter is told. Never what a file holds, its hash included: a task must name the hash of every file
 * it reads, so that whoever can reach the queue learns nothing of files that he does not have already.
 */
function told(error: unknown): string {
  if (error instanceof DataError) return `${error.demand}; what it got is not told over the queue`;
  return error instanceof Error ? error.message : String(error);
}

/** The same files by name in the folder of the data, whatever folder the plan says. @throws DomainError */
function locatedData(data: DataSpec, root: string | undefined): DataSpec {
  if (root === undefined) return data;
  return movedData(data, (path) => {
    const name = basename(path);
    if (name === '' || name === '.' || name === '..')
      throw new DomainError('a data file of the plan', 'a name in the data root', path);
    return join(root, name);
  });
}
