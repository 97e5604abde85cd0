import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import type { SeedFailure, SeedMeasure } from '../../core/index.js';
import { asDataError, DataError } from '../../data/data-error.js';
import { dataIdentity } from '../../data/data-spec.js';
import { canonicalJson } from '../canonical-json.js';
import { sweepParts, writeWhole } from '../whole-file.js';
import { ATTACK_PLAN_SCHEMA, type AttackPlan, attackPlanText } from './attack-plan.js';
import { readAttackPlan } from './attack-plan-schema.js';
import { type DataShape, parseDataShape } from './data-shape.js';
import type { Registry } from './own-modules.js';

// What lies in the folder of an attack run: the plan, a memo of the data, a file for each cell and seed, and the
// poisons of each attack, budget and seed, by the hash of what determines them. Every file is written beside its
// place and renamed, so that it is whole or absent; none holds a time, or a trace of the order of the work.
const PLAN = 'plan.json';
const DATA = 'data.json';
const CELLS = 'cells';
const POISONS = 'poisons';

/** What became of one seed of a cell. */
export type CellFile =
  | { readonly aim: 'class' | 'error'; readonly measure: SeedMeasure }
  | { readonly error: string; readonly at: SeedFailure['at'] };

const share = z.number().min(0).max(1);
const measure = z.strictObject({ accuracy: share, success: share, robust: share });

const cellFile = z.union([
  z.strictObject({
    aim: z.enum(['class', 'error']),
    measure: z.strictObject({
      seed: z.int().min(0),
      queries: z.int().min(1),
      clean: measure,
      poisoned: measure,
      reachable: z.strictObject({ success: share, accuracy: share }).exactOptional(),
      told: z.record(z.string(), z.number()),
    }),
  }),
  z.strictObject({ error: z.string(), at: z.enum(['attack', 'training']).default('training') }),
]) satisfies z.ZodType<CellFile>;

/** The plan that a folder holds. @throws DataError where it is no folder of an attack run */
export async function readPlanFile(
  folder: string,
): Promise<{ readonly plan: AttackPlan; readonly registry: Registry }> {
  const path = join(folder, PLAN);
  const value = readJson(folder, PLAN, JSON.parse) as { readonly schema?: unknown };
  const { schema } = Object(value) as { readonly schema?: unknown };
  if (schema !== ATTACK_PLAN_SCHEMA) throw new DataError(path, 'schema', ATTACK_PLAN_SCHEMA, schema);
  try {
    return await readAttackPlan(value);
  } catch (error) {
    throw asDataError(path, '', 'a plan that this version reads', error);
  }
}

/** @throws DataError where the folder says nothing of its data */
export function readShapeFile(folder: string): DataShape {
  return readJson(folder, DATA, parseDataShape);
}

/** Whether a run lies there. */
export function isRunFolder(folder: string): boolean {
  return existsSync(join(folder, PLAN)) && existsSync(join(folder, DATA));
}

/**
 * What the folder remembers of the data of this plan, so that they need not be read where nothing is left to do.
 * @throws DataError where it is the folder of a run on other data, or of no run at all and not empty
 */
export async function rememberedShape(folder: string, plan: AttackPlan): Promise<DataShape | undefined> {
  if (!existsSync(folder)) return undefined;
  if (!isRunFolder(folder)) {
    const known = [PLAN, DATA, CELLS, POISONS];
    const strange = readdirSync(folder).find((name) => !known.some((file) => name.startsWith(file)));
    if (strange !== undefined)
      throw new DataError(
        folder,
        '',
        'a folder of attack runs, an empty or an absent one',
        `one with ${strange}`,
      );
    return undefined;
  }
  const { plan: there } = await readPlanFile(folder);
  if (canonicalJson(dataIdentity(there.data)) !== canonicalJson(dataIdentity(plan.data)))
    throw new DataError(folder, '', 'of a run on these data, or empty or absent', 'one on other data');
  return canonicalJson(there.image) === canonicalJson(plan.image) ? readShapeFile(folder) : undefined;
}

/** Makes the folder, or takes up the one that is there: the plan in it is the last one that was run. */
export function openAttackFolder(folder: string, plan: AttackPlan, shape: DataShape): void {
  for (const name of [CELLS, POISONS]) mkdirSync(join(folder, name), { recursive: true });
  writeWhole(join(folder, DATA), `${JSON.stringify(shape)}\n`);
  writeWhole(join(folder, PLAN), attackPlanText(plan));
}

/** Clears away what killed runs left behind: only once nobody is at work in the folder. */
export function sweepAttackFolder(folder: string): void {
  for (const path of [folder, join(folder, CELLS), join(folder, POISONS)]) sweepParts(path);
}

/** Keys of the cells that have a file, result or error. */
export function cellKeys(folder: string): ReadonlySet<string> {
  return keysIn(join(folder, CELLS));
}

/** Keys of the poisons that are there whole. */
export function poisonKeys(folder: string): ReadonlySet<string> {
  // NAME.json is written after NAME.npz
  return keysIn(join(folder, POISONS));
}

function keysIn(folder: string): ReadonlySet<string> {
  if (!existsSync(folder)) return new Set();
  return new Set(readdirSync(folder).flatMap((name) => /^([0-9a-f]{64})\.json$/.exec(name)?.[1] ?? []));
}

/** What became of a cell and seed. @throws DataError where its file is damaged */
export function readCell(folder: string, key: string): CellFile {
  return readJson(join(folder, CELLS), `${key}.json`, (text) => parseCell(JSON.parse(text)));
}

/** @throws z.ZodError where it is no such file */
export function parseCell(value: unknown): CellFile {
  return cellFile.parse(value);
}

export function writeCell(folder: string, key: string, cell: CellFile): void {
  writeWhole(join(folder, CELLS, `${key}.json`), `${JSON.stringify(cellFile.parse(cell))}\n`);
}

/** Where the archive of poisons is; what is said of them lies beside it as JSON. */
export function poisonPath(folder: string, key: string): string {
  return join(folder, POISONS, `${key}.npz`);
}

/** Why the poisons could not be crafted, when that was last tried. */
export function readCraftError(folder: string, key: string): string | undefined {
  const path = craftErrorPath(folder, key);
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}

/** @param error undefined: they could */
export function writeCraftError(folder: string, key: string, error: string | undefined): void {
  const path = craftErrorPath(folder, key);
  if (error === undefined) rmSync(path, { force: true });
  else writeWhole(path, error);
}

function craftErrorPath(folder: string, key: string): string {
  return join(folder, POISONS, `${key}.error`);
}

function readJson<T>(folder: string, name: string, parse: (text: string) => T): T {
  const path = join(folder, name);
  if (!existsSync(path))
    throw new DataError(folder, '', `a folder of an attack run, with ${name}`, 'one without');
  try {
    return parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw asDataError(path, '', 'a file that dpih wrote', error);
  }
}
