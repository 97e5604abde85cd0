import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { notePath } from '../../attack/index.js';
import { DataError } from '../../data/data-error.js';
import { writeAll, writeWhole } from '../whole-file.js';
import {
  cellKeys,
  openAttackFolder,
  poisonKeys,
  poisonPath,
  readCell,
  readPlanFile,
  readShapeFile,
  writeCell,
} from './attack-folder.js';
import { attackFingerprint } from './attack-plan.js';
import { keysOf, planCells } from './cells.js';
import { keysIn, tallyOf } from './prepare-run.js';
import { bundlesOf } from './tasks.js';

/** Cells times seeds of a plan that slices were run of. */
export interface MergedAttacks {
  readonly measured: number;
  readonly failed: number;
  /** in none of the folders */
  readonly missing: number;
}

/**
 * Joins what slices of one plan measured into one folder, as one machine would have left it. A result goes before an
 * error.
 *
 * @param out  may be one of the folders, another one of the same plan, or absent
 * @throws DataError where a folder is of another plan or damaged, or two results of one cell differ
 */
export async function mergeAttacks(folders: readonly string[], out: string): Promise<MergedAttacks> {
  const paths = folders.map((folder) => resolve(folder));
  const [first] = paths;
  if (first === undefined) throw new DataError('merge', '', 'given one run folder or more', 'none');
  const { plan, registry } = await readPlanFile(first);
  const shape = readShapeFile(first);
  const target = resolve(out);
  for (const folder of existsSync(target) ? [...paths, target] : paths) {
    const { plan: other } = await readPlanFile(folder);
    if (attackFingerprint(other) !== attackFingerprint(plan))
      throw new DataError(folder, 'plan.json', `the plan of ${first}`, 'another one');
  }
  openAttackFolder(target, plan, shape);
  for (const folder of paths) if (folder !== target) copyInto(folder, target);
  const keys = keysIn(bundlesOf(planCells(plan, registry, shape), plan.seeds, keysOf(plan, registry)));
  const { measured, failed } = tallyOf(target, keys);
  return {
    measured: measured.size,
    failed: failed.size,
    missing: keys.length - measured.size - failed.size,
  };
}

function copyInto(folder: string, target: string): void {
  const there = cellKeys(target);
  for (const key of cellKeys(folder)) {
    const cell = readCell(folder, key);
    const known = there.has(key) ? readCell(target, key) : undefined;
    if (known === undefined || ('error' in known && !('error' in cell))) writeCell(target, key, cell);
    else if (!('error' in cell) && JSON.stringify(known) !== JSON.stringify(cell))
      throw new DataError(folder, `cell ${key}`, `as it was measured in ${target}`, 'another result');
  }
  const crafted = poisonKeys(target);
  for (const key of poisonKeys(folder)) {
    if (crafted.has(key)) continue;
    const [from, to] = [poisonPath(folder, key), poisonPath(target, key)];
    // the note last: with it the poisons are there
    for (const place of [(path: string) => path, notePath])
      writeWhole(place(to), (file) => writeAll(file, readFileSync(place(from))));
  }
}
