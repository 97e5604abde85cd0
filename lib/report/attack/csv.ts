import type { AttackDocument, AttackRow, Estimate } from '../../core/attack.js';
import { csvCell } from '../csv.js';

type Column = readonly [string, (row: AttackRow) => string | number | undefined];

const COLUMNS: readonly Column[] = [
  ['learner', ({ name }) => name.learner],
  ['attack', ({ name }) => name.attack],
  ['poisons', ({ name }) => name.poisons],
  ['share', ({ name }) => name.share],
  ['defence', ({ name }) => name.defence],
  ['aim', ({ aim }) => aim],
  ['seeds', ({ seeds }) => seeds],
  ['queries', ({ queries }) => queries],
  ...estimate('success', ({ measured }) => measured?.success),
  ...estimate('success_without_poison', ({ measured }) => measured?.baseline),
  ...estimate('success_difference', ({ measured }) => measured?.gain),
  ...estimate('accuracy', ({ measured }) => measured?.accuracy),
  ...estimate('accuracy_without_poison', ({ measured }) => measured?.cleanAccuracy),
  ...estimate('accuracy_difference', ({ measured }) => measured?.accuracyChange),
  ...estimate('queries_right', ({ measured }) => measured?.robust),
  ['certified_success_at_most', ({ successBound }) => successBound?.value],
  ['certified_accuracy_at_least', ({ accuracyBound }) => accuracyBound?.value],
  ['verdict', ({ verdict }) => verdict],
  ['because', ({ because }) => because],
  ['failures', ({ failures }) => failures.join('; ')],
];

function estimate(name: string, read: (row: AttackRow) => Estimate | undefined): readonly Column[] {
  return [
    [name, (row) => read(row)?.mean],
    [`${name}_low`, (row) => read(row)?.low],
    [`${name}_high`, (row) => read(row)?.high],
  ];
}

/**
 * The rows of an attack run as CSV (RFC 4180): a heading, then a line a cell; numbers in full, nothing where nothing
 * was measured or certified.
 * @throws RangeError where a number is NaN: it must never be published
 */
export function attackCsv({ rows }: AttackDocument): string {
  const lines = rows.map((row) => COLUMNS.map(([, read]) => cell(read(row))));
  return `${[COLUMNS.map(([name]) => name), ...lines].map((line) => line.join(',')).join('\n')}\n`;
}

function cell(value: string | number | undefined): string {
  if (Number.isNaN(value)) throw new RangeError('CSV must hold no NaN');
  return csvCell(value);
}
