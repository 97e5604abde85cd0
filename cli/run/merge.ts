import { DataError } from '../../lib/data/data-error.js';
import { mergeShards } from '../../lib/run/merge.js';
import type { ExitCode, Given } from '../command.js';
import type { Io } from '../io.js';
import { readOutput } from '../output.js';
import { UsageError } from '../usage-error.js';
import { certifyRun } from './run-report.js';
import { runText } from './run-text.js';

/** `dpih merge FOLDER ...`: joins slices into one run folder and certifies it, as one machine would have. */
export async function merge(given: Given, io: Io): Promise<ExitCode> {
  const print = readOutput(given);
  if (given.text.out === undefined)
    throw new UsageError('--out must be given, the folder of the whole run, got nothing');
  try {
    const run = mergeShards(given.words, given.text.out);
    const certified = await certifyRun(run, given, io);
    const { document } = certified;
    if (document !== undefined) io.print(print(document));
    io.print(`${document === undefined ? '' : '\n'}${runText(certified)}`);
    return 0;
  } catch (error) {
    if (error instanceof DataError) throw new UsageError(error.message);
    if (error instanceof Error && 'syscall' in error) throw new UsageError(error.message);
    throw error;
  }
}
