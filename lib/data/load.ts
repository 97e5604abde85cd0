import type { DomainRecords, Records } from '../core/index.js';
import { DomainError, integer } from '../numerics/index.js';
import { seededBits } from '../random/bits.js';
import { Draws } from '../random/draws.js';
import { type Clipped, intoDomainInPlace } from './clip.js';
import { DataError } from './data-error.js';
import { type DataSpec, isTestFile, type SourceFile, type SourceSpec, type TestFile } from './data-spec.js';
import type { ReadOptions } from './format.js';
import { glyphs } from './glyphs.js';
import { fixStepsInPlace } from './public-fit.js';
import { readRecords } from './read-records.js';
import { part, reorderInPlace } from './reorder.js';
import { hashSource } from './source-files.js';
import { splitInPlace } from './split.js';
import { applyStepsInPlace, type FixedStep } from './steps.js';

/** All records of a source, and what they were made from. */
export interface LoadedRecords {
  readonly records: DomainRecords;
  /** how many of them lay outside the domain and were clipped into it: not to be published, as it carries no noise */
  readonly clipped: number;
  readonly files: readonly SourceFile[];
  /** the steps as they were applied: fitted ones with the constants of the public set */
  readonly steps: readonly FixedStep[];
}

/** Training and test records as the steps leave them, before any clip: what an attacker sees. */
export interface UnclippedData {
  readonly train: Records;
  readonly test: Records;
}

/** Training and test records, and what they were made from. */
export interface LoadedData {
  readonly train: DomainRecords;
  readonly test: DomainRecords;
  /** positions in the source */
  readonly trainIndices: Uint32Array;
  /** positions in the source, or in the test file where there is one */
  readonly testIndices: Uint32Array;
  /** how many records the source holds, and how many of them were clipped (see LoadedRecords) */
  readonly count: number;
  readonly clipped: number;
  readonly files: readonly SourceFile[];
  readonly steps: readonly FixedStep[];
}

/**
 * Every record of the source: read, taken through the steps, clipped into the domain and checked. The records
 * are held once: as nobody else holds what was read here, all of it happens in their own memory. Only a step
 * that changes the number of features writes a second, of the new number, and lets go of the first.
 *
 * @throws DataError    for a file that is damaged, or differs from what spec.files says; a public set that
 *   is the private one
 * @throws DomainError  for a setting outside its range; a fitted step without a public set
 * @proof proofs/preprocessing.md
 */
export async function loadAll(spec: SourceSpec): Promise<LoadedRecords> {
  const { records, files, steps } = await readWithSteps(spec);
  return { ...prepare(records, steps, spec), files, steps };
}

/** Training and test records of a spec; where they come from one file, parts of one memory. Errors as loadAll. */
export async function loadData(spec: DataSpec): Promise<LoadedData> {
  const { records, clipped, files, steps } = await loadAll(spec);
  const common = { count: records.count, clipped, files, steps };
  if (!isTestFile(spec.test)) return { ...splitInPlace(records, spec.test), ...common };
  const chosen = await readTest(spec.test, records);
  const { records: test } = prepare(chosen.records, steps, spec, spec.test.path);
  const trainIndices = Uint32Array.from({ length: records.count }, (_, i) => i);
  return { train: records, test, trainIndices, testIndices: chosen.indices, ...common };
}

/**
 * The records of loadData, in the same split and order, without the clip: loadData's are these, clipped one by one.
 * Errors as loadAll.
 */
export async function loadUnclipped(spec: DataSpec): Promise<UnclippedData> {
  const { records, steps } = await readWithSteps(spec);
  const stepped = apply(steps, records, spec.source);
  if (!isTestFile(spec.test)) {
    const { train, test } = splitInPlace(stepped, spec.test);
    return { train, test };
  }
  const chosen = await readTest(spec.test, stepped);
  return { train: stepped, test: apply(steps, chosen.records, spec.test.path) };
}

