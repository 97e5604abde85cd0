import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ATTACK_PLAN_SCHEMA, mergeAttacks } from '../../lib/run/attacks/index.js';
import type { Io } from '../io.js';

/** Whether a folder is that of an attack run, or of a slice of one. */
export function holdsAttacks(folder: string): boolean {
  const path = join(folder, 'plan.json');
  if (!existsSync(path)) return false;
  try {
    return Object(JSON.parse(readFileSync(path, 'utf8'))).schema === ATTACK_PLAN_SCHEMA;
  } catch {
    return false; // whoever reads it as a run of models says what is wrong with it
  }
}

/** `dpih merge FOLDER ...` of slices of an attack run: joined, and then to be judged by dpih report. */
export async function mergeAttackRuns(folders: readonly string[], out: string, io: Io): Promise<void> {
  const { measured, failed, missing } = await mergeAttacks(folders, out);
  const rest = [
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...(missing > 0 ? [`${missing} in none of the slices`] : []),
  ];
  io.print(
    `${[`${measured} measurements are in ${out}`, ...rest].join(', ')}; dpih report ${out} judges them\n`,
  );
}
