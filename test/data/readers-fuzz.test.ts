import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { deflateSync, gzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import { test } from 'tap';
import type { Records } from '../../lib/core/index.js';
import type { ReadOptions } from '../../lib/data/format.js';
import { DataError, readRecords } from '../../lib/data/index.js';
import { chunk, folder, idx, npy, png, stored, zip } from './write-files.js';

const RUNS = { seed: 20210305, numRuns: 150 };
const DEADLINE = 30_000; // a hang; a busy machine needs seconds

/** What was done to the bytes of a file, in order. */
type Damage =
  | { readonly kind: 'cut'; readonly at: number }
  | { readonly kind: 'flip'; readonly at: number; readonly bit: number }
  | { readonly kind: 'insert'; readonly at: number; readonly bytes: Uint8Array }
  | { readonly kind: 'delete'; readonly at: number; readonly length: number }
  | { readonly kind: 'overwrite'; readonly at: number; readonly bytes: Uint8Array };

// Not fc.double: nearly all of its values below 1 are next to 0, the first byte.
const at = fc.nat(9999).map((n) => n / 9999);
const bytes = fc.uint8Array({ minLength: 1, maxLength: 8 });
const damage: fc.Arbitrary<Damage> = fc.oneof(
  fc.record({ kind: fc.constant('cut' as const), at }),
  fc.record({ kind: fc.constant('flip' as const), at, bit: fc.nat(7) }),
  fc.record({ kind: fc.constant('insert' as const), at, bytes }),
  fc.record({ kind: fc.constant('delete' as const), at, length: fc.integer({ min: 1, max: 9 }) }),
  fc.record({ kind: fc.constant('overwrite' as const), at, bytes }),
);
const damages = fc.array(damage, { minLength: 1, maxLength: 3 });

function damaged(original: Buffer, what: readonly Damage[]): Buffer {
  return what.reduce(damagedOnce, original);
}

function damagedOnce(file: Buffer, step: Damage): Buffer {
  const place = Math.min(Math.floor(step.at * (file.length + 1)), file.length);
  const [before, after] = [file.subarray(0, place), file.subarray(place)];
  switch (step.kind) {
    case 'cut':
      return before;
    case 'flip': {
      const flipped = after.subarray(0, 1).map((byte) => byte ^ (1 << step.bit));
      return Buffer.concat([before, flipped, after.subarray(1)]);
    }
    case 'insert':
      return Buffer.concat([before, step.bytes, after]);
    case 'delete':
      return Buffer.concat([before, after.subarray(step.length)]);
    case 'overwrite':
      return Buffer.concat([before, step.bytes, after.subarray(step.bytes.length)]);
  }
}

function checkWellFormed({ count, dimension, features, labels, classes, image }: Records): void {
  assert.ok(count >= 1 && dimension >= 1 && classes.length >= 2);
  assert.equal(features.length, count * dimension);
  assert.equal(labels.length, count);
  assert.equal(new Set(classes).size, classes.length);
  assert.ok(features.every(Number.isFinite));
  assert.ok(labels.every((label) => label < classes.length));
  if (image !== undefined) assert.equal(image.height * image.width * image.channels, dimension);
}

/** Reads, or says that it was refused; anything else fails. */
async function outcome(path: string, options?: ReadOptions): Promise<'read' | 'refused'> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${path}: no answer in ${DEADLINE} ms`)), DEADLINE);
  });
  try {
    checkWellFormed(await Promise.race([readRecords(path, options), late]));
    return 'read';
  } catch (error) {
    if (!(error instanceof DataError)) throw error;
    return 'refused';
  } finally {
    clearTimeout(timer);
  }
}

/** A file of a format, beside what it needs, and where its damaged copy goes. */
interface Case {
  readonly name: string;
  readonly original: Buffer;
  readonly beside?: Readonly<Record<string, Buffer>>;
  readonly read?: string;
  readonly options?: (path: (name?: string) => string) => ReadOptions;
  /** what is made of the damaged bytes, so that a check sum does not hide what is behind it */
  readonly wrap?: (inner: Buffer) => Buffer | Promise<Buffer>;
}

const csv = Buffer.from('width,"the ""height""",label\r\n1.5,2e3,"a"\r\n-3,4,b\r\n5,6,"a"\r\n');
const scikit = Buffer.from('3,2,no,yes\n1,2,1\n3,4,0\n5,6,1\n');
const images = idx('int16', [3, 2, 2], [1, 2, 3, 4, 5, 6, -7, 8, 9, 10, 11, 12]);
const labels = idx('uint8', [3], [0, 1, 1]);
const x = npy('float64', [3, 2], [1, 2, 3, 4, 5, 6], { fortran: true });
const y = npy('int64', [3], [0, 1, 0]);
const cifar = Buffer.from(Array.from({ length: 2 * 3073 }, (_, i) => (i % 3073 === 0 ? i / 3073 : i % 251)));
const gray = png(
  5,
  4,
  Array.from({ length: 20 }, (_, i) => 3 * i),
  { colour: 0, depth: 8 },
);
const palette = chunk(
  'PLTE',
  Uint8Array.from({ length: 48 }, (_, i) => i),
);
const samples = Array.from({ length: 20 }, (_, i) => i % 16);
const coloured = png(5, 4, samples, { colour: 3, depth: 4, between: [palette] });
const lines = Buffer.from(Array.from({ length: 24 }, (_, i) => (i % 6 === 0 ? (i / 6) % 5 : i)));
const header = Buffer.from([...stored('uint32', [5, 4], false), 8, 0, 0, 0, 0]);

/** An image of these chunks, each with the check sum it should have. */
const rebuilt = (head: Buffer, data: Buffer): Buffer =>
  Buffer.concat([
    gray.subarray(0, 8),
    chunk('IHDR', head),
    palette,
    chunk('IDAT', data),
    chunk('IEND', Buffer.alloc(0)),
  ]);

const CASES: readonly Case[] = [
  { name: 'x.csv', original: csv },
  { name: 'y.csv', original: scikit },
  { name: 'z.csv.gz', original: gzipSync(csv) },
  { name: 'i-images', original: images, beside: { 'i-labels': labels } },
  { name: 'j-labels', original: labels, beside: { 'j-images': images }, read: 'j-images' },
  { name: 'k-images.gz', original: images, beside: { 'k-labels': labels }, wrap: (b) => gzipSync(b) },
  { name: 'x.npy', original: x, beside: { 'y.npy': y }, options: (path) => ({ labels: path('y.npy') }) },
  { name: 'xy.npz', original: await zip({ 'x.npy': x, 'y.npy': y }) },
  { name: 'stored.npz', original: await zip({ 'x.npy': x, 'y.npy': y }, { compress: false }) },
  { name: 'inner.npz', original: x, wrap: (b) => zip({ 'x.npy': b, 'y.npy': y }) },
  { name: 'data_batch_1.bin', original: cifar },
  { name: 'p/a/1.png', original: gray, beside: { 'p/b/1.png': gray }, read: 'p' },
  { name: 'q/a/1.png', original: coloured, beside: { 'q/b/1.png': coloured }, read: 'q' },
  {
    name: 'r/a/1.png',
    original: lines,
    beside: { 'r/b/1.png': rebuilt(header, deflateSync(lines)) },
    read: 'r',
    wrap: (b) => rebuilt(header, deflateSync(b)),
  },
  {
    name: 's/a/1.png',
    original: header,
    beside: { 's/b/1.png': rebuilt(header, deflateSync(lines)) },
    read: 's',
    wrap: (b) => rebuilt(b, deflateSync(lines)),
  },
  {
    name: 'u/a/1.png',
    original: deflateSync(lines),
    beside: { 'u/b/1.png': rebuilt(header, deflateSync(lines)) },
    read: 'u',
    wrap: (b) => rebuilt(header, b),
  },
];

for (const { name, original, beside = {}, read = name, options, wrap = (inner: Buffer) => inner } of CASES)
  test(`${name}: damage is refused, or what is left is well formed`, async (t) => {
    const path = folder(t, beside);
    await mkdir(path(name.split('/').slice(0, -1).join('/')), { recursive: true });
    await writeFile(path(name), await wrap(original));
    t.equal(await outcome(path(read), options?.(path)), 'read', 'undamaged');
    let refused = 0;
    await fc.assert(
      fc.asyncProperty(damages, async (what) => {
        await writeFile(path(name), await wrap(damaged(original, what)));
        if ((await outcome(path(read), options?.(path))) === 'refused') refused++;
      }),
      RUNS,
    );
    t.ok(refused > RUNS.numRuns / 4, `${refused} of ${RUNS.numRuns} refused`);
  });
