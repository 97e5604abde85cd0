import * as z from 'zod';
import { pinned } from '../../data/load.js';
import { fileSha256 } from '../../data/source-files.js';
import { DomainError } from '../../numerics/index.js';
import { type GradientSpec, gradientSpec, type RidgeSpec } from '../../train/index.js';
import { backendName, backendSchema, count, dataSchema, positive } from '../plan-schema.js';
import { ATTACK_PLAN_SCHEMA, type AttackEntry, type AttackPlan, type Settings } from './attack-plan.js';
import { hashModules, type Registry, registryOf } from './own-modules.js';
import { pathText, settingFault } from './setting-fault.js';

// Strict throughout: a misspelt field is an error and not a default.

const learner = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('ridge') }),
  z.strictObject({
    kind: z.enum(['softmax', 'mlp', 'cnn']),
    epochs: count.exactOptional(),
    batch: count.exactOptional(),
    optimizer: z.enum(['sgd', 'momentum', 'adam']).exactOptional(),
    rate: positive.exactOptional(),
    decay: z.number().min(0).exactOptional(),
    hidden: z.array(count).exactOptional(),
  }),
]);

/** What is in it is for the schema of its kind to say. */
const settings = z.looseObject({ kind: z.string() });

const hashed = z.strictObject({ path: z.string(), sha256: z.string() });

const plan = z.strictObject({
  schema: z.literal(ATTACK_PLAN_SCHEMA).exactOptional(),
  version: z.string().exactOptional(),
  data: dataSchema.extend({ steps: dataSchema.shape.steps.default([]) }),
  image: z.strictObject({ height: count, width: count, channels: count }).exactOptional(),
  pixels: z.strictObject({ low: z.number(), high: z.number(), levels: z.int().min(2).exactOptional() }),
  learners: z.array(learner).min(1),
  surrogate: learner.exactOptional(),
  transfer: z
    .strictObject({
      body: learner.exactOptional(),
      head: learner.exactOptional(),
      publicShare: z.number().gt(0).lt(1).exactOptional(),
    })
    .exactOptional(),
  attacks: z
    .array(
      z.strictObject({
        spec: settings,
        poisons: z.array(z.number()).min(1),
        files: z.array(z.string()).exactOptional(),
      }),
    )
    .min(1),
  defences: z.array(settings).min(1),
  // bounds on means over seeds take no more
  seeds: count.max(1024).default(20),
  seed: z.string().min(1).default('1'),
  alpha: z.number().gt(0).lt(1).default(0.05),
  backend: backendName.exactOptional(),
  own: z.array(z.union([z.string(), hashed])).default([]),
  assumed: z.array(z.string()).default([]),
  engine: backendSchema.exactOptional(),
});

/** Where no learner is trained by gradients, attackers take this for their surrogate. */
const FALLBACK = 'mlp';
/** Half: an extractor of too few records says too little, and so does a head. */
const PUBLIC_SHARE = 0.5;

export interface ParseOptions {
  /** of dpih: a plan of another one is refused, as what it measured would be filed under a wrong name */
  readonly version: string;
  /** folder that paths of own modules start from; default: the working directory */
  readonly base?: string;
}

/** What a user wrote, with every default filled in and every file hashed. @throws DomainError naming the key */
export async function parseAttackPlan(
  value: unknown,
  { version, base = process.cwd() }: ParseOptions,
): Promise<AttackPlan> {
  const given = check(plan, value, '');
  if (given.version !== undefined && given.version !== version)
    throw new DomainError('version', `${version}, that of this dpih, or left out`, given.version);
  const paths = given.own.map((module) => (typeof module === 'string' ? module : module.path));
  const own = await hashModules(paths, base);
  const registry = await registryOf(own);
  const made = complete({ ...given, version }, registry, own);
  const attacks = await Promise.all(made.attacks.map((entry, i) => withFiles(entry, i, registry)));
  const data = made.data.files === undefined ? await pinned(made.data) : made.data;
  return { ...made, data, attacks };
}

/**
 * A plan as a run folder holds it: no file is looked at but the modules of the user's own.
 * @throws DomainError where it is none that this version can read
 */
export async function readAttackPlan(
  value: unknown,
): Promise<{ readonly plan: AttackPlan; readonly registry: Registry }> {
  const given = check(plan, value, '');
  const own = given.own.map((module) => (typeof module === 'string' ? { path: module, sha256: '' } : module));
  const registry = await registryOf(own);
  return { plan: complete({ ...given, version: given.version ?? '' }, registry, own), registry };
}

