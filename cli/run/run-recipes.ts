import type { DpSgd, Mixup } from '../../lib/core/mechanism.js';
import { DomainError } from '../../lib/numerics/check.js';
import { epoch } from '../../lib/plan/widths.js';
import type { BackendName, BackendRecord, LearnerSpec } from '../../lib/train/learner.js';
import type { Defence, DefenceKind, Recipe } from '../../lib/train/recipe.js';
import { assuming } from '../assumed.js';
import { readChoice } from '../choice.js';
import type { Given } from '../command.js';
import { readPositive, readWhole } from '../number.js';
import { UsageError } from '../usage-error.js';
import { readGradientSettings } from './gradient-settings.js';

const DEFENCES: readonly DefenceKind[] = ['dp-instahide', 'noise', 'mixup', 'none', 'dp-sgd', 'dpa'];
/** Defences that are made from the mixup flags. */
const MIXING: readonly DefenceKind[] = ['dp-instahide', 'noise', 'mixup'];
const LEARNERS: readonly LearnerSpec['kind'][] = ['ridge', 'softmax', 'mlp', 'cnn'];
const GRADIENT_FLAGS = ['epochs', 'batch', 'optimizer', 'rate', 'decay', 'hidden', 'backend'] as const;
const DP_SGD_FLAGS = ['sampling-rate', 'noise-multiplier', 'steps', 'clip', 'step-size'] as const;
/** Greatest number of models that is taken for meant. */
const MAXIMAL_MODELS = 1e7;

/** A recipe with the settings that were assumed for it. */
export interface DescribedRecipe {
  readonly recipe: Recipe;
  readonly backend?: BackendRecord;
  readonly assumed: readonly string[];
}

/** The defences that were asked for, in order. @throws UsageError */
export function readDefences({ text }: Given): readonly DefenceKind[] {
  const kinds = (text.defence ?? 'dp-instahide')
    .split(',')
    .map((word) => readChoice('defence', word.trim(), DEFENCES));
  if (new Set(kinds).size !== kinds.length)
    throw UsageError.of('defence', 'a list without repetitions', text.defence);
  return kinds;
}

/** Whether any of the defences is made from the mixup flags. */
export function mixes(kinds: readonly DefenceKind[]): boolean {
  return kinds.some((kind) => MIXING.includes(kind));
}

/** The recipe of each defence. @param mixup undefined where no defence mixes @throws UsageError */
export async function readRecipes(
  given: Given,
  kinds: readonly DefenceKind[],
  mixup: Mixup | undefined,
): Promise<readonly DescribedRecipe[]> {
  const { text } = given;
  refuseIdle(given, kinds);
  const assumed: string[] = [];
  const or = assuming(text, assumed);
  if (text.defence === undefined) assumed.push('defence = dp-instahide');
  const votes = kinds.some((kind) => kind !== 'dpa');
  const models = votes ? await readWhole('models', or('models', '100'), 1, MAXIMAL_MODELS) : 0;
  const seed = or('seed', '1');
  if (seed === '') throw UsageError.of('seed', 'a word', seed);
  const learner = readChoice(
    'learner',
    kinds.every(isDpSgd) ? (text.learner ?? 'softmax') : or('learner', 'ridge'),
    LEARNERS,
  );
  const { spec, backend } = await readLearner(given, learner, kinds, assumed);
  const hidden = spec.kind === 'mlp' ? spec.hidden : [];
  const recipes: DescribedRecipe[] = [];
  for (const kind of kinds) {
    const own: string[] = [];
    const defence = await readDefence(kind, given, mixup, hidden, own);
    const recipe: Recipe = {
      defence,
      ...(defence.kind === 'dp-sgd' ? {} : { learner: spec }),
      models: defence.kind === 'dpa' ? defence.parts : models,
      seed,
      ...(backend === undefined || defence.kind === 'dp-sgd' ? {} : { backend: backend.name }),
    };
    recipes.push({
      recipe,
      ...(backend === undefined || defence.kind === 'dp-sgd' ? {} : { backend }),
      assumed: [...assumed, ...own],
    });
  }
  return recipes;
}

const isDpSgd = (kind: DefenceKind): boolean => kind === 'dp-sgd';

/** Flags that none of the defences looks at. */
function refuseIdle({ text }: Given, kinds: readonly DefenceKind[]): void {
  const idle: readonly (readonly [string, readonly string[], boolean])[] = [
    ['dp-sgd', DP_SGD_FLAGS, kinds.includes('dp-sgd')],
    ['dpa', ['parts'], kinds.includes('dpa')],
    ['another one than dpa', ['models'], kinds.some((kind) => kind !== 'dpa')],
  ];
  for (const [name, flags, used] of idle)
    for (const flag of flags)
      if (!used && flag in text)
        throw new UsageError(`--${flag} must stand with a --defence that is ${name}, got ${kinds.join(',')}`);
}

