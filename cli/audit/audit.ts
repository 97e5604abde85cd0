import type { AuditDocument } from '../../lib/core/audit.js';
import type { ExitCode, Given } from '../command.js';
import { writeFile } from '../file.js';
import type { Io } from '../io.js';
import { UsageError } from '../usage-error.js';
import { readGame, trains } from './audit-game.js';

/**
 * `dpih audit`: plays a game against a mechanism, or looks at what another implementation put out, and says whether
 * the claim survives. Exit 1 where something contradicts it. All input is read and checked before anything is played.
 */
export async function audit(given: Given, io: Io): Promise<ExitCode> {
  if (given.switches.has('json') && given.switches.has('csv'))
    throw new UsageError('--csv must stand without --json, got both');
  const game = readGame(given);
  if (given.switches.has('show-pair')) return (await import('./show-pair.js')).showPair(given, game, io);
  if (given.text.plan !== undefined) return (await import('./plan-trials.js')).planTrials(given, game, io);
  const document = await (await answering(given, game))(given, io);
  return document === undefined ? 0 : finish(document, given, io);
}

/** Undefined where only a part was played. */
type Answer = (given: Given, io: Io) => Promise<AuditDocument | undefined>;

async function answering({ text }: Given, game: ReturnType<typeof readGame>): Promise<Answer> {
  if (game === 'scores') return (await import('./audit-scores.js')).auditScores;
  if (text.samples !== undefined) {
    const { auditSamples } = await import('./audit-samples.js');
    return (given, io) => auditSamples(given, game, io);
  }
  if (trains(game)) {
    const { auditModels } = await import('./audit-models.js');
    return (given, io) => auditModels(given, game, io);
  }
  const { auditSampler } = await import('./audit-sampler.js');
  return (given, io) => auditSampler(given, game, io);
}

async function finish(document: AuditDocument, { text, switches }: Given, io: Io): Promise<ExitCode> {
  const { auditCsv, auditJson, auditSvg, auditText } = await import('../../lib/report/index.js');
  const print = switches.has('json') ? auditJson : switches.has('csv') ? auditCsv : auditText;
  const printed = print(document);
  if (text.svg !== undefined) writeFile('svg', text.svg, auditSvg(document), io);
  io.print(printed);
  return document.findings.length === 0 ? 0 : 1;
}