/** The spec with the contents of its files written into it. */
export async function pinned<S extends SourceSpec>(spec: S): Promise<S> {
  return { ...spec, files: await hashFiles(spec) };
}

function read(path: string, options?: ReadOptions): Promise<Records> {
  return path === 'glyphs' ? Promise.resolve(glyphs()) : readRecords(path, options);
}

/** The records of the source, which nobody else holds, and the steps that they are still to go through. */
async function readWithSteps(
  spec: SourceSpec,
): Promise<{ records: Records; files: readonly SourceFile[]; steps: readonly FixedStep[] }> {
  const files = await checkedFiles(spec);
  const records = await read(spec.source, spec.read);
  const publicSet = await readPublic(spec, records);
  return { records, files, steps: fixStepsInPlace(spec.steps, publicSet, spec.public?.path) };
}

/** Spends what it is given. */
function prepare(
  records: Records,
  steps: readonly FixedStep[],
  spec: SourceSpec,
  path = spec.source,
): Clipped {
  return intoDomainInPlace(apply(steps, records, path), spec.domain, path);
}

/** Spends what it is given. */
function apply(steps: readonly FixedStep[], records: Records, path: string): Records {
  return steps.length === 0 ? records : applyStepsInPlace(steps, records, path);
}

async function readPublic(spec: SourceSpec, records: Records): Promise<Records | undefined> {
  if (spec.public === undefined) return undefined;
  const { path } = spec.public;
  const publicSet = await read(path, spec.public.read);
  if (publicSet.dimension !== records.dimension)
    throw new DataError(path, '', `records of ${records.dimension} features`, publicSet.dimension);
  if (sameBytes(publicSet.features, records.features))
    throw new DataError(
      path,
      '',
      'other records than the private ones, to fit on them',
      `those of ${spec.source}`,
    );
  return publicSet;
}

function sameBytes(a: Float32Array, b: Float32Array): boolean {
  return a.length === b.length && a.every((x, i) => x === b[i]);
}

async function readTest(file: TestFile, train: Records): Promise<{ records: Records; indices: Uint32Array }> {
  const records = await read(file.path, { classes: train.classes, ...file.read });
  if (records.classes.join('\n') !== train.classes.join('\n'))
    throw new DataError(
      file.path,
      '',
      `of the classes ${train.classes.join(', ')}`,
      records.classes.join(', '),
    );
  if (file.limit === undefined)
    return { records, indices: Uint32Array.from({ length: records.count }, (_, i) => i) };
  if (file.seed === undefined) throw new DomainError('test seed', 'given, to choose test records by', 'none');
  integer(1, records.count, { 'test records': file.limit });
  const order = new Draws(seededBits(file.seed, 'test file', records.count)).order(records.count);
  const chosen = part(reorderInPlace(records, order), 0, file.limit);
  return { records: chosen, indices: order.subarray(0, file.limit) };
}

async function hashFiles(spec: SourceSpec): Promise<readonly SourceFile[]> {
  const test = 'test' in spec ? (spec as DataSpec).test : undefined;
  const sources = [
    { path: spec.source, read: spec.read },
    ...(test !== undefined && isTestFile(test) ? [test] : []),
    ...(spec.public === undefined ? [] : [spec.public]),
  ].filter(({ path }) => path !== 'glyphs');
  const hashed = await Promise.all(sources.map(({ path, read: options }) => hashSource(path, options)));
  return hashed.flat();
}

/** The files as they are now, which must be those the spec was made for. */
async function checkedFiles(spec: SourceSpec): Promise<readonly SourceFile[]> {
  const files = await hashFiles(spec);
  const { files: said } = spec;
  if (said === undefined) return files;
  if (said.length !== files.length)
    throw new DataError(spec.source, '', `${said.length} files`, files.length);
  files.forEach(({ path, sha256 }, i) => {
    if (sha256 !== said[i].sha256)
      throw new DataError(path, '', `the file whose sha256 is ${said[i].sha256}`, sha256);
  });
  return files;
}
