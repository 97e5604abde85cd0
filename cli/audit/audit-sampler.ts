import type { AuditDocument, GameName } from '../../lib/core/audit.js';
import type { Mixup } from '../../lib/core/mechanism.js';
import { accountOf } from '../account.js';
import type { Given } from '../command.js';
import type { Io } from '../io.js';
import { readWhole } from '../number.js';
import { scopeOf } from '../question.js';
import { readAudited } from './audit-mechanism.js';
import { readAuditQuestion, readTrials, requireEnough } from './audit-question.js';
import { judged } from './judged.js';
import { type Player, readPlayer } from './playing.js';
import { command, smallestReproduction } from './reproduction.js';
import { pairsOf, playSampler, type SamplerGame, samplerSpecs } from './sampler-evidence.js';
import { playShard } from './shard.js';
import { boundCurve, theoryOf } from './theory.js';

/**
 * Games against dpih's own sampler: all records, groups, grid and noise.
 * @returns undefined where --shard asked for a slice of them
 * @throws UsageError
 */
export async function auditSampler(given: Given, game: GameName, io: Io): Promise<AuditDocument | undefined> {
  const { mechanism, defaults, label } = await readAudited(given, game, io);
  const question = await readAuditQuestion(given, scopeOf(mechanism), mechanism.n, true);
  const assumed = [...defaults, ...question.defaults];
  const trials =
    game === 'one-run'
      ? await readCanaries(given, mechanism, assumed)
      : await readTrials(given, mechanism, Math.max(1, pairsOf(game, mechanism).length), assumed);
  if (game !== 'one-run') requireEnough('--trials', trials, question);
  const player = await readPlayer(given, assumed, io);
  if (given.text.shard !== undefined) {
    const specs = samplerSpecs({ mechanism, game, question, trials });
    return playShard(
      given,
      specs.map((spec) => ({ spec })),
      player,
      io,
    );
  }
  const known = accountOf(mechanism, label);
  const asked: SamplerGame = {
    mechanism,
    game,
    question,
    trials,
    label: `--game ${game}`,
    theory: theoryOf(known, question.delta, question.poisons),
    bound: boundCurve(known, question.poisons),
    defaults: assumed,
  };
  const document = await answer(asked, player);
  if (document.findings.length === 0) return document;
  if (game === 'one-run') return { ...document, reproduction: command(given) };
  const { out: _, ...text } = given.text;
  const inMemory = await readPlayer({ ...given, text }, assumed, io);
  const again = (fewer: number): Promise<AuditDocument> => answer({ ...asked, trials: fewer }, inMemory);
  return { ...document, reproduction: await smallestReproduction(given, trials, again) };
}

async function answer(asked: SamplerGame, player: Player): Promise<AuditDocument> {
  return judged(asked, await playSampler(asked, player));
}

async function readCanaries({ text }: Given, { n }: Mixup, defaults: string[]): Promise<number> {
  if (text.canaries === undefined) defaults.push(`canaries = ${n}`);
  return readWhole('canaries', text.canaries ?? String(n), 2, n, { n });
}
