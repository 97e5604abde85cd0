import { DataError } from './data-error.js';
import type { ReadOptions } from './format.js';

/** What the first row of a CSV file tells of the rows after it. */
export interface CsvLayout {
  /** cells in a row */
  readonly cells: number;
  /** position of the label */
  readonly label: number;
  /** whether the first row is a record itself */
  readonly firstIsRecord: boolean;
  /** scikit-learn's first row: number of records and class names */
  readonly declared?: { readonly count: number; readonly classes: readonly string[] };
}

/** Cells that stand for a missing number, and so are no column's name. */
const MISSING = /^(nan|na|n\/a|null|none|\?|[+-]?inf(inity)?|)$/i;

/**
 * Reads the first row: scikit-learn's (`569,30,malignant,benign`: records, features, class names), a header,
 * or a record.
 *
 * @throws DataError where it is neither clearly, or there is no such label column
 */
export function csvLayout(file: string, first: readonly string[], options: ReadOptions): CsvLayout {
  const declared = options.header === undefined ? scikitRow(first) : undefined;
  const cells = declared === undefined ? first.length : declared.dimension + 1;
  if (cells < 2) throw new DataError(file, 'row 1', 'two cells or more, one of them the label', `${cells}`);
  if (declared !== undefined)
    return { cells, label: position(file, cells, options.label), firstIsRecord: false, declared };
  if (typeof options.label === 'string') {
    if (options.header === false)
      throw new DataError(file, 'row 1', 'a header, for the label is chosen by name', 'header: false');
    return { cells, label: named(file, first, options.label), firstIsRecord: false };
  }
  const label = position(file, cells, options.label);
  const isHeader = options.header ?? looksLikeHeader(file, first, label);
  return { cells, label, firstIsRecord: !isHeader };
}

/** The number a cell holds; NaN where it holds none. Only decimal notation counts. */
export function cellNumber(cell: string): number {
  const x = Number(cell);
  // Number('') is 0, and Number('0x1') is 1.
  return x === 0 && cell.trim() === '' ? Number.NaN : /[xob]/i.test(cell) ? Number.NaN : x;
}

function scikitRow(first: readonly string[]) {
  const [count = '', dimension = '', ...classes] = first.map((cell) => cell.trim());
  const whole = /^[1-9]\d*$/;
  const names = classes.every((name) => Number.isNaN(cellNumber(name)) && !MISSING.test(name));
  const distinct = new Set(classes).size === classes.length;
  const isScikit = whole.test(count) && whole.test(dimension) && classes.length >= 2 && names && distinct;
  if (!isScikit) return undefined;
  return { count: Number(count), dimension: Number(dimension), classes };
}

function named(file: string, header: readonly string[], name: string): number {
  const found = header.flatMap((cell, i) => (cell.trim() === name ? [i] : []));
  if (found.length !== 1)
    throw new DataError(file, 'row 1', `a header with one column ${name}`, header.join(', '));
  return found[0];
}

function position(file: string, cells: number, label: string | number = -1): number {
  const index = Number(label) < 0 ? cells + Number(label) : Number(label);
  if (typeof label === 'string' || !(Number.isInteger(index) && index >= 0 && index < cells))
    throw new DataError(file, '', `read with a label column from ${-cells} to ${cells - 1}`, label);
  return index;
}

/** 0, 1, 2, ... or 1, 2, 3, ...: what tables without names are headed with. */
function isCount(first: readonly string[]): boolean {
  const start = Number(first[0]);
  return (
    first.length >= 5 && (start === 0 || start === 1) && first.every((cell, i) => Number(cell) === start + i)
  );
}

function looksLikeHeader(file: string, first: readonly string[], label: number): boolean {
  const features = first.filter((_, i) => i !== label);
  const numbers = features.filter((cell) => !Number.isNaN(cellNumber(cell)));
  if (numbers.length === features.length && !isCount(first)) return false;
  if (numbers.length === 0 && !features.some((cell) => MISSING.test(cell.trim()))) return true;
  // Taken for a header, a record with a bad cell would be dropped without a word.
  const rule = 'all names, all numbers but for the label, or declared to be either (header)';
  throw new DataError(file, 'row 1', rule, first.join(','));
}
