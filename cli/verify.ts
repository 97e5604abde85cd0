import { parseVotes } from '../lib/certify/votes-csv.js';
import { AUDIT_SCHEMA, type AuditDocument } from '../lib/core/audit.js';
import type { ClaimDocument } from '../lib/core/document.js';
import { parsePublished } from '../lib/core/schema.js';
import { recompute } from '../lib/plan/recompute.js';
import { recomputeAudit } from '../lib/plan/recompute-audit.js';
import type { Verdict } from '../lib/plan/verdict.js';
import { WIDTH, wrap } from '../lib/report/layout.js';
import { mechanismName } from '../lib/report/mechanism-text.js';
import { accountOf } from './account.js';
import type { ExitCode, Given } from './command.js';
import { parseFile, readFile } from './file.js';
import type { Io } from './io.js';
import { progress } from './progress.js';
import { releaseFaults } from './release/release-faults.js';

/**
 * `dpih verify FILE`: exit 1 if a claim does not hold, the record of a release does not go with the claims, a
 * released file beside it is not the one it names, or an audit says what its own numbers or theory do not.
 */
export async function verify(given: Given, io: Io): Promise<ExitCode> {
  const path = given.words[0] ?? '';
  const document = parseFile('FILE', path, readFile('FILE', path, io), parsePublished);
  return document.schema === AUDIT_SCHEMA
    ? verifyAudit(document, path, io)
    : verifyClaims(document, path, io);
}

function verifyAudit(document: AuditDocument, path: string, io: Io): ExitCode {
  accountOf(document.mechanism, `FILE ${path}`);
  const bar = progress(io, 3 + 2 * document.bounds.length);
  const verdicts = recomputeAudit(document, (what) => bar.step(what));
  bar.done();
  const held = verdicts.filter((v) => v.holds).length;
  const { seed, trials } = document.question;
  io.print(
    [
      ...verdicts.flatMap(({ statement, holds, against }) =>
        wrap(`${statement}: ${against}`, holds ? 'ok    ' : 'FAILS ', '      ', WIDTH),
      ),
      `${held} of ${verdicts.length} statements hold`,
      ...wrap(
        `what was measured on ${trials} trials stands as it was written${seed === undefined ? '' : `; seed ${seed} plays it again`}`,
      ),
      '',
    ].join('\n'),
  );
  return held === verdicts.length ? 0 : 1;
}

async function verifyClaims(document: ClaimDocument, path: string, io: Io): Promise<ExitCode> {
  for (const mechanism of [document.mechanism, ...document.claims.flatMap((c) => c.mechanism ?? [])])
    accountOf(mechanism, `FILE ${path}`);
  if (document.votes !== undefined) {
    const { csv, models } = document.votes;
    parseFile('FILE', path, csv, (text) => parseVotes(text, models));
  }
  const bar = progress(io, document.claims.length);
  const verdicts = recompute(document, (i) => bar.step(`claim ${i + 1} of ${document.claims.length}`));
  bar.done();
  const files =
    document.release === undefined
      ? []
      : await (await import('./release/release-files.js')).releasedFiles(document.release, path);
  const faults = releaseFaults(document);
  const whole = faults.length === 0 && files.every(({ altered }) => !altered);
  const failed = verdicts.filter((v) => !v.holds).length;
  io.print(
    [
      ...verdicts.flatMap((verdict) => line(verdict, document)),
      ...faults.flatMap((text) => wrap(text, 'FAILS ', '      ', WIDTH)),
      ...files.flatMap(({ text }) => wrap(text, '', '      ', WIDTH)),
      verdicts.length === 0
        ? 'the document claims nothing'
        : `${verdicts.length - failed} of ${verdicts.length} claims hold`,
      ...(whole ? [] : ['the release is not the one that this document speaks of']),
      '',
    ].join('\n'),
  );
  return failed === 0 && whole ? 0 : 1;
}

function line({ claim, holds, recomputed, path }: Verdict, document: ClaimDocument): string[] {
  const where = [
    claim.mechanism === undefined ? undefined : mechanismName(claim.mechanism ?? document.mechanism),
    claim.poisons === undefined ? undefined : `r = ${claim.poisons}`,
    claim.delta === undefined ? undefined : `delta = ${claim.delta}`,
    claim.p === undefined ? undefined : `p = ${claim.p}`,
  ].filter((part) => part !== undefined);
  const sign = claim.side === 'upper' ? '<=' : claim.side === 'lower' ? '>=' : '~';
  return wrap(
    `${claim.quantity} (${claim.method}) ${sign} ${claim.value}` +
      `${where.length === 0 ? '' : ` at ${where.join(', ')}`}: ` +
      `recomputed ${recomputed === undefined ? 'not at all' : recomputed}, ${path}`,
    holds ? 'ok    ' : 'FAILS ',
    '      ',
    WIDTH,
  );
}
