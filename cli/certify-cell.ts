import type { LoadedData } from '../lib/data/load.js';
import type { Given } from './command.js';
import type { Io } from './io.js';
import { type CertifiedRun, certifyRun } from './run-report.js';
import { readRunSetup } from './run-setup.js';
import { work } from './run-work.js';
import { UsageError } from './usage-error.js';

export interface CellOptions {
  readonly folder: string;
  /** the data, where it was loaded for another cell of the same flags */
  readonly data?: LoadedData;
  /** cells that one will be chosen from after a look at their votes */
  readonly chosenFrom?: number;
}

/** What `certify --data` does for one mechanism and one defence, without printing: a cell of a sweep. */
export async function certifyCell(
  given: Given,
  io: Io,
  { folder, data, chosenFrom }: CellOptions,
): Promise<CertifiedRun & { readonly data: LoadedData; readonly computed: number }> {
  const setup = await readRunSetup(given, io, data);
  const [plan, second] = setup.plans;
  if (plan === undefined || second !== undefined)
    throw new UsageError(`--defence must be one, got ${given.text.defence}`);
  const result = await work({ plan, folder, data: setup.data }, given, io);
  const options = chosenFrom === undefined ? {} : { chosenFrom };
  return { ...(await certifyRun(result, given, io, options)), data: setup.data, computed: result.computed };
}
