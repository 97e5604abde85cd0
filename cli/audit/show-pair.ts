import type { GameName } from '../../lib/core/audit.js';
import { describeLabelPair } from '../../lib/games/elsewhere/label-samples.js';
import { describePair, type SamplePair, samplePair } from '../../lib/games/elsewhere/sample-pair.js';
import { jsonText } from '../../lib/report/json.js';
import type { ExitCode, Given } from '../command.js';
import type { Io } from '../io.js';
import { scopeOf } from '../question.js';
import { UsageError } from '../usage-error.js';
import { readAudited } from './audit-mechanism.js';
import { readAuditQuestion } from './audit-question.js';
import { refusing } from './refusing.js';
import { pairsOf } from './sampler-evidence.js';

/** `dpih audit --show-pair`: the two data sets of each pair, to feed to another implementation. */
export async function showPair(given: Given, game: GameName, io: Io): Promise<ExitCode> {
  for (const flag of ['csv', 'svg', 'plan'])
    if (given.switches.has(flag) || flag in given.text)
      throw new UsageError(`--${flag} must stand without --show-pair, got both`);
  const { mechanism, label } = await readAudited(given, game, io);
  const { poisons } = await readAuditQuestion(given, scopeOf(mechanism), mechanism.n, false);
  if (game === 'labels') {
    const text = describeLabelPair(mechanism);
    io.print(given.switches.has('json') ? jsonText([{ pair: 'labels', mechanism, text }]) : `${text}\n`);
    return 0;
  }
  const pairs = pairsOf(game, mechanism).map((name) =>
    refusing(label, () => samplePair(mechanism, name, poisons)),
  );
  io.print(
    given.switches.has('json') ? jsonText(pairs.map(plain)) : `${pairs.map(describePair).join('\n\n')}\n`,
  );
  return 0;
}

function plain({ mechanism, pair, absent, present, others, changed }: SamplePair) {
  return { pair: pair.name, mechanism, changed, absent, present, others };
}
