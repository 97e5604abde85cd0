import { join } from 'node:path';
import { fingerprint, type Plan } from '../../lib/run/plan.js';
import { type Slice, sliceOf } from '../../lib/run/slice.js';
import { accountOf } from '../account.js';
import type { ExitCode, Given } from '../command.js';
import { clippingText } from '../data/clipping-text.js';
import { drawing } from '../drawing.js';
import { writeFile } from '../file.js';
import { QUESTION_FLAGS } from '../flags.js';
import type { Io } from '../io.js';
import { readWhole } from '../number.js';
import { readOutput } from '../output.js';
import { UsageError } from '../usage-error.js';
import { readDefences } from './run-recipes.js';
import { type CertifiedRun, certifyRun, summaryOf } from './run-report.js';
import { type RunSetup, readRunSetup } from './run-setup.js';
import { type Aside, type Cost, comparisonText, costText, runText, SELECTION } from './run-text.js';
import { work } from './run-work.js';

/**
 * `dpih certify --data`: trains M models, each on a release of its own, counts their votes on the test records and
 * certifies them. Several defences are run one after the other and compared.
 */
export async function certifyData(given: Given, io: Io): Promise<ExitCode> {
  const print = readOutput(given);
  if (given.text.svg !== undefined && readDefences(given).length > 1)
    throw new UsageError('--svg must stand with one defence: each run folder has its own accuracy.svg');
  const setup = await readRunSetup(given, io);
  const folders = foldersOf(given, setup);
  const start = { cpu: process.cpuUsage(), wall: io.now() };
  if (given.text.shard !== undefined) return trainShard(given, io, setup, folders, start);
  const runs: CertifiedRun[] = [];
  let computed = 0;
  for (const [i, plan] of setup.plans.entries()) {
    const result = await work({ plan, folder: folders[i] ?? '', data: setup.data }, given, io);
    computed += result.computed;
    runs.push(await certifyRun(result, given, io));
  }
  const { train, count, clipped } = setup.data;
  const cost = costSince(start, computed, io);
  const aside: Aside = { cost, clipped: clippingText(train, count, clipped) };
  const [only, second] = runs;
  if (only === undefined) throw new RangeError('a run must have a defence');
  if (second !== undefined) printComparison(runs, given, io, aside);
  else if (only.document === undefined) printSummary(only, given, io, aside);
  else {
    if (given.text.svg !== undefined) {
      const known = accountOf(only.document.mechanism, '--data');
      writeFile('svg', given.text.svg, drawing(known, only.document), io);
    }
    io.print(print(only.document));
    if (isText(given)) io.print(`\n${runText(only, aside)}`);
    else io.warn(`dpih: ${costText(cost)}; ${only.folder}\n`);
  }
  return 0;
}

/** Models of one slice; what they say is counted once all slices are joined. */
async function trainShard(
  given: Given,
  io: Io,
  { data, plans }: RunSetup,
  folders: readonly string[],
  start: Start,
): Promise<ExitCode> {
  const [plan, second] = plans;
  if (plan === undefined || second !== undefined)
    throw new UsageError('--shard must stand with one defence, got a list');
  for (const flag of [...Object.keys(QUESTION_FLAGS), 'svg'])
    if (flag in given.text)
      throw new UsageError(`--${flag} must be given to dpih merge, which certifies, got it with --shard`);
  const slice = await readShard(given.text.shard ?? '', plan);
  const folder = given.text.out ?? `${folders[0]}-${slice.shard}of${slice.of}`;
  const { computed } = await work({ plan, folder, data, slice }, given, io);
  io.print(
    `models ${slice.first} to ${slice.end - 1} of ${plan.recipe.models} are in ${folder} ` +
      `(${costText(costSince(start, computed, io))}); join the ${slice.of} slices with dpih merge\n`,
  );
  return 0;
}

async function readShard(text: string, { recipe }: Plan): Promise<Slice> {
  const [shard = '', of, ...rest] = text.split('/');
  if (of === undefined || rest.length > 0) throw UsageError.of('shard', 'I/N, such as 2/10', text);
  const shards = await readWhole('shard', of, 1, recipe.models);
  return sliceOf(recipe.models, await readWhole('shard', shard, 1, shards), shards);
}

/** One folder for a single run; for several, a folder of each in a common one. */
function foldersOf({ text }: Given, { plans }: RunSetup): readonly string[] {
  const prints = plans.map(fingerprint);
  const [only = ''] = prints;
  if (plans.length === 1) return [text.out ?? `dpih-run-${only.slice(0, 8)}`];
  const root = text.out ?? `dpih-compare-${only.slice(0, 8)}`;
  return plans.map(({ recipe }) => join(root, recipe.defence.kind));
}

function printComparison(runs: readonly CertifiedRun[], given: Given, io: Io, aside: Aside): void {
  if (isText(given)) io.print(comparisonText(runs, aside));
  else if (given.switches.has('json'))
    io.print(`${JSON.stringify({ selection: SELECTION, rows: runs.map(summaryOf) }, null, 2)}\n`);
  else io.print(csvOf(runs));
}

/** A run that no document of claims can be made of: nothing that a mechanism certifies. */
function printSummary(run: CertifiedRun, given: Given, io: Io, aside: Aside): void {
  if (isText(given)) io.print(runText(run, aside));
  else if (given.switches.has('json')) io.print(`${JSON.stringify(summaryOf(run), null, 2)}\n`);
  else io.print(csvOf([run]));
}

const CSV_HEADING = 'defence,modelAccuracy,voteAccuracy,poisons,certifiedAccuracy,alpha,chosenFrom' as const;

/** A line for each run and number of poisons; chosenFrom: the sets of votes that its alpha pays a choice among. */
function csvOf(runs: readonly CertifiedRun[]): string {
  const rows = runs.flatMap(({ plan, accuracy, curves, document }) => {
    const { alpha, chosenFrom } = document?.votes ?? {};
    const paid = alpha === undefined ? ['', ''] : [alpha, chosenFrom ?? 1];
    return (curves[0]?.accuracy ?? [Number.NaN]).map((certified, r) =>
      [
        plan.recipe.defence.kind,
        accuracy.models,
        accuracy.vote,
        ...(Number.isNaN(certified) ? ['', ''] : [r, certified]),
        ...paid,
      ].join(','),
    );
  });
  return `${[CSV_HEADING, ...rows].join('\n')}\n`;
}

interface Start {
  readonly cpu: NodeJS.CpuUsage;
  readonly wall: number;
}

function costSince({ cpu, wall }: Start, computed: number, io: Io): Cost {
  const { user, system } = process.cpuUsage(cpu);
  return { cpu: (user + system) / 1e6, wall: io.now() - wall, computed };
}

function isText({ switches }: Given): boolean {
  return !switches.has('json') && !switches.has('csv');
}
