import { loadUnclipped, type UnclippedData } from '../../data/load.js';
import type { BackendRecord } from '../../train/index.js';
import { cellKeys, readCell, rememberedShape } from './attack-folder.js';
import type { AttackPlan } from './attack-plan.js';
import { keysOf, planCells } from './cells.js';
import { checkAttackPlan } from './check-attack-plan.js';
import { asImages, type DataShape, dataShape } from './data-shape.js';
import { registryOf } from './own-modules.js';
import { type Bundle, bundlesOf } from './tasks.js';

/** A plan that was found right, and what it comes to. */
export interface PreparedRun {
  readonly shape: DataShape;
  /** all of the plan, seed by seed */
  readonly bundles: readonly Bundle[];
  /** The records, read once and when they are first needed. */
  load(): Promise<UnclippedData>;
}

/**
 * Everything that can be found wrong before any work is found here. The data are read only where the folder does not
 * remember them.
 * @throws DomainError naming the key of the plan
 * @throws DataError where the folder is of other data, or damaged
 */
export async function prepareRun(plan: AttackPlan, folder: string): Promise<PreparedRun> {
  const registry = await registryOf(plan.own);
  let data: UnclippedData | undefined;
  const load = async (): Promise<UnclippedData> => {
    data ??= asImages(plan, await loadUnclipped(plan.data));
    return data;
  };
  const shape = (await rememberedShape(folder, plan)) ?? dataShape(plan, await load());
  const cells = planCells(plan, registry, shape);
  checkAttackPlan(plan, registry, shape, cells);
  return { shape, bundles: bundlesOf(cells, plan.seeds, keysOf(plan, registry)), load };
}

/** What TensorFlow.js runs on here. @throws BackendError where the plan names a backend that is absent */
export async function engineOf({ backend }: AttackPlan): Promise<BackendRecord> {
  const { loadBackend } = await import('../../train/tensorflow/backend.js');
  return loadBackend(backend);
}

/** Keys of all cells of the bundles. */
export function keysIn(bundles: readonly Bundle[]): readonly string[] {
  return bundles.flatMap(({ cells }) => cells.map(({ key }) => key));
}

/** Cells times seeds as the folder has them. */
export interface Tally {
  /** keys that have a result */
  readonly measured: ReadonlySet<string>;
  /** keys that have an error: no result, and to be tried again */
  readonly failed: ReadonlySet<string>;
}

export function tallyOf(folder: string, keys: readonly string[]): Tally {
  const there = cellKeys(folder);
  const [measured, failed] = [new Set<string>(), new Set<string>()];
  for (const key of keys) if (there.has(key)) ('error' in readCell(folder, key) ? failed : measured).add(key);
  return { measured, failed };
}
