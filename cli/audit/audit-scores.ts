import { basename } from 'node:path';
import type { TradeOffFamily } from '../../lib/audit/family.js';
import { gaussianFamily } from '../../lib/audit/gaussian-family.js';
import type { AuditDocument } from '../../lib/core/audit.js';
import type { Mechanism } from '../../lib/core/mechanism.js';
import { scoreStatistics } from '../../lib/games/assess/release-statistics.js';
import { accountOf } from '../account.js';
import type { Given } from '../command.js';
import type { Io } from '../io.js';
import { scopeOf } from '../question.js';
import { readClaimed } from './audit-mechanism.js';
import { type AuditQuestion, readAuditQuestion } from './audit-question.js';
import { judged } from './judged.js';
import { mechanismFamily } from './mechanism-family.js';
import { pictures } from './pictures.js';
import { readScores } from './scores-csv.js';
import { boundCurve, theoryOf } from './theory.js';

/** `--scores FILE.csv`: scores of any adversary against any claim. @throws UsageError */
export async function auditScores(given: Given, io: Io): Promise<AuditDocument> {
  const path = given.text.scores ?? '';
  const { mechanism, defaults, label } = await readClaimed(given, 'scores', io);
  const most = mechanism.kind === 'mixup' ? mechanism.n : 1e6;
  const question = await readAuditQuestion(given, scopeOf(mechanism), most, false);
  const scores = readScores(path, io);
  const known = accountOf(mechanism, label);
  const theory = theoryOf(known, question.delta, question.poisons);
  const family = familyOf(mechanism, question);
  return judged(
    {
      mechanism,
      game: 'scores',
      theory,
      question,
      trials: scores.absent.length,
      defaults: [...defaults, ...question.defaults],
      samples: [basename(path)],
    },
    {
      statistics: scoreStatistics(
        scores,
        { theory, rule: question.rule, alpha: question.alpha },
        family === undefined ? undefined : { family },
      ),
      ...pictures(scores, { bound: boundCurve(known, question.poisons) }),
      assumptions: [
        'the trials are independent, within each world and between the two; a higher score speaks for the canary',
      ],
      notes: [
        'Scores from elsewhere have no law that is known here: nothing tests their fit. --samples does, for a mixup mechanism.',
      ],
    },
  );
}

/** The claim's own family of trade-off functions, where it has one: whatever two data sets the scores are of. */
function familyOf(mechanism: Mechanism, { poisons }: AuditQuestion): TradeOffFamily | undefined {
  if (mechanism.kind === 'guarantee' && mechanism.form.kind === 'gdp' && mechanism.form.mu > 0)
    return gaussianFamily(poisons * mechanism.form.mu);
  return mechanism.kind === 'mixup' ? mechanismFamily(mechanism, poisons) : undefined;
}
