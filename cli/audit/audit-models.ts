import { epsilonAt } from '../../lib/convert/profile-epsilon.js';
import type { AuditDocument, GameName } from '../../lib/core/audit.js';
import type { Mechanism, Mixup } from '../../lib/core/mechanism.js';
import { type KnownPair, knownPair } from '../../lib/games/assess/known-pair.js';
import type { TrainedSpec } from '../../lib/games/game.js';
import { canaryPair } from '../../lib/games/models/canary.js';
import type { CanarySpec } from '../../lib/games/models/canary-spec.js';
import { trainedGame } from '../../lib/games/models/trained-game.js';
import { playedLaws } from '../../lib/games/release/played-laws.js';
import { accountOf } from '../account.js';
import { readChoice } from '../choice.js';
import type { Given } from '../command.js';
import type { Io } from '../io.js';
import { scopeOf } from '../question.js';
import { UsageError } from '../usage-error.js';
import { readAuditQuestion, readTrials, requireEnough } from './audit-question.js';
import { type Evidence, joined } from './evidence.js';
import { type Audited, judged } from './judged.js';
import { mechanismFamily } from './mechanism-family.js';
import { type ModelGame, modelEvidence, shareNotes } from './model-evidence.js';
import { readModelSetup } from './model-setup.js';
import { readPlayer } from './playing.js';
import { refusing } from './refusing.js';
import { command } from './reproduction.js';
import { playSampler, samplerSpecs } from './sampler-evidence.js';
import { playShard } from './shard.js';
import { boundCurve, theoryOf } from './theory.js';

/**
 * Games on models that are trained with and without a canary.
 * @returns undefined where --shard asked for a slice of them
 * @throws UsageError
 */
export async function auditModels(given: Given, game: GameName, io: Io): Promise<AuditDocument | undefined> {
  const setup = await readModelSetup(given, io);
  const { mechanism, models, data, recipe } = setup;
  const records = data.train.count;
  const question = await readAuditQuestion(given, { ...scopeOf(mechanism), n: records }, records, true);
  const { delta, poisons, seed } = question;
  const assumed = [...new Set([...setup.defaults, ...question.defaults])];
  const canary = readCanary(given, game, poisons, assumed);
  const released = game === 'white-box' ? requireReleased(mechanism) : undefined;
  const trials = released === undefined ? 0 : await readTrials(given, released, 1, assumed);
  // half of the models fit what scores the other half
  requireEnough('--models', game === 'black-box' ? Math.ceil(models / 2) : models, question);
  if (released !== undefined) requireEnough('--trials', trials, question);
  const player = await readPlayer(given, assumed, io);
  const spec: TrainedSpec = { kind: 'trained', recipe, canary, trials: models, seed };
  const played = refusing('--canary', () => trainedGame(spec, data));
  if (given.text.shard !== undefined) {
    const beside = released && samplerSpecs({ mechanism: released, game, question, trials });
    const games = (beside ?? []).map((sampled) => ({ spec: sampled }));
    return playShard(given, [...games, { spec, data: setup.game }], player, io);
  }
  const known = accountOf(mechanism, '--data');
  const theory = theoryOf(known, delta, poisons);
  const pair = refusing('--data', () => familyPair(mechanism, poisons, delta));
  const bound = boundCurve(known, poisons);
  const audited: Audited = {
    mechanism,
    game,
    theory,
    question,
    trials: Math.max(models, trials),
    defaults: assumed,
  };
  const parts: Evidence[] = [];
  if (released !== undefined)
    parts.push(
      await playSampler(
        { ...audited, mechanism: released, trials, label: '--data', bound, known: pair },
        player,
      ),
    );
  const modelGame: ModelGame = {
    game,
    theory,
    rule: question.rule,
    models,
    single: poisons === 1 ? theory.upper : epsilonAt(known.upper, delta, 1),
    pair,
    family: mechanism.kind === 'mixup' ? mechanismFamily(mechanism, poisons) : undefined,
    bound,
    text: canaryPair(canary, data, seed).text,
  };
  const outcome = await player.play(spec, played, setup.game);
  parts.push(refusing('--models', () => modelEvidence(outcome, modelGame)));
  const answer = judged(audited, joined(parts));
  const document = { ...answer, notes: [...answer.notes, ...shareNotes(answer.bounds, modelGame)] };
  // a model costs seconds: the game is not played again with fewer
  return document.findings.length === 0 ? document : { ...document, reproduction: command(given) };
}

function readCanary({ text }: Given, game: GameName, poisons: number, assumed: string[]): CanarySpec {
  if (game === 'poison') return { kind: 'poison', poisons };
  if (poisons !== 1)
    throw UsageError.of('poisons', `1 with --game ${game} (more: --game poison or release)`, poisons);
  if (text.canary === undefined) assumed.push('canary = mislabelled');
  return {
    kind: readChoice('canary', text.canary ?? 'mislabelled', ['mislabelled', 'unique-class', 'patch']),
  };
}

/** All that a white box sees beside the weights are the released mixtures. */
function requireReleased(mechanism: Mechanism): Mixup {
  if (mechanism.kind === 'mixup') return mechanism;
  throw new UsageError(
    `--game white-box must stand with --defence dp-instahide or noise, which release mixtures, got ${mechanism.kind}`,
  );
}

/** The pair that releases are played on; for mechanisms that release no mixtures there is none. */
function familyPair(mechanism: Mechanism, poisons: number, delta: number): KnownPair | undefined {
  return mechanism.kind === 'mixup'
    ? knownPair(playedLaws(mechanism, 'one-sided', poisons), 'one-sided', poisons, delta)
    : undefined;
}
