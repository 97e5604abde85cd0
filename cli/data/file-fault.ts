import { DataError } from '../../lib/data/data-error.js';
import { UsageError } from '../usage-error.js';

/** An error that the files of a user caused, as bad input; undefined where they did not. */
export function fileFault(error: unknown): UsageError | undefined {
  if (error instanceof DataError) return new UsageError(error.message);
  // of the file system: its message names the path
  return error instanceof Error && 'syscall' in error ? new UsageError(error.message) : undefined;
}
