import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { SWEEP_SCHEMA, type Sweep } from '../../lib/core/sweep.js';
import { radiusAt } from '../../lib/plan/best-cell.js';
import { jsonText } from '../../lib/report/json.js';
import { toSvg } from '../../lib/report/svg.js';
import { sweepCharts } from '../../lib/report/sweep-charts.js';
import { sweepCsv } from '../../lib/report/sweep-csv.js';
import { fingerprint, type Plan } from '../../lib/run/plan.js';
import { writeWhole } from '../../lib/run/whole-file.js';
import type { Given } from '../command.js';
import { clippingText } from '../data/clipping-text.js';
import { writeFile } from '../file.js';
import type { Io } from '../io.js';
import { UsageError } from '../usage-error.js';
import { type Cost, startClocks } from './cost.js';
import { type CertifiedRun, certifyRun } from './run-report.js';
import { readRunSetup } from './run-setup.js';
import { work } from './run-work.js';
import { type Pair, withPair } from './sweep-grid.js';

export interface SweepOptions {
  /** certified accuracy that the radius of a cell is stated for */
  readonly share: number;
  /** whether a cell will be chosen by these votes: every bound is then at alpha over the number of cells */
  readonly choosing: boolean;
}

export interface SweepRun {
  readonly sweep: Sweep;
  /** in the order of the cells */
  readonly runs: readonly CertifiedRun[];
  readonly folder: string;
  readonly cost: Cost;
  /** how many records were clipped, in words: for the screen alone */
  readonly clipped: string;
}

/**
 * Runs every pair of a grid in a folder of its own below a common one, and writes sweep.json, sweep.csv and
 * trade-off.svg beside them. Killed and started again, it continues.
 * @throws UsageError
 */
export async function runSweep(
  given: Given,
  io: Io,
  pairs: readonly Pair[],
  { share, choosing }: SweepOptions,
): Promise<SweepRun> {
  refuse(given);
  const [first] = pairs;
  if (first === undefined) throw new RangeError('a sweep must have a pair');
  // all flags are read before a model is trained; the data are the same for every pair
  const { data } = await readRunSetup(withPair(given, first), io);
  const plans: Plan[] = [];
  for (const pair of pairs) plans.push(...(await readRunSetup(withPair(given, pair), io, data)).plans);
  const folder = given.text.out ?? `dpih-sweep-${nameOf(plans)}`;
  const costOf = startClocks(io);
  const chosenFrom = choosing && pairs.length > 1 ? { chosenFrom: pairs.length } : {};
  const runs: CertifiedRun[] = [];
  let computed = 0;
  for (const [i, plan] of plans.entries()) {
    const pair = pairs[i] ?? first;
    const cell = withPair(given, pair);
    const result = await work({ plan, folder: join(folder, cellName(pair)), data }, cell, io);
    computed += result.computed;
    runs.push(await certifyRun(result, cell, io, chosenFrom));
  }
  const sweep = sweepOf(pairs, runs, share, chosenFrom.chosenFrom ?? 1);
  write(folder, sweep, given, io);
  return {
    sweep,
    runs,
    folder,
    cost: costOf(computed),
    clipped: clippingText(data.train, data.count, data.clipped),
  };
}

/** Folder of one cell below that of the sweep. */
function cellName({ k, sigma }: Pair): string {
  return `k${k}-sigma${sigma}`;
}

function refuse({ text }: Given): void {
  if ((text.defence ?? 'dp-instahide') !== 'dp-instahide')
    throw UsageError.of('defence', 'dp-instahide where k and sigma are swept', text.defence);
  if (text.mechanism !== undefined)
    throw new UsageError('--mechanism must stand without --k-sweep and --noise-sweep, got both');
  if (text.shard !== undefined)
    throw new UsageError(
      '--shard must stand without --k-sweep and --noise-sweep (use --queue, or a run for each pair), got both',
    );
}

function sweepOf(
  pairs: readonly Pair[],
  runs: readonly CertifiedRun[],
  share: number,
  chosenFrom: number,
): Sweep {
  const [one] = runs;
  return {
    schema: SWEEP_SCHEMA,
    models: one?.plan.recipe.models ?? 0,
    records: one?.test.labels.length ?? 0,
    alpha: one?.document?.votes?.alpha ?? 1,
    chosenFrom,
    share,
    cells: runs.map(({ accuracy, curves, medianRadius }, i) => {
      const pair = pairs[i] ?? { k: 0, sigma: 0 };
      // the profile's own curve: the baselines' stand in the run folder of the cell
      const certifiedAccuracy = curves[0]?.accuracy ?? [];
      return {
        ...pair,
        folder: cellName(pair),
        accuracy,
        certifiedAccuracy,
        medianRadius: medianRadius ?? -1,
        radius: radiusAt(certifiedAccuracy, share),
      };
    }),
  };
}

function write(folder: string, sweep: Sweep, given: Given, io: Io): void {
  const svg = toSvg(sweepCharts(sweep));
  writeWhole(join(folder, 'sweep.json'), jsonText(sweep));
  writeWhole(join(folder, 'sweep.csv'), sweepCsv(sweep));
  writeWhole(join(folder, 'trade-off.svg'), svg);
  if (given.text.svg !== undefined) writeFile('svg', given.text.svg, svg, io);
}

function nameOf(plans: readonly Plan[]): string {
  const told = plans.map(fingerprint).join('\n');
  return createHash('sha256').update(told).digest('hex').slice(0, 8);
}
