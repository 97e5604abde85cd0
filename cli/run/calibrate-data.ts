import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { ClaimDocument } from '../../lib/core/document.js';
import type { SweepCell } from '../../lib/core/sweep.js';
import { bestCell } from '../../lib/plan/best-cell.js';
import { toJson } from '../../lib/report/json.js';
import { entry } from '../../lib/report/layout.js';
import { fraction } from '../../lib/report/number.js';
import { writeWhole } from '../../lib/run/whole-file.js';
import type { ExitCode, Given } from '../command.js';
import { readDomain } from '../domain.js';
import type { Io } from '../io.js';
import { readPositive } from '../number.js';
import { isText, readOutput } from '../output.js';
import { UsageError } from '../usage-error.js';
import { sweepText } from './sweep.js';
import { readGridOr } from './sweep-grid.js';
import { runSweep, type SweepRun } from './sweep-run.js';

/** Questions about a mechanism alone. */
const OTHER_TARGETS = ['target-epsilon', 'target-radius', 'p', 'best-k'];

/**
 * `dpih calibrate --data --target-accuracy A`: the k and sigma of a grid that keep certified accuracy A against the
 * most poisons. The choice is made by the votes, so every bound is at alpha over the number of cells. Exit 1 where
 * no cell keeps A against a single poison.
 */
export async function calibrateData(given: Given, io: Io): Promise<ExitCode> {
  const print = readOutput(given);
  const target = await readTarget(given);
  const domain = await readDomain(given.text.domain ?? 'l2-ball:1', {});
  const { pairs, defaults } = await readGridOr(given, domain);
  const run = await runSweep(given, io, pairs, { share: target, choosing: true });
  const best = bestCell(run.sweep);
  const chosen = best === undefined ? undefined : run.runs[run.sweep.cells.indexOf(best)]?.document;
  const claim = join(run.folder, 'claim.json');
  if (best === undefined || chosen === undefined) {
    // the answer to an earlier target is none to this one
    rmSync(claim, { force: true });
    if (isText(given)) io.print(`${['CALIBRATION', ...sweepText(run)].join('\n')}\n`);
    io.warn(`dpih: no cell has certified accuracy ${target}, not even at r = 0; see ${run.folder}\n`);
    return 1;
  }
  const document = documentOf(chosen, target, [...defaults], run);
  writeWhole(claim, toJson(document));
  io.print(print(document));
  if (isText(given))
    io.print(`\n${['CALIBRATION', ...answerText(best, target), ...sweepText(run)].join('\n')}\n`);
  if (best.radius > 0) return 0;
  io.warn(
    `dpih: no cell keeps certified accuracy ${target} against a single poison; more models, a lower target or other ` +
      'pairs of k and sigma may\n',
  );
  return 1;
}

async function readTarget({ text }: Given): Promise<number> {
  for (const flag of OTHER_TARGETS)
    if (flag in text) throw new UsageError(`--${flag} must stand without --data, got both`);
  if (text['target-accuracy'] === undefined)
    throw new UsageError('--target-accuracy must be given with --data, got nothing');
  const target = await readPositive('target-accuracy', text['target-accuracy']);
  if (!(target <= 1)) throw UsageError.of('target-accuracy', 'in (0, 1]', text['target-accuracy']);
  return target;
}

/** The claims of the chosen cell, as an answer to this question. */
function documentOf(
  chosen: ClaimDocument,
  target: number,
  defaults: readonly string[],
  { sweep }: SweepRun,
): ClaimDocument {
  const { cells } = sweep;
  const grid = cells.map(({ k, sigma }) => `(${k}, ${sigma})`).join(' ');
  return {
    ...chosen,
    question: { ...chosen.question, command: 'calibrate', target: { quantity: 'accuracy', value: target } },
    defaults: [...chosen.defaults, ...defaults],
    assumptions: [
      ...chosen.assumptions,
      `k and sigma were chosen, by their votes, among these ${cells.length} pairs: ${grid}`,
    ],
    notCovered: [
      ...chosen.notCovered,
      'Pairs of k and sigma that were looked at before and are not in the grid: the choice among them is not paid for.',
    ],
  };
}

function answerText({ k, sigma, radius, certifiedAccuracy }: SweepCell, target: number): string[] {
  return entry(
    'answer',
    `k = ${k}, sigma = ${sigma}: certified accuracy ${fraction(certifiedAccuracy[radius] ?? 0, 'down')} >= ${target} ` +
      `up to r = ${radius} poisoned records`,
  );
}