async function readLearner(
  { text }: Given,
  kind: LearnerSpec['kind'],
  kinds: readonly DefenceKind[],
  assumed: string[],
): Promise<{ spec: LearnerSpec; backend?: BackendRecord }> {
  if (kind === 'ridge') {
    for (const flag of GRADIENT_FLAGS)
      if (flag in text)
        throw new UsageError(`--${flag} must stand with --learner softmax, mlp or cnn, got --learner ridge`);
    return { spec: { kind } };
  }
  const given = await readGradientSettings(text);
  const { gradientSpec } = await import('../../lib/train/gradient-spec.js');
  const spec = named('learner', () => gradientSpec(kind, given));
  for (const [name, value] of Object.entries(spec))
    if (name !== 'kind' && !(name in text) && String(value) !== '') assumed.push(`${name} = ${value}`);
  if (kinds.every(isDpSgd)) return { spec };
  const backend = await readBackend(text.backend);
  if (text.backend === undefined) assumed.push(`backend = ${backend.name}`);
  return { spec, backend };
}

async function readBackend(text: string | undefined): Promise<BackendRecord> {
  const names: readonly BackendName[] = ['node', 'wasm', 'cpu'];
  const name = text === undefined ? undefined : readChoice('backend', text, names);
  const { loadBackend } = await import('../../lib/train/tensorflow/backend.js');
  const { BackendError } = await import('../../lib/train/backend-error.js');
  try {
    return await loadBackend(name);
  } catch (error) {
    if (error instanceof BackendError)
      throw UsageError.of('backend', `one that is here: ${error.message}`, text);
    throw error;
  }
}

async function readDefence(
  kind: DefenceKind,
  given: Given,
  mixup: Mixup | undefined,
  hidden: readonly number[],
  assumed: string[],
): Promise<Defence> {
  switch (kind) {
    case 'none':
      return { kind };
    case 'dpa': {
      const parts = assuming(given.text, assumed)('parts', '50');
      return { kind, parts: await readWhole('parts', parts, 2, MAXIMAL_MODELS) };
    }
    case 'dp-sgd':
      return readDpSgd(given, hidden, assumed);
    case 'dp-instahide':
    case 'noise':
    case 'mixup': {
      if (mixup === undefined) throw new RangeError(`${kind} must be given the mechanism of the mixup flags`);
      const { k, releases, design } = mixup;
      if (kind === 'mixup') return { kind, k, releases, design };
      return { kind, mechanism: kind === 'noise' ? noiseOnly(mixup) : mixup };
    }
  }
}

/** The same noise on records one by one: every record as often as the mixup releases mixtures, rounded up. */
function noiseOnly(mixup: Mixup): Mixup {
  const one = epoch('partition', mixup.n, 1);
  return { ...mixup, k: 1, design: 'partition', releases: Math.ceil(mixup.releases / one) * one };
}

const DP_SGD_DEFAULTS = {
  'sampling-rate': '0.1',
  'noise-multiplier': '8',
  steps: '200',
  clip: '1',
  'step-size': '1',
} as const;

async function readDpSgd({ text }: Given, hidden: readonly number[], assumed: string[]): Promise<Defence> {
  const or = assuming(text, assumed);
  const own = (flag: keyof typeof DP_SGD_DEFAULTS): string => or(flag, DP_SGD_DEFAULTS[flag]);
  const rate = await readPositive('sampling-rate', own('sampling-rate'));
  if (!(rate <= 1)) throw UsageError.of('sampling-rate', 'in (0, 1]', text['sampling-rate']);
  const mechanism: DpSgd = {
    kind: 'dp-sgd',
    rate,
    noiseMultiplier: await readPositive('noise-multiplier', own('noise-multiplier')),
    steps: await readWhole('steps', own('steps'), 1, 1e9),
    // the number of records is known to the learner: a poison takes a record's place
    adjacency: 'replace',
  };
  const clip = await readPositive('clip', own('clip'));
  return {
    kind: 'dp-sgd',
    mechanism,
    clip,
    stepSize: await readPositive('step-size', own('step-size')),
    hidden,
  };
}

/** A check of the library that fails on what a flag said. @throws UsageError */
function named<T>(flag: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof DomainError) throw new UsageError(`--${flag}: ${error.message}`);
    throw error;
  }
}
