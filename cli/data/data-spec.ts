import type { Domain } from '../../lib/core/mechanism.js';
import type { DataSpec, SourceSpec } from '../../lib/data/data-spec.js';
import type { Format, ReadOptions } from '../../lib/data/format.js';
import type { Step } from '../../lib/data/steps.js';
import { assuming } from '../assumed.js';
import { readChoice } from '../choice.js';
import type { Given } from '../command.js';
import { readNumber, readOpenUnit, readWhole, splitCommas } from '../number.js';
import { UsageError } from '../usage-error.js';

/** A data spec with the settings that were assumed. */
export interface DescribedData<D> {
  readonly spec: D;
  /** 'name = value' of each assumed setting */
  readonly defaults: readonly string[];
}

const FORMATS: readonly Format[] = ['csv', 'idx', 'npy', 'npz', 'cifar10', 'cifar100', 'png'];
/** Greatest number of features that is taken for meant. */
const MAXIMAL_DIMENSION = 1e6;
const FITTED = ['centre', 'standardise', 'pca'];

/** The flags of `DATA_FLAGS`. @param domain what every record is clipped into @throws UsageError */
export async function readSource(given: Given, domain: Domain): Promise<DescribedData<SourceSpec>> {
  const { text } = given;
  const defaults: string[] = [];
  const read = await readOptions(given);
  const steps = await readSteps(given, defaults);
  if (text.data === undefined) defaults.unshift('data = glyphs, a small set that is drawn by the program');
  if ((text.data ?? 'glyphs') === 'glyphs' && text.test === undefined && text.public === undefined)
    for (const flag of OPTIONS_OF_A_FILE)
      if (flag in text)
        throw new UsageError(
          `--${flag} must stand with --data FILE, got --${flag} ${text[flag]} and no file`,
        );
  const { labels: _, ...layout } = read;
  const spec: SourceSpec = {
    source: text.data ?? 'glyphs',
    ...(Object.keys(read).length === 0 ? {} : { read }),
    steps,
    ...(text.public === undefined ? {} : { public: { path: text.public, read: layout } }),
    domain,
  };
  return { spec, defaults };
}

/** The flags of `DATA_FLAGS` and `SPLIT_FLAGS`. @throws UsageError */
export async function readDataSpec(given: Given, domain: Domain): Promise<DescribedData<DataSpec>> {
  const { spec, defaults } = await readSource(given, domain);
  const { text } = given;
  const assumed: string[] = [];
  const or = assuming(text, assumed);
  const records = text['test-records'];
  const limit = records === undefined ? {} : { limit: await readWhole('test-records', records, 1, 1e9) };
  if (text.test !== undefined) {
    if ('test-fraction' in text) throw new UsageError('--test-fraction must stand without --test, got both');
    if ('split-seed' in text && records === undefined)
      throw new UsageError('--split-seed must stand with --test-records where --test is given, got no limit');
    const { labels: _, ...layout } = spec.read ?? {};
    const seed = records === undefined ? {} : { seed: or('split-seed', '1') };
    const test = { path: text.test, read: layout, ...limit, ...seed };
    return { spec: { ...spec, test }, defaults: [...defaults, ...assumed] };
  }
  const fraction = await readOpenUnit('test-fraction', or('test-fraction', '0.2'));
  const test = { fraction, seed: or('split-seed', '1'), ...limit };
  return { spec: { ...spec, test }, defaults: [...defaults, ...assumed] };
}

/** Flags that say how a file is read: without a meaning for the embedded set. */
const OPTIONS_OF_A_FILE = ['format', 'header', 'label', 'features', 'labels-file', 'granularity', 'classes'];

async function readOptions({ text }: Given): Promise<ReadOptions> {
  const label = text.label;
  return {
    ...(text.format === undefined ? {} : { format: readChoice('format', text.format, FORMATS) }),
    ...(text.header === undefined
      ? {}
      : { header: readChoice('header', text.header, ['yes', 'no']) === 'yes' }),
    ...(label === undefined ? {} : { label: /^-?\d+$/.test(label) ? Number(label) : label }),
    ...(text.features === undefined ? {} : { features: text.features }),
    ...(text['labels-file'] === undefined ? {} : { labels: text['labels-file'] }),
    ...(text.granularity === undefined
      ? {}
      : { granularity: readChoice('granularity', text.granularity, ['fine', 'coarse']) }),
    ...(text.classes === undefined ? {} : { classes: readClasses(text.classes) }),
  };
}

function readClasses(text: string): readonly string[] {
  const classes = text.split(',').map((name) => name.trim());
  if (classes.length < 2 || classes.includes('') || new Set(classes).size !== classes.length)
    throw UsageError.of('classes', 'two or more names, separated by commas, none twice', text);
  return classes;
}

async function readSteps({ text, switches }: Given, defaults: string[]): Promise<readonly Step[]> {
  const steps: Step[] = [];
  for (const kind of ['scale', 'shift'] as const) {
    const given = text[kind];
    if (given !== undefined) steps.push({ kind, by: await readNumbers(kind, given) });
  }
  if (switches.has('contrast')) steps.push({ kind: 'contrast' });
  const fitted = FITTED.filter((flag) => flag in text || switches.has(flag));
  if (fitted.length > 1)
    throw new UsageError(
      `--${fitted[0]} must stand without --${fitted[1]}: each centres by itself, got both`,
    );
  if (text.public !== undefined && fitted.length === 0)
    throw new UsageError('--public must stand with --centre, --standardise or --pca, got none of them');
  if (switches.has('centre')) steps.push({ kind: 'centre' });
  if (switches.has('standardise')) steps.push({ kind: 'standardise' });
  if (text.pca !== undefined)
    steps.push({ kind: 'pca', dimensions: await readWhole('pca', text.pca, 1, MAXIMAL_DIMENSION) });
  if (text.project !== undefined) {
    const dimensions = await readWhole('project', text.project, 1, MAXIMAL_DIMENSION);
    const seed = text['projection-seed'];
    if (seed === undefined) defaults.push('projection-seed = 1');
    steps.push({ kind: 'project', dimensions, seed: seed ?? '1', entries: 'gaussian' });
  } else if (text['projection-seed'] !== undefined)
    throw new UsageError('--projection-seed must stand with --project, got it alone');
  return steps;
}

/** One number for all features, or one for each, separated by commas. */
async function readNumbers(flag: string, text: string): Promise<number | readonly number[]> {
  const parts = splitCommas(text);
  if (parts.length === 1) return readNumber(flag, text);
  const numbers: number[] = [];
  for (const part of parts) numbers.push(await readNumber(flag, part));
  return numbers;
}