type Given = z.infer<typeof plan>;

function complete(
  {
    schema: _,
    surrogate,
    transfer,
    learners,
    attacks,
    defences,
    image,
    backend,
    engine,
    ...rest
  }: Given & {
    readonly version: string;
  },
  registry: Registry,
  own: AttackPlan['own'],
): AttackPlan {
  const made = learners.map((spec, i) => learnerOf(spec, `learners[${i}]`));
  const first = made.find((spec): spec is GradientSpec => spec.kind !== 'ridge') ?? gradientSpec(FALLBACK);
  const attacker = surrogate === undefined ? first : gradientOf(surrogate, 'surrogate');
  return {
    ...rest,
    schema: ATTACK_PLAN_SCHEMA,
    learners: made,
    surrogate: attacker,
    transfer: {
      body: transfer?.body === undefined ? attacker : gradientOf(transfer.body, 'transfer.body'),
      head: transfer?.head === undefined ? gradientSpec('softmax') : headOf(transfer.head),
      publicShare: transfer?.publicShare ?? PUBLIC_SHARE,
    },
    attacks: attacks.map(({ spec, poisons, ...files }, i) => ({
      ...files,
      spec: settingsOf(spec, `attacks[${i}].spec`, registry.attacks, 'attack'),
      poisons: poisons.map((amount, j) => budgetOf(amount, `attacks[${i}].poisons[${j}]`)),
    })),
    defences: defences.map((spec, i) => settingsOf(spec, `defences[${i}]`, registry.defences, 'defence')),
    own,
    ...(image === undefined ? {} : { image }),
    ...(backend === undefined ? {} : { backend }),
    ...(engine === undefined ? {} : { engine }),
  };
}

/** The settings of an attack or a defence by the schema of its kind, which fills in what is left out. */
function settingsOf(
  given: Settings,
  at: string,
  table: Readonly<Record<string, { readonly schema: z.ZodType }>>,
  what: string,
): Settings {
  const { kind } = given;
  const entry = Object.hasOwn(table, kind) ? table[kind] : undefined;
  if (entry === undefined)
    throw new DomainError(`${at}.kind`, `a known ${what} (${Object.keys(table).join(', ')})`, kind);
  return check(entry.schema, given, at) as Settings;
}

/** The entry with the content of every file that the attack reads. */
async function withFiles(
  { spec, poisons }: AttackEntry,
  i: number,
  { attacks }: Registry,
): Promise<AttackEntry> {
  const paths = attacks[spec.kind]?.files?.(spec) ?? [];
  if (paths.length === 0) return { spec, poisons };
  const hashed = paths.map(async (path) => {
    try {
      return await fileSha256(path);
    } catch {
      throw new DomainError(`attacks[${i}].spec`, 'of files that can be read', path);
    }
  });
  return { spec, poisons, files: await Promise.all(hashed) };
}

function learnerOf(given: z.infer<typeof learner>, at: string): GradientSpec | RidgeSpec {
  return given.kind === 'ridge' ? given : gradientOf(given, at);
}

function gradientOf(given: z.infer<typeof learner>, at: string): GradientSpec {
  if (given.kind === 'ridge')
    throw new DomainError(`${at}.kind`, 'softmax, mlp or cnn: it is differentiated', given.kind);
  const { kind, ...rest } = given;
  try {
    return gradientSpec(kind, rest);
  } catch (error) {
    if (error instanceof DomainError)
      throw new DomainError(pathText(at, [error.parameter]), error.rule, error.value);
    throw error;
  }
}

function headOf(given: z.infer<typeof learner>): GradientSpec {
  const head = gradientOf(given, 'transfer.head');
  if (head.kind !== 'softmax')
    throw new DomainError('transfer.head.kind', 'softmax: one layer on the frozen extractor', head.kind);
  return head;
}

function budgetOf(amount: number, at: string): number {
  if (!(amount > 0 && (amount < 1 || Number.isSafeInteger(amount))))
    throw new DomainError(
      at,
      'a share of the records above 0 and below 1, or a whole number of them from 1',
      amount,
    );
  return amount;
}

function check<T>(schema: z.ZodType<T>, value: unknown, at: string): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw settingFault(parsed.error, value, at);
}
