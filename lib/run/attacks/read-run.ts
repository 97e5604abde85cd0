import type { MeasuredCell, SeedFailure, SeedMeasure } from '../../core/index.js';
import { asDataError } from '../../data/data-error.js';
import { cellKeys, readCell, readPlanFile, readShapeFile } from './attack-folder.js';
import type { AttackPlan } from './attack-plan.js';
import { defenceShape, keysOf, planCells } from './cells.js';
import { type DataShape, restCount } from './data-shape.js';
import { requireUnchanged } from './own-modules.js';

/** A run as its folder tells it. */
export interface AttackRun {
  readonly plan: AttackPlan;
  /** `rest`: the records that are trained on where victims train on a frozen extractor */
  readonly data: DataShape & { readonly rest: number };
  readonly cells: readonly MeasuredCell[];
  /** cells times seeds that were not run yet */
  readonly missing: number;
}

/**
 * What a run measured, finished or not, without a look at its data.
 * @throws DataError where the folder is of no attack run, or damaged, or a module of the user's own was changed
 */
export async function readAttackRun(folder: string): Promise<AttackRun> {
  const { plan, registry } = await readPlanFile(folder);
  try {
    await requireUnchanged(plan.own);
  } catch (error) {
    throw asDataError(folder, '', 'of a run whose own modules are as they were', error);
  }
  const data = readShapeFile(folder);
  const keys = keysOf(plan, registry);
  const there = cellKeys(folder);
  let missing = 0;
  const cells = planCells(plan, registry, data).map((cell): MeasuredCell => {
    const { name, strike, victim } = cell;
    const seeds: SeedMeasure[] = [];
    const failures: SeedFailure[] = [];
    let aim: MeasuredCell['aim'] = 'class';
    for (let seed = 0; seed < plan.seeds; seed++) {
      const key = keys.cell(cell, seed);
      if (!there.has(key)) {
        missing += 1;
        continue;
      }
      const file = readCell(folder, key);
      if ('error' in file) failures.push({ seed, error: file.error, at: file.at });
      else {
        ({ aim } = file);
        seeds.push(file.measure);
      }
    }
    const { defence } = victim;
    const guarantee = registry.defences[defence.kind]?.guarantee(
      defence,
      defenceShape(plan, data, victim),
      strike.poisons,
    ) ?? { kind: 'none', reason: 'nothing is known of this defence' };
    return { name, aim, seeds, failures, guarantee };
  });
  const transfers =
    cells.length > 0 && plan.attacks.some(({ spec }) => registry.attacks[spec.kind]?.demands(spec).transfer);
  return {
    plan,
    data: { ...data, rest: transfers ? restCount(plan, data.train) : data.train },
    cells,
    missing,
  };
}
