import { type Parser, parse } from 'csv-parse';
import type { Records } from '../core/index.js';
import { type Bytes, withBytes } from './bytes.js';
import { CsvRows } from './csv-rows.js';
import { DataError } from './data-error.js';
import type { ReadOptions } from './format.js';

/** A quote that is never closed must not fill the memory. */
const LONGEST_RECORD = 1 << 26;

/**
 * Comma-separated values (RFC 4180), one record a row: numbers, and a label that may be text. A header is
 * detected, and so is scikit-learn's first row, whose counts are checked.
 */
export async function readCsv(path: string, options: ReadOptions): Promise<Records> {
  const rows = new CsvRows(path, options);
  const parser = parse({
    bom: true,
    max_record_size: LONGEST_RECORD,
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_column_count: true, // counted by CsvRows
    on_record: (cells: string[]) => {
      rows.add(cells);
      return null;
    },
  });
  await withBytes(path, async (bytes) => {
    try {
      await feed(bytes, parser);
    } catch (error) {
      if (!isCsvError(error)) throw error;
      throw new DataError(path, `row ${rows.seen + 1}`, 'well-formed CSV', error.message);
    }
  });
  return rows.finish();
}

// One piece at a time: a piece is gone once the next is asked for, and a pipeline would ask ahead.
async function feed(bytes: Bytes, parser: Parser): Promise<void> {
  parser.resume();
  parser.on('error', () => {}); // what fails here is handed to the call that caused it
  const done = (resolve: () => void, reject: (error: Error) => void) => (error?: Error | null) =>
    error ? reject(error) : resolve();
  for await (const piece of bytes.pieces(1))
    await new Promise<void>((resolve, reject) => parser.write(piece, done(resolve, reject)));
  await new Promise<void>((resolve, reject) => parser.end(done(resolve, reject)));
}

// csv-parse throws CsvError, but some of its codes lack the prefix.
function isCsvError(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && /^(CSV_|INVALID_)/.test(String(error.code));
}
