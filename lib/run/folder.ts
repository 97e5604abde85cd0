import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { asDataError, DataError } from '../data/data-error.js';
import { canonicalJson } from './canonical-json.js';
import type { Numbers } from './codec.js';
import { type AnyPlan, planDifference, planText } from './plan.js';
import type { Slice } from './slice.js';
import type { Layout } from './store.js';
import { sweepParts, writeWhole } from './whole-file.js';

// What lies in a run folder: the plan, a memo, and the store of each slice. Every file is written beside its place
// and renamed, so that it is whole or absent; none holds a time, a cost, or a trace of the order of the work.
const PLAN = 'plan.json';

/** What sets folders of models and folders of games apart. The memo is what the plan alone does not say. */
export interface FolderKind<P extends AnyPlan, Memo, Values extends Numbers> {
  readonly schema: P['schema'];
  /** name of the stores: 'models' for models.bin and models-2-of-3.bin */
  readonly stem: string;
  readonly memo: {
    readonly file: string;
    /** what an error calls it */
    readonly name: string;
    /** what another one holds, as an error says it */
    readonly other: string;
  };
  parsePlan(text: string): P;
  parseMemo(text: string): Memo;
  /** models or units in all */
  count(plan: P, memo: Memo): number;
  layout(plan: P, memo: Memo): Layout<Values>;
}

/** A run as its folder tells it. */
export interface Folder<P, Memo> {
  readonly folder: string;
  readonly plan: P;
  readonly memo: Memo;
}

/** @throws DataError where the folder is of no run of this kind */
export function readFolder<P extends AnyPlan, M, V extends Numbers>(
  kind: FolderKind<P, M, V>,
  folder: string,
): Folder<P, M> {
  return { folder, plan: readPlan(kind, folder), memo: readMemo(kind, folder) };
}

/**
 * Makes the folder of a run, or takes up the one that is there.
 * @param memo  as the data or the game says it now: nothing is counted by a file that somebody may have edited
 * @throws DataError naming the field where the folder is of another plan, or its memo another
 */
export function openFolder<P extends AnyPlan, M, V extends Numbers>(
  kind: FolderKind<P, M, V>,
  folder: string,
  plan: P,
  memo: M,
): Folder<P, M> {
  requireReadable(kind, folder, plan);
  mkdirSync(folder, { recursive: true });
  const own = [PLAN, kind.memo.file];
  const names = readdirSync(folder);
  if (names.includes(PLAN)) {
    const there = readPlan(kind, folder);
    const difference = planDifference(there, plan);
    if (difference !== undefined)
      throw new DataError(folder, '', 'the folder of this run, or an empty or absent one', difference);
    if (names.includes(kind.memo.file)) {
      const run = { folder, plan: there, memo: readMemo(kind, folder) };
      requireSameMemo(kind, run, memo, 'this run');
      return run;
    }
  }
  const strange = names.find((name) => !own.some((file) => name.startsWith(file)));
  if (strange !== undefined)
    throw new DataError(folder, '', 'a run folder, an empty or an absent one', `one with ${strange}`);
  writeWhole(join(folder, kind.memo.file), `${JSON.stringify(memo)}\n`);
  writeWhole(join(folder, PLAN), planText(plan));
  return { folder, plan, memo };
}

/** Equal plans have equal memos: anything else is a file that somebody edited. @throws DataError */
export function requireSameMemo<P extends AnyPlan, M, V extends Numbers>(
  { memo: { file, name, other } }: FolderKind<P, M, V>,
  there: Folder<P, M>,
  memo: M,
  of: string,
): void {
  if (canonicalJson(there.memo) !== canonicalJson(memo))
    throw new DataError(join(there.folder, file), '', `the ${name} of ${of}`, other);
}

/** File of the records of a slice, once all are in. */
export function sliceFile({ stem }: { readonly stem: string }, { shard, of }: Slice): string {
  return of === 1 ? `${stem}.bin` : `${stem}-${shard}-of-${of}.bin`;
}

/** Shard and number of slices, where a file of this name holds a finished slice. */
export function sliceOfFile(
  { stem }: { readonly stem: string },
  name: string,
): { readonly shard: number; readonly of: number } | undefined {
  if (!name.startsWith(stem)) return undefined;
  const [, shard, of] = /^-(\d+)-of-(\d+)\.bin$/.exec(name.slice(stem.length)) ?? [];
  return shard === undefined || of === undefined ? undefined : { shard: Number(shard), of: Number(of) };
}

/**
 * Clears away what killed runs of everything left behind. Parts of slices stay: runs of slices may be at work in
 * this folder, here or on another machine, and each clears up after itself.
 */
export function sweepFolder(kind: { readonly stem: string }, folder: string): void {
  sweepParts(folder, (name) => sliceOfFile(kind, name) === undefined);
}

/** Slices of two cuts overlap and cannot be joined: better known before the work is done. @throws DataError */
export function requireOneCut(kind: { readonly stem: string }, folder: string, of: number): void {
  for (const name of readdirSync(folder)) {
    const there = sliceOfFile(kind, name);
    if (there !== undefined && there.of !== of)
      throw new DataError(folder, '', `cut into ${there.of} slices, as ${name} is`, `${of} slices`);
  }
}

function readPlan<P extends AnyPlan, M, V extends Numbers>(
  { schema, parsePlan }: FolderKind<P, M, V>,
  folder: string,
): P {
  return readText(folder, PLAN, (text) => {
    const { schema: there } = Object(JSON.parse(text)) as { readonly schema?: unknown };
    if (there !== schema) throw new DataError(join(folder, PLAN), 'schema', schema, there);
    return parsePlan(text);
  });
}

function readMemo<P extends AnyPlan, M, V extends Numbers>(
  { memo: { file }, parseMemo }: FolderKind<P, M, V>,
  folder: string,
): M {
  return readText(folder, file, parseMemo);
}

function readText<T>(folder: string, name: string, parse: (text: string) => T): T {
  const path = join(folder, name);
  if (!existsSync(path)) throw new DataError(folder, '', `a run folder, with ${name}`, 'one without');
  try {
    return parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw asDataError(path, '', 'a file that dpih wrote', error);
  }
}

/** A plan that could not be read again could not be continued. @throws DataError */
function requireReadable<P extends AnyPlan, M, V extends Numbers>(
  kind: FolderKind<P, M, V>,
  folder: string,
  plan: P,
): void {
  try {
    kind.parsePlan(planText(plan));
  } catch (error) {
    throw asDataError(folder, PLAN, 'a plan that can be read again', error);
  }
}
