import { QueueError } from '../queue-connection.js';
import type { QueueOptions } from '../queue-slices.js';
import { submitTasks } from '../queue-submit.js';
import { openAttackFolder, sweepAttackFolder } from './attack-folder.js';
import type { AttackPlan } from './attack-plan.js';
import { attackTask } from './attack-task.js';
import { checkPixels } from './check-attack-plan.js';
import { unpackFiles } from './packed-files.js';
import { engineOf, keysIn, prepareRun, tallyOf } from './prepare-run.js';
import type { AttackRunResult } from './run-attacks.js';
import { bundlesOfShard } from './tasks.js';

/**
 * Measures the cells of a plan on the workers of a queue, and leaves the cells that one machine would have left, to
 * the byte; of the poisons those of the first seed only. Slices that the folder holds whole are not computed again.
 *
 * @throws QueueError   where no server answers or a slice failed
 * @throws DomainError  as runAttacks, and for a plan with modules or files of its own
 */
export async function attacksOnQueue(
  given: AttackPlan,
  folder: string,
  { url, shards: most, signal, onProgress }: QueueOptions,
): Promise<AttackRunResult> {
  const plan = { ...given, engine: await engineOf(given) };
  const run = await prepareRun(plan, folder);
  // a piece without work would be none
  const shards = Math.min(most, run.bundles.length);
  const before = tallyOf(folder, keysIn(run.bundles)).measured;
  const slices = Array.from({ length: shards }, (_, i) => ({
    task: attackTask(plan, i + 1, shards),
    bundles: bundlesOfShard(run.bundles, { shard: i + 1, of: shards }),
  })).filter(({ bundles }) => keysIn(bundles).some((key) => !before.has(key)));
  if (slices.length > 0) checkPixels(plan, await run.load());
  openAttackFolder(folder, plan, run.shape);
  if (slices.length > 0)
    await submitTasks(
      url,
      slices.map(({ task }) => task),
      {
        ...(signal === undefined ? {} : { signal }),
        onResult(task, bytes) {
          const slice = slices.find((each) => each.task === task);
          try {
            unpackFiles(bytes, folder, slice?.bundles ?? []);
          } catch (error) {
            throw new QueueError(`${task.name} must hold the cells of its slice, got ${String(error)}`);
          }
        },
        onProgress(done, workers) {
          const share = (shards - slices.length + done) / shards;
          onProgress?.(Math.round(share * run.bundles.length), run.bundles.length, workers);
        },
      },
    );
  sweepAttackFolder(folder);
  const keys = keysIn(run.bundles);
  const { measured, failed } = tallyOf(folder, keys);
  return {
    measured: measured.size,
    failed: failed.size,
    computed: keysIn(slices.flatMap(({ bundles }) => bundles)).length,
  };
}
