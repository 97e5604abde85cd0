import type { Draws } from '../../random/index.js';
import type { Poisoning, Scene } from '../attack.js';
import { drawEligible, notOfClass, rowOf, rowsOf } from '../choices/choose.js';
import { type Trigger, triggeredQueries } from '../choices/queries.js';

/** A trigger for each of the r poisons, and whether it keeps the true label of its record. */
export type TriggerOf = (i: number) => { readonly trigger: Trigger; readonly keepsLabel?: boolean };

/**
 * Backdoor poisons with changed labels: records of other classes than the target, drawn uniformly, get a trigger and
 * the target's label. The queries are all test records of other classes under the trigger of test time.
 *
 * @throws DomainError where fewer records than poisons are of another class
 */
export function dirtyLabel(
  scene: Scene,
  target: number,
  draws: Draws,
  triggerOf: TriggerOf,
  atTest: Trigger,
): Poisoning {
  const { train, test, poisons } = scene;
  const eligible = notOfClass(train, target);
  const what = `training records that are not of the target class ${train.classes[target]}`;
  const positions = drawEligible(draws, eligible, poisons, what);
  const features = rowsOf(train, positions);
  const labels = Uint16Array.from(positions, (position, i) => {
    const { trigger, keepsLabel } = triggerOf(i);
    trigger(rowOf(features, train.dimension, i));
    return keepsLabel === true ? train.labels[position] : target;
  });
  return { positions, features, labels, queries: triggeredQueries(test, target, atTest), told: { target } };
}
