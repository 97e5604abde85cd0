import type { DataSpec } from '../../lib/data/data-spec.js';
import { type LoadedData, loadData } from '../../lib/data/load.js';
import { PLAN_SCHEMA, type Plan } from '../../lib/run/plan.js';
import { guaranteeOf } from '../../lib/train/guarantee-of.js';
import type { DefenceKind, Recipe } from '../../lib/train/recipe.js';
import { accountOf } from '../account.js';
import type { Given } from '../command.js';
import { type DataMechanism, readDataMechanism } from '../data/data-mechanism.js';
import { readDataSpec } from '../data/data-spec.js';
import { loading } from '../data/loading.js';
import { GUARANTEE_FLAGS, MIXUP_FLAGS, QUESTION_FLAGS } from '../flags.js';
import type { Io } from '../io.js';
import { readQuestion } from '../question.js';
import { UsageError } from '../usage-error.js';
import { version } from '../version.js';
import { type DescribedRecipe, mixes, readDefences, readRecipes } from './run-recipes.js';

/** What a command line with --data asks for, read and checked: nothing was computed yet. */
export interface RunSetup {
  readonly data: LoadedData;
  /** one for each defence */
  readonly plans: readonly Plan[];
}

/** @param loaded the data, where it was loaded for another run of the same flags @throws UsageError */
export async function readRunSetup(given: Given, io: Io, loaded?: LoadedData): Promise<RunSetup> {
  for (const flag of ['votes', 'p', ...Object.keys(GUARANTEE_FLAGS)])
    if (flag in given.text) throw new UsageError(`--${flag} must stand without --data, got both`);
  const kinds = readDefences(given);
  const declared = await readDeclared(given, kinds, io);
  const { spec, defaults } = await readDataSpec(given, declared.domain);
  const data = loaded ?? (await loading(given, () => loadData(spec)));
  const described = mixes(kinds) ? await declared.of(data.train) : undefined;
  const recipes = await readRecipes(given, kinds, described?.mechanism);
  // with the hash of what was read: a plan is for these contents
  const read: DataSpec = { ...spec, files: data.files };
  const domain = 'domain' in given.text ? [] : ['domain = l2-ball:1'];
  const assumed = described === undefined ? domain : described.defaults.filter((text) => !idle(text, kinds));
  const plans = recipes.map((recipe) => planOf(read, [...defaults, ...assumed], recipe));
  for (const plan of plans) await requireCertifiable(plan, given);
  refuseIdleQuestion(given, plans);
  return { data, plans };
}

/** A setting of the noise is none of a run without noise. */
function idle(assumed: string, kinds: readonly DefenceKind[]): boolean {
  return !noisy(kinds) && /^(noise|labels|label-sigma) =/.test(assumed);
}

const noisy = (kinds: readonly DefenceKind[]): boolean =>
  kinds.includes('dp-instahide') || kinds.includes('noise');

/** The mechanism of the flags; what no defence uses needs no value. */
function readDeclared(given: Given, kinds: readonly DefenceKind[], io: Io): Promise<DataMechanism> {
  const { text } = given;
  const mixed = kinds.includes('dp-instahide') || kinds.includes('mixup');
  if (!mixes(kinds))
    for (const flag of ['mechanism', ...Object.keys(MIXUP_FLAGS)])
      if (flag !== 'domain' && flag in text)
        throw new UsageError(
          `--${flag} must stand with --defence dp-instahide, noise or mixup, got ${kinds.join(',')}`,
        );
  if (text.mechanism !== undefined) return readDataMechanism(given, io);
  if (!mixed && 'k' in text) throw UsageError.of('k', 'left out where the defence does not mix', text.k);
  if (!noisy(kinds) && 'sigma' in text)
    throw UsageError.of('sigma', 'left out where the defence adds no noise', text.sigma);
  const unused = { ...(mixed ? {} : { k: '1' }), ...(noisy(kinds) ? {} : { sigma: '1' }) };
  return readDataMechanism({ ...given, text: { ...unused, ...text } }, io);
}

function planOf(
  data: DataSpec,
  defaults: readonly string[],
  { recipe, backend, assumed }: DescribedRecipe,
): Plan {
  return {
    schema: PLAN_SCHEMA,
    version: version(),
    data,
    recipe,
    ...(backend === undefined ? {} : { backend }),
    assumed: [...defaults, ...assumed],
  };
}

/** What cannot be certified is refused before a model is trained, and so is a question that cannot be asked. */
async function requireCertifiable({ recipe }: Plan, given: Given): Promise<void> {
  const { defence } = recipe;
  if (given.switches.has('shared-release')) refuseShared(recipe);
  const guarantee = guaranteeOf(recipe);
  if (guarantee.kind === 'mechanism') {
    await readQuestion(ofRun(given), guarantee.mechanism);
    accountOf(guarantee.mechanism, `--defence ${defence.kind}`);
  } else if (guarantee.kind === 'none' && 'mechanism' in defence)
    throw new UsageError(`--defence ${defence.kind} must be one that can be certified: ${guarantee.reason}`);
}

/** A question of a mechanism and its votes where no mechanism stands behind any of them. */
function refuseIdleQuestion({ text }: Given, plans: readonly Plan[]): void {
  if (plans.some(({ recipe }) => guaranteeOf(recipe).kind === 'mechanism')) return;
  for (const flag of Object.keys(QUESTION_FLAGS))
    if (flag in text)
      throw UsageError.of(flag, 'left out where no defence is certified by a mechanism', text[flag]);
}

/** @throws UsageError with the reason */
function refuseShared(recipe: Recipe): never {
  const { defence } = recipe;
  const released = defence.kind === 'dp-instahide' || defence.kind === 'noise';
  const guarantee = released ? guaranteeOf({ ...recipe, defence: { ...defence, shared: true } }) : undefined;
  const reason =
    guarantee?.kind === 'none' ? guarantee.reason : `--defence ${defence.kind} draws no release to share`;
  throw new UsageError(`--shared-release must be left out: ${reason}`);
}

/** The same flags with the votes of the run standing for --votes. */
export function ofRun(given: Given): Given {
  return { ...given, text: { ...given.text, votes: 'votes.csv' } };
}
