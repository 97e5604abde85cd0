import { poisonsInFile } from '../../lib/attack/poisons/read-poisons.js';
import { DataError } from '../../lib/data/data-error.js';
import { DomainError } from '../../lib/numerics/check.js';
import { type AttackPlan, parseAttackPlan } from '../../lib/run/attacks/index.js';
import { assuming } from '../assumed.js';
import type { Given } from '../command.js';
import { readDataSpec } from '../data/data-spec.js';
import { fileFault } from '../data/file-fault.js';
import { readDomain } from '../domain.js';
import type { Io } from '../io.js';
import { readNumber, readOpenUnit, readPositive, readWhole, splitCommas } from '../number.js';
import { UsageError } from '../usage-error.js';
import { version } from '../version.js';
import { readLearners } from './learners.js';
import { type PlanFile, parsePlanFile, parseYaml, readPlanFile } from './plan-file.js';
import { isPreset, PRESETS } from './presets.js';

/** What a command line asks for, read and checked as far as it can be without the data. @throws UsageError */
export async function readAttackPlan(given: Given, io: Io): Promise<AttackPlan> {
  const assumed: string[] = [];
  const name = assuming(given.text, assumed)('plan', given.text.data === undefined ? 'small' : 'full');
  const file = isPreset(name) ? parsePlanFile(PRESETS[name], name) : readPlanFile(name, io);
  const merged: Given = { ...given, text: { ...file.text, ...given.text } };
  return planOf(merged, file, assumed);
}

async function planOf(given: Given, file: PlanFile, assumed: string[]): Promise<AttackPlan> {
  const { text } = given;
  const or = assuming(text, assumed);
  const domain = await readDomain(or('domain', 'l2-ball:1'), {});
  const { spec: data, defaults } = await readDataSpec(given, domain);
  assumed.push(...defaults);
  const budgets = await readBudgets(or('budgets', '5%'));
  const value = {
    data,
    ...(text.image === undefined ? {} : { image: await readImage(text.image) }),
    pixels: await readPixels(or('pixels', '0,1,256')),
    learners: await readLearners(text, file.lists.learners, assumed),
    attacks: await Promise.all(entriesOf('attacks', given, file).map((entry) => attackEntry(entry, budgets))),
    defences: await readDefences(entriesOf('defences', given, file), text, assumed),
    seeds: await readWhole('seeds', or('seeds', '20'), 1, 1024),
    seed: or('seed', '1'),
    alpha: await readOpenUnit('alpha', or('alpha', '0.05')),
    ...(text.backend === undefined ? {} : { backend: text.backend }),
    ...(text.own === undefined ? {} : { own: splitCommas(text.own) }),
    assumed,
  };
  try {
    return await parseAttackPlan(value, { version: version() });
  } catch (error) {
    if (error instanceof DomainError || error instanceof DataError) throw new UsageError(error.message);
    throw error;
  }
}

