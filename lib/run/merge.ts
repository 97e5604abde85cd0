import { mergeFolders } from './merge-folders.js';
import { asRun, MODELS } from './run-folder.js';
import type { RunResult } from './run-plan.js';

/**
 * Joins slices of a run of models, as mergeFolders does.
 * @throws DataError where slices overlap, a model is missing, a file is damaged, or a folder is of another plan
 */
export function mergeShards(folders: readonly string[], out: string): RunResult {
  const { slice, ...run } = mergeFolders(MODELS, folders, out);
  return { ...asRun(run), slice, computed: 0 };
}
