import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { test } from 'tap';
import type { Mixtures } from '../../lib/core/mixtures.js';
import { npyHeader, npyStrings } from '../../lib/release/npy-header.js';
import { partialPath, removeLeftovers } from '../../lib/release/partial-file.js';
import { writeNpz } from '../../lib/release/write-npz.js';
import { readArchive } from './archive.js';

const folder = mkdtempSync(join(tmpdir(), 'dpih-npz-'));
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
const at = (name: string): string => join(folder, name);

/** Mixtures whose every number says where it belongs, in blocks of the given sizes, in the same two arrays. */
function* counted(sizes: readonly number[], dimension: number, classes: number): Generator<Mixtures> {
  const most = Math.max(0, ...sizes);
  const features = new Float32Array(most * dimension);
  const labels = new Float32Array(most * classes);
  let row = 0;
  for (const count of sizes) {
    for (let i = 0; i < count * dimension; i += 1) features[i] = row * dimension + i + 0.5;
    for (let i = 0; i < count * classes; i += 1) labels[i] = -(row * classes + i);
    row += count;
    yield { count, dimension, classes, features, labels };
  }
}

const names = (count: number): string[] => Array.from({ length: count }, (_, i) => `class ${i}`);

test('the header of an array: aligned, and what Python reads as a literal', (t) => {
  const header = npyHeader('<f4', [7188, 64]);
  t.equal(header.length % 64, 0);
  t.equal(header.toString('latin1', 0, 8), '\u0093NUMPY\u0001\u0000');
  t.equal(header.readUInt16LE(8), header.length - 10);
  t.equal(
    header.toString('latin1', 10).trimEnd(),
    "{'descr': '<f4', 'fortran_order': False, 'shape': (7188, 64), }",
  );
  t.equal(header.at(-1), 10, 'a newline ends it');
  t.match(npyHeader('<U3', [5]).toString('latin1'), "'shape': (5,), }", 'a tuple of one has its comma');
  t.throws(() => npyHeader('<f4', [-1, 2]), { name: 'DomainError' });
  t.throws(() => npyHeader('<f4', [Number.NaN]), { name: 'DomainError' });
  t.end();
});

test('names of classes: one code point in four bytes, padded to the longest', (t) => {
  const array = npyStrings(['a', 'bé😀', '']);
  const data = array.subarray(array.length - 36);
  const points = Array.from({ length: 9 }, (_, i) => data.readUInt32LE(4 * i));
  t.same(points, [0x61, 0, 0, 0x62, 0xe9, 0x1f600, 0, 0, 0]);
  t.match(array.toString('latin1'), "{'descr': '<U3', 'fortran_order': False, 'shape': (3,), }");
  t.end();
});

test('what is written is read back, however it came in blocks; equal content, equal bytes', async (t) => {
  let run = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 6 }),
      fc.integer({ min: 1, max: 40 }),
      fc.integer({ min: 2, max: 12 }),
      async (sizes, dimension, width) => {
        run += 1;
        const count = sizes.reduce((a, b) => a + b, 0);
        const classes = names(width);
        const path = at(`round${run}.npz`);
        const shape = { count, dimension, classes };
        const written = await writeNpz(path, at('scratch'), shape, counted(sizes, dimension, width));
        const file = readFileSync(path);
        t.equal(written.bytes, file.length);
        t.equal(written.sha256, createHash('sha256').update(file).digest('hex'));
        const arrays = await readArchive(path);
        t.same([...arrays.keys()], ['features.npy', 'labels.npy', 'classes.npy']);
        const features = arrays.get('features.npy');
        const labels = arrays.get('labels.npy');
        t.same(features?.header?.shape, [count, dimension]);
        t.same(labels?.header?.shape, [count, width]);
        t.ok(features?.values.length === count * dimension && features.values.every((x, i) => x === i + 0.5));
        t.ok(
          labels?.values.length === count * width && labels.values.every((x, i) => x === -i || x === 0 - i),
        );
        t.ok(arrays.get('classes.npy')?.bytes.equals(npyStrings(classes)));
        const whole = await writeNpz(
          at(`whole${run}.npz`),
          at('scratch'),
          shape,
          counted([count], dimension, width),
        );
        t.equal(whole.sha256, written.sha256);
        for (const name of [`round${run}.npz`, `whole${run}.npz`]) rmSync(at(name));
      },
    ),
    { numRuns: 12, seed: 1 },
  );
  t.same(readdirSync(folder), [], 'the scratch file is gone');
});

