import { execFile } from 'node:child_process';
import { closeSync, openSync, writeSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { test } from 'tap';
import type { DataSpec } from '../../lib/data/data-spec.js';
import { folder, idx, npy, stored } from './write-files.js';

const CHILD = fileURLToPath(new URL('./read-in-child.js', import.meta.url));
const BESIDES = 200 * 1e6;
/** Sum of 1000 equal features of L2 norm 2. */
const CLIPPED = 2 * Math.sqrt(1000);

interface Read {
  readonly count: number;
  readonly length: number;
  readonly sum: number;
  /** bytes of memory at its most, that of Node itself included */
  readonly peak: number;
}

async function readInChild(path: string, options = {}): Promise<Read> {
  // without what tap loads into every process it sees: 30 MB
  const command = ['-u', 'NODE_OPTIONS', process.execPath, CHILD, path, JSON.stringify(options)];
  const { stdout } = await promisify(execFile)('env', command);
  return JSON.parse(stdout) as Read;
}

function loadInChild(spec: DataSpec): Promise<Read> {
  return readInChild('load', spec);
}

/** A file of a start and many times the same block. */
function write(path: string, start: Uint8Array, block: Uint8Array, times: number): void {
  const file = openSync(path, 'w');
  writeSync(file, start);
  for (let i = 0; i < times; i++) writeSync(file, block);
  closeSync(file);
}

test('CSV of 150 MB takes the memory of its records and 200 MB', async (t) => {
  const path = folder(t)('long.csv');
  const cell = '0.1250000000000000000000000000'; // 30 characters, an eighth
  const rows = `${new Array(50).fill(cell).join(',')},0\n${new Array(50).fill(cell).join(',')},1\n`.repeat(
    400,
  );
  write(path, Buffer.from(''), Buffer.from(rows), 125);
  t.ok(125 * rows.length >= 150e6);
  const { count, length, sum, peak } = await readInChild(path);
  t.same([count, length, sum], [100_000, 5_000_000, 625_000]);
  t.ok(peak <= 4 * length + BESIDES, `${peak / 1e6} MB for ${(4 * length) / 1e6} MB of records`);
});

test('IDX, packed or not, and NPY of 160 MB take the memory of their records and 200 MB', async (t) => {
  const path = folder(t);
  const start = idx('float32', [40_000, 1000], []);
  const block = stored('float32', new Array(250_000).fill(0.25), false);
  write(path('a-images-idx3-ubyte'), start, block, 160);
  write(path('a-labels-idx1-ubyte'), idx('uint8', [40_000], []), Buffer.from([0, 1]), 20_000);
  // gzip allows members one after the other
  write(path('b-images-idx3-ubyte.gz'), gzipSync(start), gzipSync(block), 160);
  write(path('b-labels-idx1-ubyte'), idx('uint8', [40_000], []), Buffer.from([0, 1]), 20_000);
  const columns = npy('float32', [40_000, 1000], [], { fortran: true, little: false });
  write(path('x.npy'), columns, block, 160);
  write(path('y.npy'), npy('uint8', [40_000], []), Buffer.from([0, 1]), 20_000);
  for (const [name, options] of [
    ['a-images-idx3-ubyte', {}],
    ['b-images-idx3-ubyte.gz', {}],
    ['x.npy', { labels: path('y.npy') }],
  ] as const) {
    const { count, length, sum, peak } = await readInChild(path(name), options);
    t.same([count, length, sum], [40_000, 4e7, 1e7]);
    t.ok(peak <= 4 * length + BESIDES, `${name}: ${peak / 1e6} MB for ${(4 * length) / 1e6} MB of records`);
  }

  const loaded = await loadInChild({
    source: path('a-images-idx3-ubyte'),
    steps: [{ kind: 'scale', by: 0.5 }],
    domain: { kind: 'l2-ball', radius: 2 },
    test: { fraction: 0.2, seed: '1' },
  });
  t.same([loaded.count, loaded.length], [40_000, 4e7]);
  t.ok(Math.abs(loaded.sum / (40_000 * CLIPPED) - 1) < 1e-6, 'every record scaled and clipped');
  t.ok(loaded.peak <= 4 * loaded.length + BESIDES, `loaded: ${loaded.peak / 1e6} MB`);
});

test('private, public and test records of a file each are held once each', async (t) => {
  const path = folder(t);
  for (const [name, value] of [
    ['private', 0.25],
    ['public', 0.5],
  ] as const) {
    const block = stored('float32', new Array(250_000).fill(value), false);
    write(path(`${name}-images-idx3-ubyte`), idx('float32', [16_000, 1000], []), block, 64);
    write(path(`${name}-labels-idx1-ubyte`), idx('uint8', [16_000], []), Buffer.from([0, 1]), 8000);
  }
  const { count, length, sum, peak } = await loadInChild({
    source: path('private-images-idx3-ubyte'),
    steps: [{ kind: 'scale', by: 0.5 }, { kind: 'centre' }, { kind: 'shift', by: 0.25 }],
    public: { path: path('public-images-idx3-ubyte') },
    domain: { kind: 'l2-ball', radius: 2 },
    test: { path: path('private-images-idx3-ubyte'), limit: 12_000, seed: '1' },
  });
  t.same([count, length], [28_000, 2.8e7]);
  t.ok(Math.abs(sum / (28_000 * CLIPPED) - 1) < 1e-6, 'every record shifted and clipped');
  // a fourth set would be 64 MB more
  t.ok(peak <= 3 * 4 * 1.6e7 + 0.65 * BESIDES, `${peak / 1e6} MB for three times 64 MB`);
});

test('rows of unknown number are never held twice', async (t) => {
  const { count, length, sum, peak } = await readInChild('growing');
  t.same([count, length, sum], [100_000, 1e8, 1e8]);
  t.ok(peak <= 4 * length + BESIDES, `${peak / 1e6} MB for ${(4 * length) / 1e6} MB of rows`);
});
