import { resolve } from 'node:path';
import { DomainError } from '../../numerics/index.js';
import { movedData } from '../moved-data.js';
import type { Task } from '../queue-submit.js';
import { type AttackPlan, attackFingerprint, attackPlanText } from './attack-plan.js';

/** What an attack task carries, told apart from other tasks by its name. */
export interface AttackTask {
  /** text of the plan */
  readonly attacks: string;
  readonly shard: number;
  readonly of: number;
}

/**
 * The work of one slice of an attack run as a task; its id is what is computed, so the same slice is never queued
 * twice.
 * @throws DomainError where the plan names files or modules of its own, which no worker may be told to open
 */
export function attackTask(plan: AttackPlan, shard: number, of: number): Task {
  requirePlain(plan);
  const data = movedData(plan.data, (path) => resolve(path));
  return {
    id: `${attackFingerprint(plan)}-${shard}-of-${of}`,
    name: `shard ${shard} of ${of}`,
    data: { attacks: attackPlanText({ ...plan, data }), shard, of } satisfies AttackTask,
  };
}

export function isAttackTask(task: unknown): task is AttackTask {
  const { attacks, shard, of } = Object(task) as Partial<AttackTask>;
  return typeof attacks === 'string' && typeof shard === 'number' && typeof of === 'number';
}

/**
 * A module of somebody's own would be code that a queue makes its workers run, and a file of poisons a path that it
 * makes them read. What the plan says is looked at as it came, before anything in it is opened.
 * @throws DomainError
 */
export function requirePlain(plan: unknown): void {
  const { own, attacks } = Object(plan) as { readonly own?: unknown; readonly attacks?: unknown };
  if (own !== undefined && !(Array.isArray(own) && own.length === 0))
    throw new DomainError(
      'own',
      'empty where a queue is used: no code is taken from one',
      JSON.stringify(own),
    );
  const entries: readonly unknown[] = Array.isArray(attacks) ? attacks : [];
  for (const [i, entry] of entries.entries())
    if ('files' in Object(entry))
      throw new DomainError(
        `attacks[${i}].spec`,
        'an attack that reads no file of its own where a queue is used',
        JSON.stringify(Object(entry).spec),
      );
}
