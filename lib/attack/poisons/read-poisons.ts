import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { Records } from '../../core/index.js';
import { DataError, type NumberArray, readNpzNumbers } from '../../data/index.js';
import type { Poisoning, Queries } from '../attack.js';
import { rowsOf } from '../choices/choose.js';
import { notePath, noteSchema } from './poison-file.js';

/** Poisons as a file has them: those of other tools may come without queries. */
export interface ReadPoisons extends Omit<Poisoning, 'queries'> {
  readonly queries?: Queries;
  /** of the archive */
  readonly sha256: string;
}

/** What is known of the records that poisons shall replace. */
export type ReplacedShape = Pick<Records, 'count' | 'dimension' | 'classes'>;

const ARRAYS = ['positions', 'features', 'labels', 'query_features', 'query_truth', 'query_intended'];

/**
 * Poisons from a NumPy archive, ours or that of another tool: positions (r), features (r, ...) and labels (r) as
 * numbers of any type in any order of positions, and queries if it has them (see packPoisons). What an attack said of
 * itself comes from the note beside the archive, where there is one.
 *
 * The poisons are not yet held to any terms: see checkPoisoning.
 *
 * @param train  the records they are to replace
 * @throws DataError  where the archive is damaged, lacks an array or has one of another name; where the note speaks of
 *                    other poisons; where a number is no position, label or float32
 */
export async function readPoisonFile(path: string, train: ReplacedShape): Promise<ReadPoisons> {
  const beside = notePath(path);
  const arrays = await readNpzNumbers(path, ARRAYS);
  const sha256 = createHash('sha256')
    .update(await readFile(path))
    .digest('hex');
  const told = existsSync(beside) ? await toldBy(beside, sha256) : {};
  const file: File = { path, arrays, train };
  const positions = wholes(file, 'positions', train.count);
  const poisons = positions.length;
  const features = rows(file, 'features', poisons);
  const labels = wholes(file, 'labels', train.classes.length, poisons);
  const order = Uint32Array.from(positions.keys()).sort((a, b) => positions[a] - positions[b]);
  const queries = queriesOf(file);
  return {
    positions: Uint32Array.from(order, (i) => positions[i]),
    features: rowsOf({ features, dimension: train.dimension }, order),
    labels: Uint16Array.from(order, (i) => labels[i]),
    ...(queries === undefined ? {} : { queries }),
    told,
    sha256,
  };
}

/** How many poisons an archive holds. @throws DataError where it is damaged, or has no positions */
export async function poisonsInFile(path: string): Promise<number> {
  const arrays = await readNpzNumbers(path, ARRAYS);
  return arrayOf({ path, arrays }, 'positions').values.length;
}

interface File {
  readonly path: string;
  readonly arrays: ReadonlyMap<string, NumberArray>;
  readonly train: ReplacedShape;
}

function queriesOf(file: File): Queries | undefined {
  const { arrays, train } = file;
  if (!ARRAYS.some((name) => name.startsWith('query_') && arrays.has(name))) return undefined;
  const classes = train.classes.length;
  const truth = Uint16Array.from(wholes(file, 'query_truth', classes));
  const count = truth.length;
  const features = rows(file, 'query_features', count);
  if (!arrays.has('query_intended')) return { count, features, truth, aim: { kind: 'error' } };
  const intended = Uint16Array.from(wholes(file, 'query_intended', classes, count));
  return { count, features, truth, aim: { kind: 'class', intended } };
}

function arrayOf({ path, arrays }: Pick<File, 'path' | 'arrays'>, name: string): NumberArray {
  const found = arrays.get(name);
  if (found === undefined)
    throw new DataError(path, '', `of an array ${name}`, [...arrays.keys()].join(', '));
  return found;
}

/** An array of one whole number below `limit` each, (n) or (n, 1). */
function wholes(file: File, name: string, limit: number, count?: number): Float64Array {
  const { shape, values } = arrayOf(file, name);
  if (!(shape[0] === values.length && (count ?? shape[0]) === shape[0]))
    throw new DataError(file.path, name, `of shape (${count ?? 'n'})`, `(${shape.join(', ')})`);
  const wrong = values.find((x) => !(Number.isInteger(x) && x >= 0 && x < limit));
  if (wrong !== undefined) throw new DataError(file.path, name, `whole numbers in [0, ${limit - 1}]`, wrong);
  return values;
}

/** An array of records, of whatever shape each. */
function rows(file: File, name: string, count: number): Float32Array {
  const { shape, values } = arrayOf(file, name);
  const { dimension } = file.train;
  if (!(shape[0] === count && values.length === count * dimension))
    throw new DataError(file.path, name, `${count} x ${dimension} numbers`, `shape (${shape.join(', ')})`);
  const features = Float32Array.from(values);
  const wrong = features.findIndex((x) => !Number.isFinite(x));
  if (wrong >= 0) throw new DataError(file.path, name, 'finite float32', values[wrong]);
  return features;
}

async function toldBy(path: string, sha256: string): Promise<Poisoning['told']> {
  const note = parsedNote(path, await readFile(path, 'utf8'));
  if (!(note.sha256 === sha256))
    throw new DataError(path, 'sha256', `${sha256}, that of the archive beside it`, note.sha256);
  return note.told;
}

function parsedNote(path: string, text: string) {
  try {
    return noteSchema.parse(JSON.parse(text));
  } catch (error) {
    throw new DataError(path, '', 'a note of poisons', error instanceof Error ? error.message : error);
  }
}
