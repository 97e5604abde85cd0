import type { Account } from '../lib/accountants/account.js';
import {
  type ClaimDocument,
  DOCUMENT_SCHEMA,
  type Statement,
  type VotesRecord,
} from '../lib/core/document.js';
import { privacyClaims } from '../lib/plan/privacy-claims.js';
import { accountOf } from './account.js';
import type { ExitCode, Given } from './command.js';
import type { Described } from './described.js';
import { writeFile } from './file.js';
import type { Io } from './io.js';
import { readMechanism } from './mechanism.js';
import { notCovered } from './not-covered.js';
import { readOutput } from './output.js';
import { progress } from './progress.js';
import { type CertifyQuestion, readQuestion } from './question.js';
import { UsageError } from './usage-error.js';
import type { Ballot } from './votes.js';

/** `dpih certify`: all input is read and checked before anything is computed, and computed before anything is written. */
export async function certify(given: Given, io: Io): Promise<ExitCode> {
  const print = readOutput(given);
  const described = await readMechanism(given, io);
  const question = await readQuestion(given, described.mechanism);
  requireWhole(described, question);
  const ballot =
    question.votes === undefined
      ? undefined
      : await (await import('./votes.js')).readVotes(question.votes, io);
  const bar = progress(io, question.poisons.length + 2);
  bar.step('composing the releases');
  const known = accountOf(described.mechanism, described.label);
  const claims: Statement[] = [];
  for (const poisons of question.poisons) {
    bar.step(`epsilon for r = ${poisons}`);
    claims.push(...privacyClaims(known, question.delta, poisons));
  }
  bar.step('certificates');
  const certificates = await certificatesOf(known, question, ballot);
  claims.push(...certificates.claims);
  const document = assemble(known, described, question, claims, certificates.votes);
  const text = print(document);
  if (given.text.svg !== undefined) {
    const { drawing } = await import('./drawing.js');
    writeFile('svg', given.text.svg, drawing(known, document), io);
  }
  bar.done();
  io.print(text);
  return 0;
}

/** Claims about predictions, where they were asked for, and the votes they rest on. */
async function certificatesOf(
  known: Account,
  question: CertifyQuestion,
  ballot: Ballot | undefined,
): Promise<{ claims: readonly Statement[]; votes?: VotesRecord }> {
  const { p, alpha, construction } = question;
  if (p === undefined && ballot === undefined) return { claims: [] };
  const { predictionClaims, voteClaims } = await import('../lib/plan/certificate-claims.js');
  if (ballot === undefined) return { claims: predictionClaims(known, p ?? 0, question) };
  const { votes, csv } = ballot;
  const { claims, abstentions } = voteClaims(known, votes, question);
  const record = { csv, models: votes.models, records: votes.rows.length, alpha, construction, abstentions };
  return { claims, votes: record };
}

/** Votes are certified under the mechanism that made them, or not at all. */
function requireWhole({ missing }: Described, { votes }: CertifyQuestion): void {
  if (votes === undefined || missing.length === 0) return;
  throw new UsageError(
    `--votes must stand with every field of the mechanism that made them (or --mechanism FILE.json), ` +
      `got none for --${missing.join(' --')}`,
  );
}

function assemble(
  known: Account,
  { mechanism, defaults }: Described,
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
    assumptions: known.assumptions,
    claims,
    ...(votes === undefined ? {} : { votes }),
    notCovered: notCovered(mechanism, votes !== undefined || p !== undefined),
  };
}
