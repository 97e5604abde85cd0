/**
 * A data file that breaks a rule.
 *
 * The message names file, place, rule and value: `digits.csv: row 17: must be 65 cells, got 64 cells`. Rows and
 * columns count from 1, a header included; bytes count from 0, after decompression.
 */
export class DataError extends Error {
  /** the message less the value: for readers who may not see what the file holds */
  readonly demand: string;

  constructor(
    readonly file: string,
    /** 'row 17', 'byte 12', ...; '' for the file as a whole */
    readonly where: string,
    readonly rule: string,
    readonly got: unknown,
  ) {
    const demand = `${file}: ${where === '' ? '' : `${where}: `}must be ${rule}`;
    super(`${demand}, got ${shown(got)}`);
    this.name = 'DataError';
    this.demand = demand;
  }
}

/** What another library or the system threw while it read a file, as a DataError. */
export function asDataError(file: string, where: string, rule: string, error: unknown): DataError {
  if (error instanceof DataError) return error;
  return new DataError(file, where, rule, error instanceof Error ? error.message : error);
}

const LONGEST = 80;

// A cell may hold megabytes, or bytes that would upset a terminal.
function shown(got: unknown): string {
  const text = String(got);
  if (text.trim() === '') return 'nothing';
  const short = text.length > LONGEST ? `${text.slice(0, LONGEST)}...` : text;
  return short.replace(/\p{C}/gu, (c) => `\\u{${(c.codePointAt(0) ?? 0).toString(16)}}`);
}
