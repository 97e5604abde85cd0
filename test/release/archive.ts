import { openPromise } from 'yauzl';
import type { ArrayHeader } from '../../lib/data/arrays.js';
import { Bytes } from '../../lib/data/bytes.js';
import { numbers } from '../../lib/data/elements.js';
import { readNpyHeader } from '../../lib/data/npy-header.js';

/** One array of an archive: its header and numbers, where they are numbers, and its bytes. */
export interface ArchiveArray {
  readonly bytes: Buffer;
  readonly header?: ArrayHeader;
  readonly values: readonly number[];
}

/** Every array of an archive, small ones, read by the reader of lib/data. */
export async function readArchive(path: string): Promise<ReadonlyMap<string, ArchiveArray>> {
  const zip = await openPromise(path, { autoClose: false, lazyEntries: true });
  const arrays = new Map<string, ArchiveArray>();
  for await (const entry of zip.eachEntry()) {
    const chunks: Buffer[] = [];
    for await (const chunk of await zip.openReadStreamPromise(entry)) chunks.push(chunk as Buffer);
    const bytes = Buffer.concat(chunks);
    arrays.set(
      entry.fileName,
      bytes.includes("'<f4'") ? await floats(entry.fileName, bytes) : { bytes, values: [] },
    );
  }
  zip.close();
  return arrays;
}

async function floats(name: string, bytes: Buffer): Promise<ArchiveArray> {
  const source = new Bytes(name, pieces(bytes), bytes.length, bytes.length);
  const header = await readNpyHeader(source);
  const length = header.shape.reduce((a, b) => a * b, 1);
  const values: number[] = [];
  for await (const block of numbers(source, { ...header, length })) values.push(...block);
  return { bytes, header, values };
}

/** In pieces that end anywhere. */
async function* pieces(bytes: Buffer): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += 1001) yield bytes.subarray(at, at + 1001);
}
