import type { UnclippedData } from '../../data/load.js';
import { answerIndices } from '../answer-indices.js';
import type { AttackPlan } from './attack-plan.js';
import type { DataShape } from './data-shape.js';
import { registryOf } from './own-modules.js';
import { type Outcome, runTask, type Workplace } from './run-task.js';
import type { Task } from './tasks.js';
import { worldOf } from './world.js';

/** What a thread of an attack run is started with. */
export interface AttackJob {
  readonly plan: AttackPlan;
  readonly shape: DataShape;
  /** images, in memory that threads share */
  readonly data: UnclippedData;
  readonly folder: string;
  readonly tasks: readonly Task[];
}

// The thread that runAttacks starts.

answerIndices<AttackJob, Outcome>(async ({ plan, shape, data, folder, tasks }) => {
  const place: Workplace = {
    plan,
    shape,
    folder,
    registry: await registryOf(plan.own),
    world: worldOf(plan, data),
  };
  return (index) => runTask(place, tasks[index] as Task);
});
