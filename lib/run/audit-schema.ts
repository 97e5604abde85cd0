import * as z from 'zod';
import type { DataSpec } from '../data/data-spec.js';
import type { GameSpec } from '../games/game.js';
import type { CanarySpec } from '../games/models/canary-spec.js';
import type { PairName } from '../games/pair.js';
import type { BackendRecord } from '../train/learner.js';
import { AUDIT_PLAN_SCHEMA, type AuditPlan } from './audit-plan.js';
import { backendSchema, count, dataSchema, mixup, recipeSchema } from './plan-schema.js';

// Strict throughout, as the plans of models are.

const pair = z.enum(['one-sided', 'quarter', 'midpoint']) satisfies z.ZodType<PairName>;

const position = z.int().min(0).exactOptional();
const label = z.string().exactOptional();

const canary = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('mislabelled'), record: position, label }),
  z.strictObject({ kind: z.literal('unique-class'), record: position }),
  z.strictObject({ kind: z.literal('patch'), record: position, label }),
  z.strictObject({ kind: z.literal('poison'), poisons: count, target: position, label }),
]) satisfies z.ZodType<CanarySpec>;

const seed = z.string().min(1);

const spec = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('release'),
    mechanism: mixup,
    seed,
    pair,
    poisons: count,
    trials: count,
  }),
  z.strictObject({ kind: z.literal('labels'), mechanism: mixup, seed, trials: count }),
  z.strictObject({ kind: z.literal('one-run'), mechanism: mixup, seed, canaries: count }),
  z.strictObject({ kind: z.literal('trained'), recipe: recipeSchema, canary, trials: count, seed }),
]);

const plan = z.strictObject({
  schema: z.literal(AUDIT_PLAN_SCHEMA),
  version: z.string(),
  spec,
  data: dataSchema.exactOptional(),
  backend: backendSchema.exactOptional(),
  assumed: z.array(z.string()),
});

/** Units of a game and numbers of each: what a folder remembers of it, so that slices are joined without playing. */
const cut = z.strictObject({ units: count, width: count });

export type GameCut = Readonly<z.infer<typeof cut>>;

/** @throws SyntaxError where it is no JSON @throws z.ZodError where it is no plan of a game */
export function parseAuditPlan(text: string): AuditPlan {
  const { spec: game, data, backend, ...rest } = plan.parse(JSON.parse(text));
  return {
    ...rest,
    // a refinement does not narrow: what the mechanism is was checked above
    spec: game as GameSpec,
    ...(data === undefined ? {} : { data: data satisfies DataSpec }),
    ...(backend === undefined ? {} : { backend: backend satisfies BackendRecord }),
  };
}

/** @throws SyntaxError where it is no JSON @throws z.ZodError where it is no cut of a game */
export function parseGameCut(text: string): GameCut {
  return cut.parse(JSON.parse(text));
}
