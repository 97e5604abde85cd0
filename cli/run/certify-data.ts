import { join } from 'node:path';
import { fingerprint } from '../../lib/run/plan.js';
import { accountOf } from '../account.js';
import type { ExitCode, Given } from '../command.js';
import { clippingText } from '../data/clipping-text.js';
import { drawing } from '../drawing.js';
import { writeFile } from '../file.js';
import type { Io } from '../io.js';
import { readOutput } from '../output.js';
import { UsageError } from '../usage-error.js';
import { startClocks } from './cost.js';
import { printComparison, printRun } from './print-runs.js';
import { readDefences } from './run-recipes.js';
import { type CertifiedRun, certifyRun } from './run-report.js';
import { type RunSetup, readRunSetup } from './run-setup.js';
import { work } from './run-work.js';
import { trainShard } from './train-shard.js';

/**
 * `dpih certify --data`: trains M models, each on a release of its own, counts their votes on the test records and
 * certifies them. Several defences are run one after the other and compared.
 */
export async function certifyData(given: Given, io: Io): Promise<ExitCode> {
  readOutput(given); // two forms at once are refused before the work, not after it
  if (given.text.svg !== undefined && readDefences(given).length > 1)
    throw new UsageError('--svg must stand with one defence: each run folder has its own accuracy.svg');
  const setup = await readRunSetup(given, io);
  const folders = foldersOf(given, setup);
  const costOf = startClocks(io);
  if (given.text.shard !== undefined) return trainShard(given, io, setup, folders, costOf);
  const runs: CertifiedRun[] = [];
  let computed = 0;
  for (const [i, plan] of setup.plans.entries()) {
    const result = await work({ plan, folder: folders[i] ?? '', data: setup.data }, given, io);
    computed += result.computed;
    runs.push(await certifyRun(result, given, io));
  }
  const { train, count, clipped } = setup.data;
  const aside = { cost: costOf(computed), clipped: clippingText(train, count, clipped) };
  const [only, second] = runs;
  if (only === undefined) throw new RangeError('a run must have a defence');
  if (second !== undefined) printComparison(runs, given, io, aside);
  else {
    draw(only, given, io);
    printRun(only, given, io, aside);
  }
  return 0;
}

/** One folder for a single run; for several, a folder of each in a common one. */
function foldersOf({ text }: Given, { plans }: RunSetup): readonly string[] {
  const prints = plans.map(fingerprint);
  const [only = ''] = prints;
  if (plans.length === 1) return [text.out ?? `dpih-run-${only.slice(0, 8)}`];
  const root = text.out ?? `dpih-compare-${only.slice(0, 8)}`;
  return plans.map(({ recipe }) => join(root, recipe.defence.kind));
}

/** The profile and the curve, where --svg names a file and there are claims to draw. */
function draw({ document }: CertifiedRun, { text }: Given, io: Io): void {
  if (text.svg === undefined || document === undefined) return;
  writeFile('svg', text.svg, drawing(accountOf(document.mechanism, '--data'), document), io);
}
