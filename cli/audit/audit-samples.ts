import { basename } from 'node:path';
import type { AuditDocument } from '../../lib/core/audit.js';
import { knownPair } from '../../lib/games/assess-known.js';
import { pairOfSamples, scoreSamples } from '../../lib/games/foreign-samples.js';
import { accountOf } from '../account.js';
import type { Given } from '../command.js';
import type { Io } from '../io.js';
import { scopeOf } from '../question.js';
import { readAudited } from './audit-mechanism.js';
import { readAuditQuestion } from './audit-question.js';
import { judged } from './judged.js';
import { refusing } from './refusing.js';
import { releaseEvidence } from './release-evidence.js';
import { readSamples } from './samples.js';
import { boundCurve, theoryOf } from './theory.js';

/** `--samples ABSENT.npy,PRESENT.npy`: another implementation, by what it released of the worst known pair. */
export async function auditSamples(given: Given, io: Io): Promise<AuditDocument> {
  const { mechanism, defaults, label } = await readAudited(given, 'release', io);
  const question = await readAuditQuestion(given, scopeOf(mechanism), mechanism.n, false);
  const { delta, alpha, poisons, rule } = question;
  const samples = await readSamples(given.text.samples ?? '');
  const known = accountOf(mechanism, label);
  const pair = refusing('--samples', () =>
    knownPair(pairOfSamples(mechanism, 'one-sided', poisons, samples), 'one-sided', poisons, delta),
  );
  const outcome = refusing('--samples', () => scoreSamples(mechanism, 'one-sided', poisons, samples));
  const theory = theoryOf(known, delta, poisons);
  const evidence = releaseEvidence(outcome, pair, { theory, rule, alpha }, boundCurve(known, poisons));
  return judged(
    {
      mechanism,
      game: 'release',
      theory,
      question,
      trials: outcome.scores.absent.length,
      defaults: [...defaults, ...question.defaults],
      samples: [samples.absent.name, samples.present.name].map((path) => basename(path)),
    },
    {
      ...evidence,
      assumptions: [
        ...evidence.assumptions,
        'the samples are of the two data sets that dpih audit --show-pair prints, each trial drawn afresh',
      ],
    },
  );
}
