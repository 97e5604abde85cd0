import { basename, resolve } from 'node:path';
import { UnsupportedError } from '../../lib/core/mechanism.js';
import { loadAll } from '../../lib/data/load.js';
import { DomainError } from '../../lib/numerics/check.js';
import { secureBits, seededBits } from '../../lib/random/bits.js';
import { prepareRelease, type Release } from '../../lib/release/draw-mixtures.js';
import type { WrittenFile } from '../../lib/release/write-npz.js';
import { claimPath, clearWay, writeRelease } from '../../lib/release/write-release.js';
import { toJson } from '../../lib/report/json.js';
import { accountOf } from '../account.js';
import type { ExitCode, Given } from '../command.js';
import { clippingText } from '../data/clipping-text.js';
import { readDataMechanism } from '../data/data-mechanism.js';
import { readSource } from '../data/data-spec.js';
import { loading } from '../data/loading.js';
import type { Io } from '../io.js';
import { readOutput } from '../output.js';
import { progress } from '../progress.js';
import { readQuestion } from '../question.js';
import { UsageError } from '../usage-error.js';
import { type Drawing, releaseDocument, releaseRecord } from './release-document.js';

/**
 * `dpih release`: draws the mixtures of a data set and writes them with the claim that belongs to them. All input
 * is read and checked, and the claim computed, before the first mixture is drawn.
 */
export async function release(given: Given, io: Io): Promise<ExitCode> {
  const print = readOutput(given);
  const path = readOut(given);
  await writing(path, () => clearWay(path));
  const seed = given.text.seed;
  const declared = await readDataMechanism(given, io);
  const source = await readSource(given, declared.domain);
  const loaded = await loading(given, () => loadAll(source.spec));
  const { mechanism, label, defaults } = await declared.of(loaded.records);
  const question = await readQuestion(given, mechanism);
  const prepared = refused(label, () => prepareRelease(mechanism, loaded.records));
  const document = releaseDocument(
    mechanism,
    seed === undefined ? accountOf(mechanism, label) : undefined,
    question,
    [...source.defaults, ...defaults, ...question.defaults],
  );
  const drawing: Drawing = { release: prepared, spec: source.spec, loaded, seed, path };
  const complete = (archive: WrittenFile) => ({ ...document, release: releaseRecord(drawing, archive) });
  const start = io.now();
  const archive = await draw(drawing, (written) => toJson(complete(written)), io);
  io.print(print(complete(archive)));
  io.warn(summary(drawing, archive, io.now() - start));
  const { records, clipped } = loaded;
  io.warn(`dpih: clipped: ${clippingText(records, records.count, clipped)} (not for publication)\n`);
  return 0;
}

async function draw(drawing: Drawing, claim: (archive: WrittenFile) => string, io: Io): Promise<WrittenFile> {
  const { release: prepared, loaded, seed, path } = drawing;
  const bits = seed === undefined ? secureBits() : seededBits(seed, 'release');
  const total = prepared.mechanism.releases;
  const bar = progress(io, total);
  try {
    return await writing(path, () =>
      writeRelease(path, prepared, loaded.records.classes, bits, claim, (drawn) =>
        bar.at(drawn, `${drawn} of ${total} mixtures`),
      ),
    );
  } finally {
    bar.done();
  }
}

/** A path that cannot be written is bad input. @throws UsageError */
async function writing<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Error && 'syscall' in error && 'code' in error)
      throw new UsageError(`--out must be a path that can be written, got ${path} (${error.code})`);
    throw error;
  }
}

/** The path of the archive; neither it nor its claim may be a file that is read. @throws UsageError */
function readOut({ text }: Given): string {
  const { out } = text;
  if (out === undefined) throw new UsageError('--out must be given, such as --out mixtures.npz, got nothing');
  let claim: string;
  try {
    claim = claimPath(out);
  } catch {
    throw UsageError.of('out', 'a path that ends in .npz', out);
  }
  for (const flag of ['data', 'labels-file', 'public', 'mechanism'])
    for (const written of [out, claim])
      if (text[flag] !== undefined && resolve(text[flag]) === resolve(written))
        throw UsageError.of('out', `a name of its own: ${written} is the file of --${flag}`, out);
  return out;
}

/** What the release refuses of a mechanism that a user gave is bad input. @throws UsageError */
function refused(label: string, prepare: () => Release): Release {
  try {
    return prepare();
  } catch (error) {
    if (error instanceof DomainError || error instanceof UnsupportedError)
      throw new UsageError(`${label}: ${error.message}`);
    throw error;
  }
}

function summary({ release: prepared, loaded, path }: Drawing, { bytes }: WrittenFile, ms: number): string {
  const seconds = Math.max(ms, 1) / 1000;
  const numbers = prepared.mechanism.releases * (loaded.records.dimension + loaded.records.classes.length);
  const short = (x: number): string => String(Number(x.toPrecision(3)));
  return (
    `dpih: wrote ${basename(path)} (${short(bytes / 1e6)} MB) and ${basename(claimPath(path))} in ` +
    `${short(seconds)} s: ${short(bytes / 1e6 / seconds)} MB and ${short(numbers / 1e6 / seconds)} million numbers a second\n`
  );
}