/** The entries of a list: what the command line says, else what the file says. */
function entriesOf(
  key: 'attacks' | 'defences',
  { text }: Given,
  { lists }: PlanFile,
): readonly Readonly<Record<string, unknown>>[] {
  const flag = text[key];
  const value =
    flag === undefined
      ? lists[key]
      : /^\s*[[{-]/.test(flag)
        ? parseYaml(flag, `--${key}`)
        : splitCommas(flag).map((word) => word.trim());
  const list = Array.isArray(value) ? (value as unknown[]) : [value];
  return list.map((entry) => {
    if (typeof entry === 'string') return { kind: entry };
    if (typeof entry === 'object' && entry !== null && 'kind' in entry) return { ...entry };
    throw new UsageError(`${key} must be names, or settings with a kind, got ${JSON.stringify(entry)}`);
  });
}

/** Budgets of its own, as numbers or as --budgets has them, go before those of all attacks. */
async function attackEntry(
  { poisons, ...spec }: Readonly<Record<string, unknown>>,
  budgets: readonly number[],
): Promise<{ spec: unknown; poisons: readonly unknown[] }> {
  if (poisons === undefined) {
    const count = await ownCount(spec);
    return { spec, poisons: count === undefined ? budgets : [count] };
  }
  const own = (Array.isArray(poisons) ? poisons : [poisons]) as readonly unknown[];
  const read = own.map((one) => (typeof one === 'string' ? readBudgets(one, 'poisons') : [one]));
  return { spec, poisons: (await Promise.all(read)).flat() };
}

/** A file of poisons has as many as it has. What is wrong with the file is said with the rest of the plan. */
async function ownCount({ kind, file }: Readonly<Record<string, unknown>>): Promise<number | undefined> {
  if (kind !== 'import' || typeof file !== 'string') return undefined;
  try {
    return await poisonsInFile(file);
  } catch (error) {
    if (fileFault(error) === undefined) throw error;
    return undefined;
  }
}

/** The settings that flags give to those defences that have them. */
async function readDefences(
  entries: readonly Readonly<Record<string, unknown>>[],
  text: Given['text'],
  assumed: string[],
): Promise<readonly unknown[]> {
  const kinds = entries.map(({ kind }) => kind);
  const mixes = kinds.includes('mixup') || kinds.includes('dp-instahide');
  const noisy = kinds.includes('noise') || kinds.includes('dp-instahide');
  for (const [flag, used] of [
    ['k', mixes],
    ['sigma', noisy],
    ['noise', noisy],
  ] as const)
    if (!used && flag in text) throw UsageError.of(flag, 'left out where no defence has it', text[flag]);
  const or = assuming(text, assumed);
  const k = mixes ? { k: await readWhole('k', or('k', '4'), 1, 1e9) } : {};
  const noise = noisy
    ? { sigma: await readPositive('sigma', or('sigma', '0.1')), law: or('noise', 'gaussian') }
    : {};
  return entries.map((entry) => {
    const { kind } = entry;
    return {
      ...(kind === 'mixup' || kind === 'dp-instahide' ? k : {}),
      ...(kind === 'noise' || kind === 'dp-instahide' ? noise : {}),
      ...entry,
    };
  });
}

/** '1%,5%' or '0.05' or '10'. A plan tells shares from whole numbers by 1, so that 100% would be one record. */
async function readBudgets(text: string, flag = 'budgets'): Promise<readonly number[]> {
  const budgets: number[] = [];
  for (const part of splitCommas(text)) {
    const percent = part.trim().endsWith('%');
    const number = await readPositive(flag, percent ? part.trim().slice(0, -1) : part);
    if (percent && !(number < 100))
      throw UsageError.of(flag, 'shares below 100%, or whole numbers of records', part.trim());
    budgets.push(percent ? number / 100 : number);
  }
  return budgets;
}

async function readImage(text: string): Promise<{ height: number; width: number; channels: number }> {
  const parts = text.split('x');
  if (parts.length !== 2 && parts.length !== 3)
    throw UsageError.of('image', 'HEIGHTxWIDTH or HEIGHTxWIDTHxCHANNELS, such as 8x8', text);
  const [height, width, channels] = await Promise.all(
    [...parts, '1'].slice(0, 3).map((part) => readWhole('image', part, 1, 1e5)),
  );
  return { height: height as number, width: width as number, channels: channels as number };
}

async function readPixels(text: string): Promise<{ low: number; high: number; levels?: number }> {
  const parts = splitCommas(text);
  if (parts.length !== 2 && parts.length !== 3)
    throw UsageError.of('pixels', 'LO,HI or LO,HI,LEVELS, such as 0,1,256', text);
  const [lowest = '', highest = '', levels] = parts;
  const low = await readNumber('pixels', lowest);
  const high = await readNumber('pixels', highest);
  if (!(low < high)) throw UsageError.of('pixels', 'LO,HI with LO < HI', text);
  return {
    low,
    high,
    ...(levels === undefined ? {} : { levels: await readWhole('pixels', levels, 2, 2 ** 24) }),
  };
}