test('blocks that do not fit the shape are an error, and leave nothing', async (t) => {
  const shape = { count: 10, dimension: 3, classes: names(2) };
  const bad: readonly (readonly [string, Iterable<Mixtures>, RegExp])[] = [
    ['too few', counted([4, 5], 3, 2), /mixtures must be 10 in all, got 9/],
    ['too many', counted([4, 7], 3, 2), /mixtures must be 10 in all, got 11 or more/],
    ['too wide', counted([10], 4, 2), /dimension must be 3, got 4/],
    ['other classes', counted([10], 3, 5), /classes must be 2, got 5/],
  ];
  for (const [name, blocks, message] of bad)
    await t.rejects(writeNpz(at('bad.npz'), at('scratch'), shape, blocks), { message }, name);
  const failing = (function* (): Generator<Mixtures> {
    yield* counted([4], 3, 2);
    throw new Error('the generator gave up');
  })();
  await t.rejects(writeNpz(at('bad.npz'), at('scratch'), shape, failing), {
    message: 'the generator gave up',
  });
  const good = () => counted([10], 3, 2);
  await t.rejects(writeNpz(at('none/x.npz'), at('scratch'), shape, good()), { code: 'ENOENT' });
  t.same(readdirSync(folder), []);
  writeFileSync(at('there.npz'), 'precious');
  await t.rejects(writeNpz(at('there.npz'), at('scratch'), shape, good()), { code: 'EEXIST' });
  t.equal(readFileSync(at('there.npz'), 'utf8'), 'precious', 'a file that stands there is not touched');
  rmSync(at('there.npz'));
});

test('leftovers of processes that are gone are removed, those of others stay', async (t) => {
  const here = at('leftovers');
  mkdirSync(here);
  const path = join(here, 'm.npz');
  // the largest process id of Linux is 2^22
  const stay = [
    'm.npz',
    'm.npz.1.partial',
    'm.npz.partial',
    'm.npz.x4194999.partial',
    'other.npz.4194999.partial',
  ];
  for (const name of [...stay, 'm.npz.4194999.partial']) writeFileSync(join(here, name), '');
  writeFileSync(partialPath(path), '');
  await removeLeftovers(path);
  t.same(readdirSync(here).sort(), stay.sort(), 'process 1 runs; its file is not ours');
  rmSync(here, { recursive: true });
});

test('a tenth of a gigabyte in constant memory', (t) => {
  const script = `
    import { prepareRelease, seededBits } from ${JSON.stringify(new URL('../../lib/release/index.js', import.meta.url).href)};
    import { writeRelease } from ${JSON.stringify(new URL('../../lib/release/write-release.js', import.meta.url).href)};
    const [path, epochs] = process.argv.slice(-2);
    const n = 500, dimension = 64, classes = Array.from({ length: 10 }, (_, i) => String(i));
    const domain = { kind: 'l2-ball', radius: 1, dimension };
    const records = { count: n, dimension, classes, domain, labels: new Uint16Array(n).map((_, i) => i % 10),
      features: new Float32Array(n * dimension).map((_, i) => Math.sin(i) / 8) };
    const mechanism = { kind: 'mixup', n, k: 4, releases: n * Number(epochs), design: 'subsets',
      noise: { law: 'gaussian', scale: 0.4 }, domain, labels: { kind: 'noised', scale: 0.4 }, adjacency: 'replace' };
    const start = process.hrtime.bigint();
    const release = prepareRelease(mechanism, records);
    const { bytes, sha256 } = await writeRelease(path, release, classes, seededBits('1'), () => '{}');
    const cpu = process.cpuUsage();
    console.log(JSON.stringify({ bytes, sha256, rss: process.resourceUsage().maxRSS / 1024,
      cpu: (cpu.user + cpu.system) / 1e6, wall: Number(process.hrtime.bigint() - start) / 1e9 }));`;
  const run = (epochs: number) => {
    const path = at('large.npz');
    const child = spawnSync(
      process.execPath,
      ['--input-type=module', '-e', script, '--', path, String(epochs)],
      {
        encoding: 'utf8',
      },
    );
    if (child.status !== 0) throw new Error(child.stderr);
    const answer = JSON.parse(child.stdout) as Record<'bytes' | 'rss' | 'cpu' | 'wall', number> & {
      sha256: string;
    };
    t.equal(createHash('sha256').update(readFileSync(path)).digest('hex'), answer.sha256);
    rmSync(path);
    return answer;
  };
  const small = run(70);
  const large = run(700);
  t.ok(large.bytes > 1e8, `${large.bytes} bytes`);
  t.ok(
    large.rss < small.rss + 40,
    `peak memory ${large.rss.toFixed()} MB, of a tenth of it ${small.rss.toFixed()} MB`,
  );
  t.comment(
    `${(large.bytes / 1e6).toFixed()} MB drawn and written at ${(large.bytes / 1e6 / large.cpu).toFixed()} MB ` +
      `a CPU second, ${(large.bytes / 1e6 / large.wall).toFixed()} MB/s`,
  );
  t.end();
});
