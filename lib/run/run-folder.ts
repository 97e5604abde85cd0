import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DataError } from '../data/data-error.js';
import { canonicalJson } from './canonical-json.js';
import { fingerprint, type Plan, planDifference, planText } from './plan.js';
import { parsePlan, parseTestSet } from './plan-schema.js';
import type { Slice } from './slice.js';
import type { Layout } from './store.js';
import type { TestSet } from './test-set.js';
import { sweepParts, writeWhole } from './whole-file.js';

// What lies in a run folder. Every file is written beside its place and renamed, so that it is whole or absent;
// none holds a time, a cost, or a trace of the order of the work.
const PLAN = 'plan.json';
const SPLIT = 'split.json';
export const MODELS = 'models.bin';

/** A run as its folder tells it. */
export interface RunFolder {
  readonly folder: string;
  readonly plan: Plan;
  readonly test: TestSet;
}

/** @throws DataError where the folder is no run's */
export function readRun(folder: string): RunFolder {
  const read = <T>(name: string, parse: (text: string) => T): T => {
    const path = join(folder, name);
    if (!existsSync(path)) throw new DataError(folder, '', `a run folder, with ${name}`, 'one without');
    try {
      return parse(readFileSync(path, 'utf8'));
    } catch (error) {
      throw new DataError(path, '', 'a file that dpih wrote', error instanceof Error ? error.message : error);
    }
  };
  return { folder, plan: read(PLAN, parsePlan), test: read(SPLIT, parseTestSet) };
}

/**
 * Makes the folder of a run, or takes up the one that is there.
 * @param test  the split of the data that the plan names: true labels are counted by it, and by no file that
 *              somebody may have edited
 * @throws DataError naming the field where the folder is of another plan, or its split another
 */
export function openRun(folder: string, plan: Plan, test: TestSet): RunFolder {
  mkdirSync(folder, { recursive: true });
  const names = readdirSync(folder);
  if (names.includes(PLAN) && names.includes(SPLIT)) {
    const there = readRun(folder);
    const difference = planDifference(there.plan, plan);
    if (difference !== undefined)
      throw new DataError(folder, '', 'the folder of this run, or an empty or absent one', difference);
    requireSameSplit(join(folder, SPLIT), there.test, test, 'the data of this run');
    return there;
  }
  const strange = names.find((name) => ![PLAN, SPLIT].some((own) => name.startsWith(own)));
  if (strange !== undefined)
    throw new DataError(folder, '', 'a run folder, an empty or an absent one', `one with ${strange}`);
  writeWhole(join(folder, SPLIT), `${JSON.stringify(test)}\n`);
  writeWhole(join(folder, PLAN), planText(plan));
  return { folder, plan, test };
}

/** The same data under the same plan splits the same: anything else is a file that somebody edited. @throws DataError */
export function requireSameSplit(path: string, there: TestSet, test: TestSet, of: string): void {
  if (canonicalJson(there) !== canonicalJson(test))
    throw new DataError(path, '', `the split of ${of}`, 'other test records');
}

export function layoutOf(plan: Plan, test: TestSet): Layout {
  return { fingerprint: fingerprint(plan), records: test.labels.length, classes: test.classes.length };
}

/** File of the models of a slice, once all are in. */
export function sliceFile({ shard, of }: Slice): string {
  return of === 1 ? MODELS : `models-${shard}-of-${of}.bin`;
}

/** Shard and number of slices, where a file of this name holds a finished slice. */
export function sliceOfFile(name: string): { readonly shard: number; readonly of: number } | undefined {
  const [, shard, of] = /^models-(\d+)-of-(\d+)\.bin$/.exec(name) ?? [];
  return shard === undefined || of === undefined ? undefined : { shard: Number(shard), of: Number(of) };
}

/**
 * Clears away what killed runs of all models left behind. Parts of slices stay: runs of slices may be at work in
 * this folder, here or on another machine, and each clears up after itself.
 */
export function sweepRun(folder: string): void {
  sweepParts(folder, (name) => sliceOfFile(name) === undefined);
}

/** Slices of two cuts overlap and cannot be joined: better known before the models are trained. @throws DataError */
export function requireOneCut(folder: string, of: number): void {
  for (const name of readdirSync(folder)) {
    const there = sliceOfFile(name);
    if (there !== undefined && there.of !== of)
      throw new DataError(folder, '', `cut into ${there.of} slices, as ${name} is`, `${of} slices`);
  }
}
