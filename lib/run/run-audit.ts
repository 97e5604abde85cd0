import { loadData } from '../data/load.js';
import { openGame } from '../games/open-game.js';
import { type AuditRun, asAudit, SCORES } from './audit-folder.js';
import { type AuditPlan, checkAuditPlan } from './audit-plan.js';
import { completeSlice } from './complete-slice.js';
import { openFolder } from './folder.js';
import type { PlayOptions } from './play-game.js';
import { playUnits } from './play-units.js';
import { type Slice, wholeSlice } from './slice.js';

export interface AuditOptions extends PlayOptions {
  /** the units to play; default: all */
  readonly slice?: Slice;
}

/**
 * Plays the game of a plan and leaves the scores of every unit in the folder. Killed at any moment and started
 * again, it continues; the files it ends with are the same, whatever the interruptions and the number of workers.
 *
 * @throws DomainError | UnsupportedError where the spec is of no game
 * @throws DataError where the folder is of another plan or damaged, or the data is not what the plan says
 * @throws GameError where a unit cannot be played
 */
export async function runAudit(
  plan: AuditPlan,
  folder: string,
  options: AuditOptions = {},
): Promise<AuditRun> {
  const { spec, backend } = plan;
  const { workers, signal, onProgress } = options;
  checkAuditPlan(plan);
  const data = options.data ?? (plan.data === undefined ? undefined : await loadData(plan.data));
  const { units, width } = openGame(spec, data);
  const { slice = wholeSlice(units) } = options;
  const run = openFolder(SCORES, folder, plan, { units, width });
  const computed = await completeSlice(SCORES, run, slice, {
    onProgress,
    compute: (missing, onUnit) => playUnits({ spec, data, backend }, missing, { workers, signal, onUnit }),
  });
  return { ...asAudit(run), slice, computed };
}
