import { jsonText } from '../../lib/report/json.js';
import { entry } from '../../lib/report/layout.js';
import { sweepCsv } from '../../lib/report/sweep-csv.js';
import { sweepSection } from '../../lib/report/sweep-text.js';
import type { ExitCode, Given } from '../command.js';
import type { Io } from '../io.js';
import { readOutput } from '../output.js';
import { costText } from './cost.js';
import { readGrid } from './sweep-grid.js';
import { runSweep, type SweepRun } from './sweep-run.js';

/** Certified accuracy that the radius in a sweep's last column is stated for. */
const SHARE = 0.5;

/** `dpih certify --data --k-sweep --noise-sweep`: accuracy against certified radius, to choose k and sigma by. */
export async function sweep(given: Given, io: Io): Promise<ExitCode> {
  readOutput(given); // two forms at once are refused before the work, not after it
  const { pairs } = await readGrid(given);
  const run = await runSweep(given, io, pairs, { share: SHARE, choosing: false });
  if (given.switches.has('json')) io.print(jsonText(run.sweep));
  else if (given.switches.has('csv')) io.print(sweepCsv(run.sweep));
  else io.print(`${['TRADE-OFF', ...sweepText(run)].join('\n')}\n`);
  return 0;
}

/** The table of a sweep, where its files are, and what it took. */
export function sweepText({ sweep, runs, folder, cost, clipped }: SweepRun): string[] {
  const [run] = runs;
  return [
    ...(run === undefined
      ? []
      : entry('data', `${run.plan.data.source}: ${run.test.train} records to train on`)),
    ...entry('clipped', clipped),
    ...sweepSection(sweep),
    ...entry('cost', costText(cost)),
    ...entry('folder', `${folder}: trade-off.svg, sweep.csv, sweep.json, and a run folder for each row`),
  ];
}
