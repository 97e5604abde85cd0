import { resolve } from 'node:path';
import { DomainError } from '../numerics/index.js';
import { movedData } from './moved-data.js';
import { fingerprint, type Plan, planText } from './plan.js';
import { parsePlan } from './plan-schema.js';
import type { Task } from './queue-submit.js';
import { type Slice, sliceOf } from './slice.js';

/** The work of one shard as a task; its id is what is computed, so the same shard is never queued twice. */
export function shardTask(plan: Plan, { shard, of }: Slice): Task {
  return {
    id: `${fingerprint(plan)}-${shard}-of-${of}`,
    name: `shard ${shard} of ${of}`,
    data: { plan: planText({ ...plan, data: movedData(plan.data, (path) => resolve(path)) }), shard, of },
  };
}

/** What shardTask wrote. @throws DomainError where it is none of its tasks */
export function readShardTask(data: unknown): { readonly plan: Plan; readonly slice: Slice } {
  const { plan, shard, of } = (data ?? {}) as Record<string, unknown>;
  if (typeof plan !== 'string' || typeof shard !== 'number' || typeof of !== 'number')
    throw new DomainError('a task', 'a plan and a shard', JSON.stringify(data));
  const parsed = parsePlan(plan);
  return { plan: parsed, slice: sliceOf(parsed.recipe.models, shard, of) };
}
