import type { AttackDocument, AttackRow, CellName, CellVerdict } from '../../core/attack.js';
import { scientific } from '../number.js';

/** Verdicts in the order of a summary: the worst first. */
export const VERDICTS: readonly CellVerdict[] = ['CONTRADICTED', 'failed', 'holds', 'vacuous', 'none'];

/** A verdict in a table. */
export const VERDICT_WORDS: Readonly<Record<CellVerdict, string>> = {
  holds: 'holds',
  vacuous: 'vacuous',
  none: 'no certificate',
  CONTRADICTED: 'CONTRADICTED',
  failed: 'failed',
};

/** What a verdict says. */
export const VERDICTS_EXPLAINED: Readonly<Record<CellVerdict, string>> = {
  holds: 'the certificate allows less than everything, and what was measured stays within it',
  vacuous: 'the certificate allows the attack to succeed always: it is right and says nothing',
  none: 'the defence has no certificate: what was measured is all there is',
  CONTRADICTED: 'measured beyond the certificate: a defect of dpih, or of the mechanism as it was run',
  failed: 'no seed was completed: nothing was measured',
};

export const AIMS: Readonly<Record<AttackRow['aim'], string>> = {
  class: 'success: a query is labelled as the attacker chose',
  error: 'success: a query gets any wrong label',
};

/** '0.965 %', three digits. */
export function percent(share: number): string {
  return `${scientific(Number((share * 100).toPrecision(3)))} %`;
}

export function budgetText({ poisons, share }: CellName): string {
  return `r = ${poisons} (${percent(share)})`;
}

/** Where fewer seeds than asked for were completed, that is said beside the name. */
export function defenceText({ name, seeds, verdict }: AttackRow, { question }: AttackDocument): string {
  return verdict === 'failed' || seeds === question.seeds
    ? name.defence
    : `${name.defence} (${seeds} of ${question.seeds} seeds)`;
}

/** How many cells have each verdict that occurs, the worst first. */
export function verdictCounts({ rows }: AttackDocument): readonly (readonly [CellVerdict, number])[] {
  return VERDICTS.map(
    (verdict) => [verdict, rows.filter((row) => row.verdict === verdict).length] as const,
  ).filter(([, count]) => count > 0);
}

/** The run in one sentence; what is wrong comes first. */
export function headline(document: AttackDocument): string {
  const { rows, findings } = document;
  const contradicted = rows.filter(({ verdict }) => verdict === 'CONTRADICTED').length;
  const failed = rows.filter(({ verdict }) => verdict === 'failed').length;
  const wrong =
    contradicted + findings.length > 0
      ? `CONTRADICTED: ${contradicted === 1 ? 'one cell was' : `${contradicted} cells were`} measured beyond the certificate`
      : rows.some(({ successBound, accuracyBound }) => successBound ?? accuracyBound)
        ? 'No measurement contradicts a certificate'
        : 'No defence has a certificate: there was nothing to contradict';
  return failed === 0
    ? `${wrong}.`
    : `${wrong}; of ${failed === 1 ? 'one cell' : `${failed} cells`} nothing was measured.`;
}

/** 'Of 54 cells: 9 holds, ...' */
export function countsText(document: AttackDocument): string {
  const { length } = document.rows;
  const parts = verdictCounts(document).map(([verdict, count]) => `${count} ${VERDICT_WORDS[verdict]}`);
  return `${length === 1 ? '1 cell' : `${length} cells`} (attack, budget, defence, learner): ${parts.join(', ')}`;
}

/** What the error probability of all this is. */
export function confidenceText({ question: { alpha } }: AttackDocument): string {
  return (
    `Every interval and every certified bound by itself, and all verdicts together, are wrong with probability at most ${scientific(alpha)}. ` +
    'Intervals are over seeds: queries put to one model are no independent trials.'
  );
}

/** Each theorem once, with what rests on it: [theorem, note]. */
export function basesOf({ rows }: AttackDocument): readonly string[] {
  const bases = rows.flatMap(({ successBound, accuracyBound }) => [
    ...(successBound === undefined ? [] : [successBound.basis]),
    ...(accuracyBound === undefined ? [] : [accuracyBound.basis]),
  ]);
  return [...new Set(bases.map(({ theorem, note }) => `${theorem} (${note})`))];
}
