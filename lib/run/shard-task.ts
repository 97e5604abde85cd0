import { resolve } from 'node:path';
import { DomainError } from '../numerics/index.js';
import { AUDIT_PLAN_SCHEMA } from './audit-plan.js';
import { parseAuditPlan } from './audit-schema.js';
import { movedData } from './moved-data.js';
import { type AnyPlan, fingerprint, planText } from './plan.js';
import { parsePlan } from './plan-schema.js';
import type { Task } from './queue-submit.js';
import type { Slice } from './slice.js';

/** A share of the work of a plan: the shard-th of so many slices. */
export interface Shard {
  readonly plan: AnyPlan;
  readonly shard: number;
  readonly of: number;
}

/** The work of one shard as a task; its id is what is computed, so the same shard is never queued twice. */
export function shardTask(plan: AnyPlan, { shard, of }: Slice): Task {
  const data = plan.data === undefined ? {} : { data: movedData(plan.data, (path) => resolve(path)) };
  return {
    id: `${fingerprint(plan)}-${shard}-of-${of}`,
    name: `shard ${shard} of ${of}`,
    data: { plan: planText({ ...plan, ...data }), shard, of },
  };
}

/** What shardTask wrote. @throws DomainError where it is none of its tasks */
export function readShardTask(data: unknown): Shard {
  const { plan, shard, of } = Object(data) as Record<string, unknown>;
  if (typeof plan !== 'string' || typeof shard !== 'number' || typeof of !== 'number')
    throw new DomainError('a task', 'a plan and a shard', JSON.stringify(data));
  return { plan: parseAnyPlan(plan), shard, of };
}

function parseAnyPlan(text: string): AnyPlan {
  const { schema } = Object(JSON.parse(text)) as { readonly schema?: unknown };
  return schema === AUDIT_PLAN_SCHEMA ? parseAuditPlan(text) : parsePlan(text);
}
