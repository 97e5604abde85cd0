import type { AttackDocument, AttackRow } from '../../core/attack.js';
import { entry, table, wrap } from '../layout.js';
import { scientific } from '../number.js';
import { type BudgetGroup, budgetGroups, byLearner } from './groups.js';
import { changeInterval, lowerText, meanText, shareText, upperText } from './numbers.js';
import {
  AIMS,
  basesOf,
  budgetText,
  confidenceText,
  countsText,
  defenceText,
  headline,
  VERDICTS_EXPLAINED,
  verdictCounts,
} from './words.js';

/** Columns that the tables may fill: wider than other reports, as intervals stand side by side. */
const COLUMNS = 100;
/** after the point: intervals over a few seeds are no finer */
const DIGITS = 2;

/**
 * An attack run as text of at most 100 columns: what was asked, what was measured beside what is certified, whether
 * the two contradict one another, and what was not looked at. Intervals are rounded outwards, bounds to their side.
 * @throws RangeError where a number is NaN: it must never be published
 */
export function attackText(document: AttackDocument): string {
  const tables = [...byLearner(document)].flatMap(([learner, rows]) =>
    budgetGroups(rows).map((group) => groupSection(group, learner, document)),
  );
  const bases = basesOf(document);
  return [
    'QUESTION',
    ...question(document),
    '',
    'RESULTS',
    ...(tables.length === 0 ? ['  nothing was measured'] : []),
    ...tables.flatMap((lines, i) => (i === 0 ? lines : ['', ...lines])),
    ...(tables.length === 0 ? [] : ['', ...explained()]),
    ...section('WHAT THE NUMBERS SAY', document.notes),
    '',
    'VERDICT',
    ...verdictSection(document),
    ...section('FAILURES', document.failures),
    ...section('BASIS', bases),
    ...section('NOT COVERED', document.notCovered),
    '',
  ]
    .map(printable)
    .join('\n');
}

/** A name may hold what a terminal takes for a command. */
function printable(line: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that are replaced
  return line.replace(/[\u0000-\u001f\u007f-\u009f]/g, '\ufffd');
}

function question({ question: q, assumptions, defaults, legend }: AttackDocument): string[] {
  return [
    ...entry('data', `${q.data}: ${q.train} records to train on, ${q.test} to test`),
    ...entry(
      'seeds',
      `${q.seeds} paired: a model with the poisons and one without from each; seed ${q.seed}`,
    ),
    ...entry('alpha', scientific(q.alpha)),
    ...assumptions.flatMap((text, i) => entry(i === 0 ? 'granted' : '', text)),
    ...entry(
      'defaults',
      defaults.length === 0
        ? 'none: every setting was given'
        : `not given, so assumed: ${defaults.join('; ')}`,
    ),
    ...Object.entries(legend).flatMap(([name, text], i) => entry(i === 0 ? 'names' : '', `${name}: ${text}`)),
  ];
}

function groupSection({ attack, rows }: BudgetGroup, learner: string, document: AttackDocument): string[] {
  const [first] = rows;
  return [
    ...wrap(`${attack}, ${budgetText(first.name)}, on ${learner}; ${AIMS[first.aim]}`, ' ', ' ', COLUMNS),
    ...results(rows, document),
    ...rows.flatMap(reason),
  ];
}

const HEADING = ['success', 'change', 'certified', 'verdict', 'accuracy'] as const;

/** A line for each row; a name too long to stand beside its numbers stands above them. */
function results(rows: readonly AttackRow[], document: AttackDocument): string[] {
  const columns = [HEADING, ...rows.map(cells)];
  const used = HEADING.reduce(
    (sum, _, j) => sum + 2 + Math.max(...columns.map((row) => (row[j] ?? '').length)),
    2,
  );
  const names = rows.map((row) => defenceText(row, document));
  const beside = (name: string): boolean => name.length + used <= COLUMNS;
  const lines = table(
    columns.map((row, i) => {
      const name = i === 0 ? 'defence' : (names[i - 1] ?? '');
      return [beside(name) ? name : '', ...row];
    }),
    COLUMNS,
  );
  return lines.flatMap((line, i) => {
    const name = names[i - 1];
    return name === undefined || beside(name) ? [line] : [...wrap(name, '  ', '    ', COLUMNS), line];
  });
}

function cells({ measured, successBound, accuracyBound, verdict }: AttackRow): string[] {
  return [
    measured === undefined ? '-' : shareText(measured.success, DIGITS),
    measured === undefined ? '-' : changeInterval(measured.gain, DIGITS),
    successBound === undefined ? '-' : `<= ${upperText(successBound)}`,
    verdict,
    accuracyText(measured, accuracyBound),
  ];
}

/** '0.862 >= 0.784': what was measured, and what is certified where anything is. */
function accuracyText(measured: AttackRow['measured'], bound: AttackRow['accuracyBound']): string {
  const mean = measured === undefined ? '-' : meanText(measured.accuracy);
  return bound === undefined || lowerText(bound) === '0' ? mean : `${mean} >= ${lowerText(bound)}`;
}

/** Why a verdict is what it is, where that is more than the numbers of its line. */
function reason({ name, verdict, because }: AttackRow): string[] {
  return verdict === 'CONTRADICTED' || verdict === 'failed'
    ? wrap(`${name.defence}: ${verdict}: ${because}`, '  ! ', '    ', COLUMNS)
    : [];
}

function explained(): string[] {
  return wrap(
    'success, accuracy: measured, the mean over seeds, with its interval; change: the interval of what the poisons ' +
      'added, against models of the same seeds trained without them. certified, and after >=: bounds for EVERY attack ' +
      'with so many poisons, proved and not measured. Every other interval stands in the page and in the CSV.',
    '  ',
    '  ',
    COLUMNS,
  );
}

function verdictSection(document: AttackDocument): string[] {
  return [
    ...wrap(headline(document), '  ', '  ', COLUMNS),
    ...document.findings.flatMap((text) => wrap(text, '  ! ', '    ', COLUMNS)),
    ...wrap(countsText(document), '  ', '  ', COLUMNS),
    ...verdictCounts(document).flatMap(([verdict]) =>
      wrap(`${verdict}: ${VERDICTS_EXPLAINED[verdict]}`, '  - ', '    ', COLUMNS),
    ),
    ...wrap(`${confidenceText(document)} What is not found is not proved absent.`, '  ', '  ', COLUMNS),
  ];
}

function section(title: string, texts: readonly string[]): string[] {
  return texts.length === 0
    ? []
    : ['', title, ...texts.flatMap((text) => wrap(text, '  - ', '    ', COLUMNS))];
}
