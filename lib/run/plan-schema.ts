import * as z from 'zod';
import { mechanismSchema } from '../core/schema.js';
import type { DataSpec } from '../data/data-spec.js';
import type { BackendRecord } from '../train/learner.js';
import type { Recipe } from '../train/recipe.js';
import { PLAN_SCHEMA, type Plan } from './plan.js';
import type { TestSet } from './test-set.js';

// Strict throughout: a field that is not known here was written by another version, and may mean something.

/** A whole number from 1. */
export const count = z.int().min(1);
export const positive = z.number().positive();
const numbers = z.union([z.number(), z.array(z.number()).min(1)]);
export const backendName = z.enum(['node', 'wasm', 'cpu']);

const read = z.strictObject({
  format: z.enum(['csv', 'idx', 'npy', 'npz', 'cifar10', 'cifar100', 'png']).exactOptional(),
  header: z.boolean().exactOptional(),
  label: z.union([z.string(), z.int()]).exactOptional(),
  features: z.string().exactOptional(),
  labels: z.string().exactOptional(),
  classes: z.array(z.string()).exactOptional(),
  granularity: z.enum(['fine', 'coarse']).exactOptional(),
});

const step = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('scale'), by: numbers }),
  z.strictObject({ kind: z.literal('shift'), by: numbers }),
  z.strictObject({ kind: z.literal('contrast') }),
  z.strictObject({
    kind: z.literal('project'),
    dimensions: count,
    seed: z.string(),
    entries: z.enum(['gaussian', 'signs']),
  }),
  z.strictObject({ kind: z.literal('linear'), matrix: z.array(z.array(z.number())) }),
  z.strictObject({ kind: z.literal('centre') }),
  z.strictObject({ kind: z.literal('standardise') }),
  z.strictObject({ kind: z.literal('pca'), dimensions: count }),
]);

const domain = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('l2-ball'), radius: positive, dimension: count.exactOptional() }),
  z.strictObject({ kind: z.literal('l1-ball'), radius: positive, dimension: count.exactOptional() }),
  z.strictObject({ kind: z.literal('box'), low: z.number(), high: z.number(), dimension: count }),
]);

export const dataSchema = z.strictObject({
  source: z.string(),
  read: read.exactOptional(),
  steps: z.array(step),
  public: z.strictObject({ path: z.string(), read: read.exactOptional() }).exactOptional(),
  domain,
  test: z.union([
    z.strictObject({ fraction: z.number(), seed: z.string(), limit: count.exactOptional() }),
    z.strictObject({
      path: z.string(),
      read: read.exactOptional(),
      limit: count.exactOptional(),
      seed: z.string().exactOptional(),
    }),
  ]),
  files: z.array(z.strictObject({ path: z.string(), sha256: z.string() })).exactOptional(),
});

export const mixup = mechanismSchema.refine((m) => m.kind === 'mixup', 'must be a mixup mechanism');
const dpSgd = mechanismSchema.refine((m) => m.kind === 'dp-sgd', 'must be a dp-sgd mechanism');
const shared = z.literal(true).exactOptional();

export const recipeSchema = z.strictObject({
  defence: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('none') }),
    z.strictObject({
      kind: z.literal('mixup'),
      k: count,
      releases: count,
      design: z.enum(['subsets', 'poisson', 'partition', 'balanced']),
    }),
    z.strictObject({ kind: z.literal('noise'), mechanism: mixup, shared }),
    z.strictObject({ kind: z.literal('dp-instahide'), mechanism: mixup, shared }),
    z.strictObject({
      kind: z.literal('dp-sgd'),
      mechanism: dpSgd,
      clip: positive,
      stepSize: positive,
      hidden: z.array(count),
    }),
    z.strictObject({ kind: z.literal('dpa'), parts: count }),
  ]),
  learner: z
    .discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('ridge') }),
      z.strictObject({
        kind: z.enum(['softmax', 'mlp', 'cnn']),
        epochs: count,
        batch: count,
        optimizer: z.enum(['sgd', 'momentum', 'adam']),
        rate: positive,
        decay: z.number().min(0),
        hidden: z.array(count),
      }),
    ])
    .exactOptional(),
  models: count,
  seed: z.string().min(1),
  backend: backendName.exactOptional(),
});

export const backendSchema = z.strictObject({
  name: backendName,
  version: z.string(),
  kernels: z.array(z.string()),
  simd: z.boolean().nullable(),
});

const plan = z.strictObject({
  schema: z.literal(PLAN_SCHEMA),
  version: z.string(),
  data: dataSchema,
  recipe: recipeSchema,
  backend: backendSchema.exactOptional(),
  assumed: z.array(z.string()),
});

const testSet = z.strictObject({
  classes: z.array(z.string()).min(2),
  train: count,
  indices: z.array(z.int().min(0)).min(1),
  labels: z.array(z.int().min(0)).min(1),
});

/** @throws SyntaxError where it is no JSON @throws z.ZodError where it is no plan */
export function parsePlan(text: string): Plan {
  const { data, recipe, backend, ...rest } = plan.parse(JSON.parse(text));
  // a refinement does not narrow: what the mechanism is was checked above
  return {
    ...rest,
    data: data satisfies DataSpec,
    recipe: recipe as Recipe,
    ...(backend === undefined ? {} : { backend: backend satisfies BackendRecord }),
  };
}

/** @throws SyntaxError where it is no JSON @throws z.ZodError where it is no split */
export function parseTestSet(text: string): TestSet {
  const set = testSet.parse(JSON.parse(text));
  if (set.indices.length !== set.labels.length || !set.labels.every((label) => label < set.classes.length))
    throw new RangeError('a split must hold one position and one label, below the classes, for each record');
  return set;
}
