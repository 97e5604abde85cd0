import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, open, rm } from 'node:fs/promises';
import { endianness } from 'node:os';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';
import type { Mixtures } from '../core/mixtures.js';
import { DomainError } from '../numerics/check.js';
import { npyHeader, npyStrings } from './npy-header.js';

/** What an archive of mixtures will hold; known before the first of them is drawn. */
export interface NpzShape {
  /** number of mixtures */
  readonly count: number;
  /** features of one mixture */
  readonly dimension: number;
  /** class names */
  readonly classes: readonly string[];
}

/** A file as it was written. */
export interface WrittenFile {
  /** in bytes */
  readonly bytes: number;
  /** of its content, hexadecimal */
  readonly sha256: string;
}

/** The same for every archive: its bytes follow from its content. The first date that a zip file can hold. */
const ENTRY = { mtime: new Date(1980, 0, 1), forceDosTimestamp: true, compress: false } as const;
const LITTLE = endianness() === 'LE';

/**
 * Writes mixtures as a NumPy archive that `numpy.load` opens without pickle, as they are drawn:
 *
 *   features  (count, dimension) float32, little-endian, C order
 *   labels    (count, classes) float32
 *   classes   (classes,) unicode
 *
 * Memory is constant: features go into the archive block by block, labels into a scratch file that is added
 * afterwards. The entries are stored, not deflated, in zip64 where they must be, all under one date.
 *
 * @param path     a new file; it is on the disk when the promise is fulfilled
 * @param scratch  a new file for the labels, removed in any case
 * @param blocks   successive rows, `count` in all; the arrays of a block are read before the next is drawn
 * @returns  size and hash of the file
 * @throws   DomainError where the blocks are not of the shape; errors of the file system. Either leaves no file.
 */
export async function writeNpz(
  path: string,
  scratch: string,
  shape: NpzShape,
  blocks: Iterable<Mixtures> | AsyncIterable<Mixtures>,
): Promise<WrittenFile> {
  const labels = await open(scratch, 'wx');
  try {
    const file = await open(path, 'wx');
    try {
      return await writeArchive(file, { labels, scratch }, shape, blocks);
    } catch (error) {
      await rm(path, { force: true });
      throw error;
    } finally {
      await file.close();
    }
  } finally {
    await labels.close();
    await rm(scratch, { force: true });
  }
}

interface Scratch {
  readonly labels: FileHandle;
  readonly scratch: string;
}

async function writeArchive(
  file: FileHandle,
  { labels, scratch }: Scratch,
  { count, dimension, classes }: NpzShape,
  blocks: Iterable<Mixtures> | AsyncIterable<Mixtures>,
): Promise<WrittenFile> {
  const zip = new ZipFile();
  const failure = new AbortController();
  const add = (name: string, size: number, source: () => Readable): void =>
    zip.addReadStreamLazy(`${name}.npy`, { ...ENTRY, size }, (callback) => {
      // the archive does not listen for the errors of what it is fed
      callback(
        null,
        source().once('error', (error) => failure.abort(error)),
      );
    });
  zip.once('error', (error) => failure.abort(error));

  const featuresHeader = npyHeader('<f4', [count, dimension]);
  const labelsHeader = npyHeader('<f4', [count, classes.length]);
  await labels.write(labelsHeader);
  const features = Readable.from(
    featureChunks(featuresHeader, labels, { count, dimension, classes }, blocks),
    {
      objectMode: false,
    },
  );
  add('features', featuresHeader.length + 4 * count * dimension, () => features);
  add('labels', labelsHeader.length + 4 * count * classes.length, () => createReadStream(scratch));
  zip.addBuffer(npyStrings(classes), 'classes.npy', ENTRY);
  zip.end();

  const hash = createHash('sha256');
  let bytes = 0;
  try {
    await pipeline(
      zip.outputStream,
      async (chunks: AsyncIterable<Buffer | string>) => {
        for await (const piece of chunks) {
          const chunk = typeof piece === 'string' ? Buffer.from(piece, 'latin1') : piece;
          hash.update(chunk);
          await writeAll(file, chunk);
          bytes += chunk.length;
        }
      },
      { signal: failure.signal },
    );
  } catch (error) {
    throw failure.signal.aborted ? failure.signal.reason : error;
  } finally {
    features.destroy();
  }
  await file.sync();
  return { bytes, sha256: hash.digest('hex') };
}

/** The features as they are drawn; the labels of each block go to the scratch file on the way. */
async function* featureChunks(
  header: Buffer,
  labels: FileHandle,
  { count, dimension, classes }: NpzShape,
  blocks: Iterable<Mixtures> | AsyncIterable<Mixtures>,
): AsyncGenerator<Buffer> {
  let rows = 0;
  yield header;
  for await (const block of blocks) {
    rows += block.count;
    if (block.dimension !== dimension) throw new DomainError('dimension', String(dimension), block.dimension);
    if (block.classes !== classes.length)
      throw new DomainError('classes', String(classes.length), block.classes);
    if (rows > count) throw new DomainError('mixtures', `${count} in all`, `${rows} or more`);
    await writeAll(labels, littleEndian(block.labels, block.count * block.classes));
    yield littleEndian(block.features, block.count * dimension);
  }
  if (rows !== count) throw new DomainError('mixtures', `${count} in all`, rows);
}

/** The first values of an array as bytes of their own: the next block may be drawn into the same array. */
function littleEndian(values: Float32Array, length: number): Buffer {
  const bytes = Buffer.from(new Uint8Array(values.buffer, values.byteOffset, 4 * length));
  return LITTLE ? bytes : bytes.swap32();
}

/** FileHandle.write may write less than it was given. */
async function writeAll(file: FileHandle, bytes: Buffer): Promise<void> {
  let done = 0;
  while (done < bytes.length) done += (await file.write(bytes, done)).bytesWritten;
}
