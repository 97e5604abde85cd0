import { basename } from 'node:path';
import type { AuditDocument, GameName } from '../../lib/core/audit.js';
import type { Mixup } from '../../lib/core/mechanism.js';
import { knownPair } from '../../lib/games/assess/known-pair.js';
import { labelRelease, scoreLabelSamples } from '../../lib/games/elsewhere/label-samples.js';
import { pairOfSamples, scoreSamples } from '../../lib/games/elsewhere/samples.js';
import { accountOf } from '../account.js';
import type { Given } from '../command.js';
import type { Io } from '../io.js';
import { scopeOf } from '../question.js';
import { readAudited } from './audit-mechanism.js';
import { readAuditQuestion } from './audit-question.js';
import { type Evidence, joined } from './evidence.js';
import { judged } from './judged.js';
import { labelEvidence } from './label-evidence.js';
import { refusing } from './refusing.js';
import { releaseEvidence } from './release-evidence.js';
import { readSamples } from './samples.js';
import { boundCurve, theoryOf } from './theory.js';

/** `--samples ABSENT.npy,PRESENT.npy`: another implementation, by what it released of a known pair. */
export async function auditSamples(given: Given, game: GameName, io: Io): Promise<AuditDocument> {
  const { mechanism, defaults, label } = await readAudited(given, game, io);
  const question = await readAuditQuestion(given, scopeOf(mechanism), mechanism.n, false);
  const { delta, alpha, poisons, rule } = question;
  const samples = await readSamples(given.text.samples ?? '');
  const known = accountOf(mechanism, label);
  const theory = theoryOf(known, delta, poisons);
  const sampled = (of: Mixup, r: number, more: { suffix?: string } = {}): Evidence => {
    const pair = knownPair(pairOfSamples(of, 'one-sided', r, samples), 'one-sided', r, delta);
    const outcome = scoreSamples(of, 'one-sided', r, samples);
    return releaseEvidence(outcome, pair, { theory, rule, alpha, ...more }, boundCurve(known, poisons));
  };
  const evidence = refusing('--samples', () => {
    if (game !== 'labels') return sampled(mechanism, poisons);
    const { scores } = scoreLabelSamples(mechanism, samples);
    const bare = labelEvidence(scores, mechanism, alpha, theory);
    const noised = labelRelease(mechanism);
    return noised === undefined ? bare : joined([bare, sampled(noised, 1, { suffix: ', label noise' })]);
  });
  return judged(
    {
      mechanism,
      game,
      theory,
      question,
      trials: samples.absent.shape[0] ?? 0,
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
