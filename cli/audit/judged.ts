import { assumptionsOf } from '../../lib/accountants/basis.js';
import { AUDIT_SCHEMA, type AuditDocument, type GameName } from '../../lib/core/audit.js';
import type { Mechanism } from '../../lib/core/mechanism.js';
import { judge } from '../../lib/games/assess/judge.js';
import type { Theory } from '../../lib/games/assess/theory.js';
import type { AuditQuestion } from './audit-question.js';
import type { Evidence } from './evidence.js';
import { refusing } from './refusing.js';

/** What was audited, and how. */
export interface Audited {
  readonly mechanism: Mechanism;
  readonly game: GameName;
  readonly theory: Theory;
  readonly question: AuditQuestion;
  /** per world */
  readonly trials: number;
  readonly defaults: readonly string[];
  /** names of the files that samples or scores came from; absent where dpih played itself */
  readonly samples?: readonly string[];
}

/** The verdict on what was played, as a document. @throws UsageError where the scores admit no verdict */
export function judged(audited: Audited, evidence: Evidence): AuditDocument {
  const { mechanism, game, theory, question, trials, defaults, samples } = audited;
  const { delta, alpha, poisons, seed } = question;
  const { statistics, roc, histograms, assumptions, notes } = evidence;
  const label = samples === undefined ? `--game ${game}` : (samples[0] ?? '');
  const judgement = refusing(label, () => judge(statistics, alpha));
  return {
    schema: AUDIT_SCHEMA,
    mechanism,
    game,
    question: {
      delta,
      alpha,
      poisons,
      trials,
      ...(samples === undefined ? { seed } : { samples }),
    },
    defaults,
    // how mixtures are drawn is what is audited, not what is granted
    assumptions: [...assumptionsOf(mechanism, 'here'), ...assumptions],
    theory: {
      upper: theory.upper,
      ...(theory.witness === undefined ? {} : { witness: theory.witness }),
    },
    ...judgement,
    ...(roc === undefined ? {} : { roc }),
    ...(histograms === undefined ? {} : { histograms }),
    notes,
    notCovered: notCovered(audited),
  };
}

function notCovered({ samples, game }: Audited): readonly string[] {
  return [
    'Attacks and data sets that were not played: an audit shows a lower bound and can refute; it proves no upper one.',
    ...(samples === undefined
      ? ['The secure random bits of dpih release: a game draws from its seed, by the same sampler.']
      : [
          'How the files came about: trials are taken as independent, in any order, and made from the two data sets named.',
          'Features in which the two data sets agree, and what features tell of one another.',
        ]),
    ...(game === 'release' || game === 'family' || samples !== undefined
      ? [
          'Differences between the mixtures of a trial: they are pooled, and a canary that prefers some of them is seen only as far as the score tells.',
        ]
      : []),
    ...(game === 'white-box' || game === 'black-box' || game === 'poison'
      ? [
          'Other learners, and adversaries that see the releases: what they can show is what --game release plays.',
        ]
      : []),
  ];
}
