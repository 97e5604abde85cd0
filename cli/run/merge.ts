import { mergeShards } from '../../lib/run/merge.js';
import { gamesIn, mergeGames } from '../audit/merge-audits.js';
import type { ExitCode, Given } from '../command.js';
import { fileFault } from '../data/file-fault.js';
import type { Io } from '../io.js';
import { readOutput } from '../output.js';
import { UsageError } from '../usage-error.js';
import { printRun } from './print-runs.js';
import { certifyRun } from './run-report.js';

/**
 * `dpih merge FOLDER ...`: joins slices into one run folder and certifies it, as one machine would have; slices of an
 * audit or of an attack run are joined only, as dpih audit and dpih report judge them.
 */
export async function merge(given: Given, io: Io): Promise<ExitCode> {
  readOutput(given); // two forms at once are refused before the work, not after it
  if (given.text.out === undefined)
    throw new UsageError('--out must be given, the folder of the whole run, got nothing');
  try {
    if (gamesIn(given.words[0] ?? '').length > 0) {
      mergeGames(given.words, given.text.out, io);
      return 0;
    }
    const { holdsAttacks, mergeAttackRuns } = await import('../attack/merge-attack-runs.js');
    if (holdsAttacks(given.words[0] ?? '')) {
      await mergeAttackRuns(given.words, given.text.out, io);
      return 0;
    }
    const run = mergeShards(given.words, given.text.out);
    printRun(await certifyRun(run, given, io), given, io);
    return 0;
  } catch (error) {
    throw fileFault(error) ?? error;
  }
}
