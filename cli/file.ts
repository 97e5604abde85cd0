import { DomainError } from '../lib/numerics/check.js';
import type { Io } from './io.js';
import { UsageError } from './usage-error.js';

/** Text of the file that a flag names. @throws UsageError */
export function readFile(label: string, path: string, io: Io): string {
  try {
    return io.read(path);
  } catch (error) {
    throw new UsageError(`${label} must be a file that can be read, got ${path} (${code(error)})`);
  }
}

/** Writes the file that a flag names, whole or not at all. @throws UsageError */
export function writeFile(flag: string, path: string, text: string, io: Io): void {
  try {
    io.write(path, text);
  } catch (error) {
    throw new UsageError(`--${flag} must be a path that can be written, got ${path} (${code(error)})`);
  }
}

/** Runs a parser on a file's text, so that its complaints name the file. @throws UsageError */
export function parseFile<T>(label: string, path: string, text: string, parse: (text: string) => T): T {
  try {
    return parse(text);
  } catch (error) {
    if (error instanceof SyntaxError)
      throw new UsageError(`${label} must be a JSON file, got ${path}: ${error.message}`);
    if (error instanceof DomainError) throw new UsageError(`${label} ${path}: ${error.message}`);
    throw error;
  }
}

function code(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unreadable';
}
