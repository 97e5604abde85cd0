import { jsonText } from '../../lib/report/json.js';
import type { Given } from '../command.js';
import type { Io } from '../io.js';
import { isText, readOutput } from '../output.js';
import { costText } from './cost.js';
import { type CertifiedRun, summaryOf } from './run-report.js';
import { type Aside, comparisonText, runText, SELECTION } from './run-text.js';

/** One run in the form asked for: its document of claims, or where no mechanism stands behind it its numbers. */
export function printRun(run: CertifiedRun, given: Given, io: Io, aside?: Aside): void {
  const { document, folder } = run;
  if (document !== undefined) io.print(readOutput(given)(document));
  if (isText(given)) io.print(`${document === undefined ? '' : '\n'}${runText(run, aside)}`);
  else if (document === undefined)
    io.print(given.switches.has('json') ? jsonText(summaryOf(run)) : csvOf([run]));
  else if (aside !== undefined) io.warn(`dpih: ${costText(aside.cost)}; ${folder}\n`);
}

/** Runs of several defences side by side. */
export function printComparison(runs: readonly CertifiedRun[], given: Given, io: Io, aside: Aside): void {
  if (isText(given)) io.print(comparisonText(runs, aside));
  else if (given.switches.has('json'))
    io.print(jsonText({ selection: SELECTION, rows: runs.map(summaryOf) }));
  else io.print(csvOf(runs));
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
