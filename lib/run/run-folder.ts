import { type Folder, type FolderKind, readFolder, sweepFolder } from './folder.js';
import { fingerprint, PLAN_SCHEMA, type Plan } from './plan.js';
import { parsePlan, parseTestSet } from './plan-schema.js';
import { predictionCodec } from './prediction-codec.js';
import type { Layout } from './store.js';
import type { TestSet } from './test-set.js';

/** Folders of trained models: plan.json, split.json and models.bin. */
export const MODELS: FolderKind<Plan, TestSet, Uint16Array> = {
  schema: PLAN_SCHEMA,
  stem: 'models',
  memo: { file: 'split.json', name: 'split of the data', other: 'other test records' },
  parsePlan,
  parseMemo: parseTestSet,
  count: ({ recipe }) => recipe.models,
  layout: layoutOf,
};

/** A run as its folder tells it. */
export interface RunFolder {
  readonly folder: string;
  readonly plan: Plan;
  readonly test: TestSet;
}

/** @throws DataError where the folder is no run's */
export function readRun(folder: string): RunFolder {
  return asRun(readFolder(MODELS, folder));
}

/** The folder of a run under its public names. */
export function asRun({ folder, plan, memo }: Folder<Plan, TestSet>): RunFolder {
  return { folder, plan, test: memo };
}

/** Clears away what killed runs of all models left behind; parts of slices stay (see sweepFolder). */
export function sweepRun(folder: string): void {
  sweepFolder(MODELS, folder);
}

function layoutOf(plan: Plan, test: TestSet): Layout<Uint16Array> {
  return {
    fingerprint: fingerprint(plan),
    width: test.labels.length,
    codec: predictionCodec(test.classes.length),
  };
}
