import { createHash } from 'node:crypto';
import { type DataSpec, dataIdentity } from '../data/data-spec.js';
import type { BackendRecord } from '../train/learner.js';
import type { Recipe } from '../train/recipe.js';
import type { AuditPlan } from './audit-plan.js';
import { canonicalJson } from './canonical-json.js';

/** Name and version of the format; a reader that does not know it must refuse. */
export const PLAN_SCHEMA = 'dpih/run/1';

/**
 * All that the predictions of a run depend on, and nothing else but `assumed`; plain JSON.
 *
 * Equal plans give equal bytes wherever arithmetic is the same to the last bit:
 *
 *   ridge, on anything released  + - * / and square roots only, which IEEE 754 fixes: on every machine
 *   dp-sgd                       Math.exp as well: where Node has the same version and the processor is of one kind
 *   softmax, mlp, cnn            as TensorFlow.js computes it. `backend` names engine, version and kernels, but
 *                                not libtensorflow, WebAssembly threads, processor or Node: on one machine, or on
 *                                machines that are alike in these
 *
 * Slices of machines that are not alike are joined without a word. Every model is still a function of a release of
 * its own, so certificates of noise hold; those of parts (dpa) ask that training repeats to the last bit.
 */
export interface Plan {
  readonly schema: typeof PLAN_SCHEMA;
  /** of dpih: another version may train other models */
  readonly version: string;
  /** with the hash of every file it reads */
  readonly data: DataSpec;
  readonly recipe: Recipe;
  /** what TensorFlow.js runs on, where the learner is one of its: weights repeat only where all of it agrees */
  readonly backend?: BackendRecord;
  /** settings that were not given but assumed, 'name = value'; told to the reader, no part of the fingerprint */
  readonly assumed: readonly string[];
}

/** What a run folder was made for. */
export type AnyPlan = Plan | AuditPlan;

/**
 * What tells runs apart: SHA-256 of the plan as canonical JSON, where the files of the data stand for
 * their contents, wherever they lie. 64 hexadecimal digits.
 * @throws DomainError where the files of the data were not hashed (see `pinned`)
 */
export function fingerprint(plan: AnyPlan): string {
  return createHash('sha256')
    .update(canonicalJson(identity(plan)))
    .digest('hex');
}

/** The first field in which two plans differ, 'recipe.seed: "1" against "2"'; undefined where they are one run. */
export function planDifference(one: AnyPlan, other: AnyPlan): string | undefined {
  const [a, b] = [leaves(identity(one)), leaves(identity(other))];
  const name = [...a.keys(), ...b.keys()].find((key) => a.get(key) !== b.get(key));
  return name === undefined
    ? undefined
    : `${name}: ${a.get(name) ?? 'nothing'} against ${b.get(name) ?? 'nothing'}`;
}

function identity(plan: AnyPlan): unknown {
  const { schema, version, backend } = plan;
  const data = plan.data === undefined ? undefined : dataIdentity(plan.data);
  const computed = plan.schema === PLAN_SCHEMA ? { recipe: plan.recipe } : { spec: plan.spec };
  return { schema, version, data, ...computed, backend };
}

/** A plan as the text of plan.json: equal plans, equal text. */
export function planText(plan: AnyPlan): string {
  return `${JSON.stringify(JSON.parse(canonicalJson(plan)), null, 2)}\n`;
}

/** 'recipe.defence.kind' -> its value as JSON, for every value that holds no other. */
function leaves(value: unknown, path = '', found = new Map<string, string>()): Map<string, string> {
  if (typeof value === 'object' && value !== null)
    for (const [key, inner] of Object.entries(value))
      leaves(inner, path === '' ? key : `${path}.${key}`, found);
  else if (value !== undefined) found.set(path, JSON.stringify(value));
  return found;
}
