import { levelOf } from '../certify/index.js';
import {
  type AttackRow,
  type CellGuarantee,
  type MeasuredCell,
  type Mechanism,
  type Profile,
  UnsupportedError,
} from '../core/index.js';
import { openUnit, remembered } from '../numerics/index.js';
import { cellName, checkCell } from './check-cell.js';
import { estimatesOf } from './estimates.js';
import { judgeMechanism, MECHANISM_TESTS } from './judge-mechanism.js';
import { judgeVotes, votesTests } from './judge-votes.js';
import type { Judged } from './judged.js';

export interface VerdictOptions {
  /** each interval and bound by itself, and all verdicts together, are wrong with probability at most this; in (0, 1) */
  readonly alpha: number;
  /** The proved profile of a mechanism, such as account(mechanism).upper; asked once for each that differs. */
  readonly profileOf: (mechanism: Mechanism) => Profile<'upper'>;
}

export interface AttackRows {
  /** one for each cell, in their order */
  readonly rows: readonly AttackRow[];
  /** cells whose measurement contradicts the certificate */
  readonly findings: readonly string[];
  /** seeds that failed, and why */
  readonly failures: readonly string[];
  /** what a reader of the certified bounds must grant, one sentence each */
  readonly assumptions: readonly string[];
}

/**
 * The table of results: estimates, certified bounds and verdict of every cell.
 *
 * Estimates and bounds are each at 1 - alpha by themselves. Verdicts hold together: every test of every cell that has a
 * certificate, counted before the data are looked at (two for a mechanism, success and accuracy; one for votes that can
 * be lost by chance), is at alpha / tests. Where no certificate is wrong, a cell is CONTRADICTED with probability at
 * most alpha. A mechanism for which nothing is proved (UnsupportedError) gives the verdict 'none'.
 *
 * @param cells  any number, each with its seeds paired; see MeasuredCell
 * @throws DomainError for an inconsistent cell or alpha, and whatever profileOf throws but UnsupportedError
 * @proof  proofs/attack-verdict.md
 */
export function attackRows(cells: readonly MeasuredCell[], { alpha, profileOf }: VerdictOptions): AttackRows {
  openUnit({ alpha });
  for (const cell of cells) checkCell(cell);
  const tests = cells.reduce((sum, { guarantee }) => sum + testsOf(guarantee), 0);
  const level = levelOf(alpha, Math.max(1, tests));
  const known = new Map<string, Profile<'upper'>>();
  const profile = (mechanism: Mechanism) =>
    remembered(known, JSON.stringify(mechanism), () => profileOf(mechanism));

  const rows = cells.map((cell): AttackRow => {
    const { name, aim, seeds } = cell;
    const failures = cell.failures.map(({ seed, error }) => `seed ${seed}: ${error}`);
    const common = { name, aim, seeds: seeds.length };
    if (seeds.length === 0) {
      const because = failures[0] ?? 'nothing was run';
      return {
        ...common,
        queries: 0,
        verdict: 'failed',
        because: `no seed was completed: ${because}`,
        failures,
      };
    }
    const queries = seeds.reduce((sum, seed) => sum + seed.queries, 0) / seeds.length;
    const measured = estimatesOf(cell, alpha);
    return { ...common, queries, measured, ...judge(cell, alpha, level, profile), failures };
  });
  return {
    rows,
    findings: rows
      .filter(({ verdict }) => verdict === 'CONTRADICTED')
      .map(({ name, because }) => `${cellName(name)}: ${because}`),
    failures: rows.flatMap(({ name, failures }) => failures.map((text) => `${cellName(name)}, ${text}`)),
    assumptions: [...new Set(rows.flatMap(assumptionsOf))],
  };
}

function testsOf(guarantee: CellGuarantee): number {
  switch (guarantee.kind) {
    case 'mechanism':
      return MECHANISM_TESTS;
    case 'votes':
      return votesTests(guarantee.failure);
    case 'none':
      return 0;
  }
}

function judge(
  cell: MeasuredCell,
  alpha: number,
  level: number,
  profileOf: VerdictOptions['profileOf'],
): Judged {
  const { guarantee } = cell;
  switch (guarantee.kind) {
    case 'none':
      return { verdict: 'none', because: guarantee.reason };
    case 'votes':
      return judgeVotes(cell, alpha, level);
    case 'mechanism':
      try {
        return judgeMechanism(cell, profileOf(guarantee.mechanism), alpha, level);
      } catch (error) {
        // some mechanisms are refused at once, some only for so many poisons
        if (!(error instanceof UnsupportedError)) throw error;
        return { verdict: 'none', because: `nothing is proved: ${error.message}` };
      }
  }
}

function assumptionsOf({ successBound, accuracyBound }: AttackRow): readonly string[] {
  return [...(successBound?.basis.assumptions ?? []), ...(accuracyBound?.basis.assumptions ?? [])];
}
