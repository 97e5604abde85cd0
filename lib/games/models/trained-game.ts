import { lossScores, marginScores, scaledConfidence, type World, type Worlds } from '../../audit/index.js';
import { DomainError, integer } from '../../numerics/index.js';
import { checkRecipe, type Recipe, type Trainer, type TrainingData, trainer } from '../../train/index.js';
import type { Game, TrainedSpec } from '../game.js';
import { canaryPair } from './canary.js';
import { weightScore } from './weight-score.js';

/**
 * Scores of all models, world by world; a higher score speaks for the canary. The first four ask a model about
 * one record and need no more than its outputs.
 */
export interface TrainedOutcome {
  /** minus the cross-entropy of the canary's label */
  readonly loss: Worlds;
  /** the score of the canary's label less the largest other */
  readonly margin: Worlds;
  /** log-odds of the canary's label: what LiRA models, see shadowLira */
  readonly confidence: Worlds;
  /** 1 where the canary's label was predicted, else 0: what poisons are for */
  readonly success: Worlds;
  /** of models that are linear: a score of the weights, see weightScore */
  readonly weights?: Worlds;
}

const BLACK_BOX = ['loss', 'margin', 'confidence', 'success'] as const;
const WHITE_BOX = [...BLACK_BOX, 'weights'] as const;

/**
 * Models trained with and without a canary, each on its own: unit t < trials is model t of the world without,
 * unit trials + t is model t of the world with it. No two models share a random choice, those of different worlds
 * neither, so the scores of a world are independent of one another and of the other world's.
 *
 * The recipe's own seed and number of models are not used: the seed of the spec and the number of trials are.
 *
 * @throws DomainError for a recipe or a canary that does not fit the data; for defences whose models are no
 *   independent runs: 'dpa', and one release shared by all models
 * @proof proofs/trained-games.md
 */
export function trainedGame(spec: TrainedSpec, data: TrainingData): Game<TrainedOutcome> {
  const { recipe, trials } = spec;
  integer(1, 2 ** 31, { trials });
  checkIndependent(recipe);
  checkRecipe({ ...recipe, models: trials, seed: spec.seed });
  const pair = canaryPair(spec.canary, data, spec.seed);
  const columns = isLinear(recipe) ? WHITE_BOX : BLACK_BOX;

  const trainers = new Map<World, Promise<Trainer>>();
  const trainerOf = (world: World): Promise<Trainer> => {
    const ready =
      trainers.get(world) ?? trainer(recipeOf(spec, world), { train: pair[world], test: data.test });
    trainers.set(world, ready);
    return ready;
  };

  return {
    units: 2 * trials,
    width: columns.length,
    async play(unit) {
      integer(0, 2 * trials - 1, { unit });
      const { classifier } = await trainerOf(unit < trials ? 'absent' : 'present');
      const model = await classifier(unit % trials);
      try {
        const { features, label } = pair.probe;
        const scores = blackBox(await model.logits(features, 1), label);
        const linear = await model.linear?.();
        return Float64Array.from(linear === undefined ? scores : [...scores, weightScore(linear, pair)]);
      } finally {
        model.dispose();
      }
    },
    collect(units) {
      if (units.length !== 2 * trials) throw new DomainError('units', `${2 * trials}`, units.length);
      const wrong = units.findIndex(({ length }) => length !== columns.length);
      if (wrong !== -1)
        throw new DomainError(`unit ${wrong}`, `${columns.length} numbers`, units[wrong].length);
      const scores = (column: number, first: number): Float64Array =>
        Float64Array.from({ length: trials }, (_, t) => units[first + t][column]);
      const [loss, margin, confidence, success, weights] = columns.map((_, column) => ({
        absent: scores(column, 0),
        present: scores(column, trials),
      }));
      return { loss, margin, confidence, success, ...(weights === undefined ? {} : { weights }) };
    },
  };
}

/** The recipe of one world; the worlds' streams have different names. */
function recipeOf({ recipe, trials, seed }: TrainedSpec, world: World): Recipe {
  return { ...recipe, models: trials, seed: JSON.stringify([seed, 'audit', world]) };
}

/** Loss, margin, log-odds of the label, and whether it is predicted; one row of logits. */
function blackBox(logits: Float64Array, label: number): number[] {
  const labels = Uint16Array.of(label);
  const scores = [lossScores, marginScores, scaledConfidence].map(
    (of) => of(logits, logits.length, labels)[0],
  );
  return [...scores, logits.indexOf(Math.max(...logits)) === label ? 1 : 0];
}

/** Whether the models of a recipe are linear in the features. */
function isLinear({ defence, learner }: Recipe): boolean {
  if (defence.kind === 'dp-sgd') return defence.hidden.length === 0;
  return learner?.kind === 'ridge' || learner?.kind === 'softmax';
}

function checkIndependent({ defence }: Recipe): void {
  if (defence.kind === 'dpa')
    throw new DomainError(
      'defence',
      'one whose models are independent runs: those of dpa are parts of one vote',
      defence.kind,
    );
  if ('shared' in defence && defence.shared === true)
    throw new DomainError(
      'defence',
      'with a release for each model: models of one shared release are no independent trials',
      'shared',
    );
}
