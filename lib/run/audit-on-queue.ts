import { loadData } from '../data/load.js';
import { openGame } from '../games/open-game.js';
import { type AuditRun, asAudit, SCORES } from './audit-folder.js';
import { type AuditPlan, checkAuditPlan } from './audit-plan.js';
import { openFolder } from './folder.js';
import { completeOnQueue } from './queue-slices.js';
import type { QueueRunOptions } from './run-on-queue.js';
import { wholeSlice } from './slice.js';

/**
 * Plays the game of a plan on the workers of a queue: see completeOnQueue.
 * @throws QueueError where no server answers or a shard failed
 * @throws DataError as runAudit, and where a worker's answer is damaged
 */
export async function auditOnQueue(
  plan: AuditPlan,
  folder: string,
  options: QueueRunOptions,
): Promise<AuditRun> {
  checkAuditPlan(plan);
  const data = options.data ?? (plan.data === undefined ? undefined : await loadData(plan.data));
  const { units, width } = openGame(plan.spec, data);
  const run = openFolder(SCORES, folder, plan, { units, width });
  const computed = await completeOnQueue(SCORES, run, options);
  return { ...asAudit(run), slice: wholeSlice(units), computed };
}
