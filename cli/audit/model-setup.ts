import type { Mechanism } from '../../lib/core/mechanism.js';
import type { LoadedData } from '../../lib/data/load.js';
import { guaranteeOf } from '../../lib/train/guarantee-of.js';
import type { Recipe } from '../../lib/train/recipe.js';
import type { Given } from '../command.js';
import type { Io } from '../io.js';
import { readWhole } from '../number.js';
import { readDefences } from '../run/run-recipes.js';
import { readRunSetup } from '../run/run-setup.js';
import { UsageError } from '../usage-error.js';
import type { GameData } from './playing.js';

const DEFAULT_MODELS = '1000';

/** Models to be trained in two worlds, read and checked. */
export interface ModelSetup {
  readonly data: LoadedData;
  readonly game: GameData;
  readonly recipe: Recipe;
  /** what a model is a run of, and is held against */
  readonly mechanism: Mechanism;
  /** of each world */
  readonly models: number;
  readonly defaults: readonly string[];
}

/** @throws UsageError where nothing is claimed of the models, or they cannot be trained */
export async function readModelSetup(given: Given, io: Io): Promise<ModelSetup> {
  const { text } = given;
  const kinds = readDefences(given);
  const [kind, second] = kinds;
  if (second !== undefined) throw new UsageError(`--defence must be a single one, got ${kinds.join(',')}`);
  if (kind === 'none' || kind === 'mixup' || kind === 'dpa')
    throw new UsageError(
      `--defence must be one that claims privacy: dp-instahide, noise or dp-sgd, got ${kind}`,
    );
  const models = await readWhole('models', text.models ?? DEFAULT_MODELS, 4, 1e7);
  const { data, plans } = await readRunSetup({ ...given, text: { ...text, models: String(models) } }, io);
  const [plan] = plans;
  if (plan === undefined) throw new RangeError('a run must have a plan');
  const guarantee = guaranteeOf(plan.recipe);
  if (guarantee.kind !== 'mechanism')
    throw new UsageError('--defence must be one that claims privacy: dp-instahide, noise or dp-sgd');
  return {
    data,
    game: {
      loaded: data,
      spec: plan.data,
      ...(plan.backend === undefined ? {} : { backend: plan.backend }),
    },
    recipe: plan.recipe,
    mechanism: guarantee.mechanism,
    models,
    defaults: [...plan.assumed, ...(text.models === undefined ? [`models = ${DEFAULT_MODELS}`] : [])],
  };
}
