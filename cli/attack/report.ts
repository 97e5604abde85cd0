import { join, resolve } from 'node:path';
import type { AttackDocument, PoisonPicture } from '../../lib/core/attack.js';
import {
  attackCsv,
  attackHtml,
  attackJson,
  attackLatex,
  attackSvg,
  attackText,
} from '../../lib/report/index.js';
import { type AttackPlan, planLegend, poisonPictures, readAttackRun } from '../../lib/run/attacks/index.js';
import type { ExitCode, Given } from '../command.js';
import { fileFault } from '../data/file-fault.js';
import { writeFile } from '../file.js';
import type { Io } from '../io.js';
import { attackDocument } from './attack-document.js';
import { keepDocument, keptDocument } from './kept-document.js';

/** Pictures of poisons on a page. */
const PICTURES = 12;

/**
 * `dpih report RUN`: what a run of `dpih attack` found, finished or not. Exit 1 where a certificate is contradicted or
 * a cell failed.
 */
export async function report(given: Given, io: Io): Promise<ExitCode> {
  return reportRun(resolve(given.words[0] ?? ''), given, io);
}

/** Writes the page of a run and whatever else is asked for, and prints it as text or JSON. @throws UsageError */
export async function reportRun(folder: string, given: Given, io: Io): Promise<ExitCode> {
  const document = keptDocument(folder) ?? (await documentOf(folder, io));
  const page = given.text.html ?? join(folder, 'report.html');
  writeFile('html', page, attackHtml(document), io);
  for (const [flag, print] of [
    ['latex', attackLatex],
    ['svg', attackSvg],
    ['csv', attackCsv],
  ] as const) {
    const path = given.text[flag];
    if (path !== undefined) writeFile(flag, path, print(document), io);
  }
  io.print(given.switches.has('json') ? attackJson(document) : `${attackText(document)}\npage: ${page}\n`);
  return document.findings.length + document.failures.length === 0 ? 0 : 1;
}

async function documentOf(folder: string, io: Io): Promise<AttackDocument> {
  try {
    const run = await readAttackRun(folder);
    const legend = await planLegend(run.plan);
    const pictures = await picturesOf(folder, run.plan, io);
    const document = attackDocument(run, { legend, pictures: pictures ?? [] });
    // one without its pictures is made again where the data is found
    if (pictures !== undefined) keepDocument(folder, document);
    return document;
  } catch (error) {
    throw fileFault(error) ?? error;
  }
}

/** Pictures need the data, which a folder that was carried elsewhere may not find: the numbers do not. undefined: none found */
async function picturesOf(
  folder: string,
  plan: AttackPlan,
  io: Io,
): Promise<readonly PoisonPicture[] | undefined> {
  try {
    return await poisonPictures(folder, plan, PICTURES);
  } catch (error) {
    const fault = fileFault(error);
    if (fault === undefined) throw error;
    io.warn(`dpih: the page shows no poisons: ${fault.message}\n`);
    return undefined;
  }
}
