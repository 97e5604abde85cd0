import type { Account } from '../lib/accountants/account.js';
import { assumptionsOf, type Drawn } from '../lib/accountants/basis.js';
import {
  type ClaimDocument,
  DOCUMENT_SCHEMA,
  type Statement,
  type VotesRecord,
} from '../lib/core/document.js';
import type { Mechanism } from '../lib/core/mechanism.js';
import { privacyClaims } from '../lib/plan/privacy-claims.js';
import { notCovered } from './not-covered.js';
import type { Progress } from './progress.js';
import type { CertifyQuestion } from './question.js';
import type { Ballot } from './votes.js';

/** What certify is asked about. */
export interface Subject {
  readonly mechanism: Mechanism;
  readonly known: Account;
  /** 'name = value' of each setting that was assumed */
  readonly defaults: readonly string[];
  readonly ballot?: Ballot | undefined;
  /** sets of votes that the ballot was chosen from after a look at them */
  readonly chosenFrom?: number | undefined;
  /** 'here' where dpih ran the mechanism itself; the caller then says where the bits came from */
  readonly drawn?: Drawn;
}

/** Steps of the progress line that an answer takes. */
export function stepsOf({ poisons }: CertifyQuestion): number {
  return poisons.length + 1;
}

/** All that certify claims of a mechanism, and of the votes of models it trained. */
export async function answer(
  subject: Subject,
  question: CertifyQuestion,
  bar: Progress,
): Promise<ClaimDocument> {
  const { known } = subject;
  const claims: Statement[] = [];
  for (const poisons of question.poisons) {
    bar.step(`epsilon for r = ${poisons}`);
    claims.push(...privacyClaims(known, question.delta, poisons));
  }
  bar.step('certificates');
  const certificates = await certificatesOf(subject, question);
  return assemble(subject, question, [...claims, ...certificates.claims], certificates.votes);
}

/** Claims about predictions, where they were asked for, and the votes they rest on. */
async function certificatesOf(
  { known, ballot, chosenFrom }: Subject,
  question: CertifyQuestion,
): Promise<{ claims: readonly Statement[]; votes?: VotesRecord }> {
  const { p, alpha, construction } = question;
  if (p === undefined && ballot === undefined) return { claims: [] };
  const { predictionClaims, voteClaims } = await import('../lib/plan/certificate-claims.js');
  if (ballot === undefined) return { claims: predictionClaims(known, p ?? 0, question) };
  const { votes, csv } = ballot;
  const { claims, abstentions } = voteClaims(known, votes, { ...question, chosenFrom });
  const { models, rows } = votes;
  const chosen = chosenFrom === undefined ? {} : { chosenFrom };
  return {
    claims,
    votes: { csv, models, records: rows.length, alpha, construction, ...chosen, abstentions },
  };
}

function assemble(
  { mechanism, defaults, drawn }: Subject,
  question: CertifyQuestion,
  claims: readonly Statement[],
  votes: ClaimDocument['votes'],
): ClaimDocument {
  const { delta, poisons, orientation, p, deployed } = question;
  return {
    schema: DOCUMENT_SCHEMA,
    mechanism,
    question: {
      command: 'certify',
      delta,
      poisons,
      orientation,
      ...(p === undefined ? {} : { p }),
      ...(deployed === undefined ? {} : { deployed }),
    },
    defaults: [...defaults, ...question.defaults],
    assumptions: assumptionsOf(mechanism, drawn),
    claims,
    ...(votes === undefined ? {} : { votes }),
    notCovered: notCovered(mechanism, votes !== undefined || p !== undefined, drawn),
  };
}
