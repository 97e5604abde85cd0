import { writeFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import { test } from 'tap';
import { DataError, readRecords } from '../../lib/data/index.js';
import { sourceFiles } from '../../lib/data/read-records.js';
import { folder, type IdxType, idx, type NumpyType, npy, npyOf, stored, zip } from './write-files.js';

const RUNS = { seed: 20210305, numRuns: 150 };
const LIMITS: Readonly<Record<NumpyType, readonly [number, number]>> = {
  uint8: [0, 255],
  int8: [-128, 127],
  uint16: [0, 65_535],
  int16: [-32_768, 32_767],
  uint32: [0, 2 ** 32 - 1],
  int32: [-(2 ** 31), 2 ** 31 - 1],
  uint64: [0, Number.MAX_SAFE_INTEGER],
  int64: [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
  float32: [-3e38, 3e38],
  float64: [-3e38, 3e38],
};

/** A number that the type holds exactly, and float32 at least rounded. */
function value(type: NumpyType): fc.Arbitrary<number> {
  const [min, max] = LIMITS[type];
  if (type === 'float32') return fc.float({ min: Math.fround(min), max: Math.fround(max), noNaN: true });
  return type === 'float64' ? fc.double({ min, max, noNaN: true }) : fc.integer({ min, max });
}

/** Type, shape with records first, numbers. */
function arrays<T extends NumpyType>(types: readonly T[]) {
  return fc
    .tuple(
      fc.constantFrom(...types),
      fc.integer({ min: 2, max: 7 }),
      fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 3 }),
    )
    .chain(([type, count, rest]) => {
      const length = rest.reduce((a, b) => a * b, count);
      const values = fc.array(value(type), { minLength: length, maxLength: length });
      return values.map((numbers) => ({ type, shape: [count, ...rest], values: numbers }));
    });
}

const alternating = (count: number): number[] => Array.from({ length: count }, (_, i) => i % 2);
const float32 = (values: readonly number[]): number[] => values.map((x) => Math.fround(x));
const message = async (path: string, options = {}): Promise<string> => {
  const error = await readRecords(path, options).catch((e) => e);
  if (!(error instanceof DataError)) throw error;
  return error.message.replace(`${path}: `, '');
};

test('IDX comes back: every type, packed or not, labels found by name', async (t) => {
  const path = folder(t);
  const types: readonly IdxType[] = ['uint8', 'int8', 'int16', 'int32', 'float32', 'float64'];
  await fc.assert(
    fc.asyncProperty(arrays(types), fc.boolean(), async ({ type, shape, values }, packed) => {
      const images = idx(type, shape, values);
      await writeFile(path('t-images-idx3-ubyte.gz'), packed ? gzipSync(images) : images);
      await writeFile(path('t-labels-idx1-ubyte'), idx('uint8', [shape[0]], alternating(shape[0])));
      const records = await readRecords(path('t-images-idx3-ubyte.gz'));
      t.same([...records.features], float32(values));
      t.same([...records.labels], alternating(shape[0]));
      t.equal(records.dimension, values.length / shape[0]);
      const [, height, width] = shape;
      t.same(records.image, shape.length === 3 ? { height, width, channels: 1 } : undefined);
    }),
    RUNS,
  );
  t.same(await sourceFiles(path('t-images-idx3-ubyte.gz')), [
    path('t-images-idx3-ubyte.gz'),
    path('t-labels-idx1-ubyte'),
  ]);
});

test('IDX that breaks a rule is refused', async (t) => {
  const images = idx('uint8', [2, 2], [1, 2, 3, 4]);
  const path = folder(t, {
    'short-images': images.subarray(0, -1),
    'long-images': Buffer.concat([images, Buffer.alloc(1)]),
    'packed-images.gz': gzipSync(images.subarray(0, -1)),
    'bomb-images.gz': gzipSync(idx('uint8', [4_000_000, 1000], [])),
    'none-images': idx('uint8', [0, 2], []),
    'wide-images': idx('uint8', [2, 2 ** 31, 2 ** 31], []),
    'nan-images': idx('float32', [2, 1], [1, Number.NaN]),
    'big-images': idx('float64', [2, 1], [1, 1e39]),
    'type-images': Buffer.from([0, 0, 10, 1, 0, 0, 0, 1, 1]),
    'good-images': images,
    labels: idx('uint8', [2], [0, 1]),
    'three-labels': idx('uint8', [3], [0, 1, 2]),
    'real-labels': idx('float32', [2], [0, 0.5]),
    'same-labels': idx('uint8', [2], [1, 1]),
  });
  const labels = path('labels');
  const refused = (name: string, options: object = { labels }) =>
    message(path(name), { format: 'idx', ...options });
  t.equal(await refused('short-images'), 'must be 16 bytes long, as its header says, got 15 bytes');
  t.equal(await refused('long-images'), 'must be 16 bytes long, as its header says, got 17 bytes');
  t.match(
    await refused('packed-images.gz'),
    'byte 15: must be followed by 1 bytes or more, got 0 bytes: the file is cut short',
  );
  t.match(await refused('bomb-images.gz'), 'must be 4000000012 bytes long, as its header says, got at most');
  t.match(
    await refused('none-images'),
    'must be one record or more of one feature or more, got shape (0, 2)',
  );
  t.match(await refused('wide-images'), 'must be one record or more of one feature or more');
  t.equal(await refused('nan-images'), 'row 2, column 1: must be a finite float32, got NaN');
  t.equal(await refused('big-images'), 'row 2, column 1: must be a finite float32, got 1e+39');
  t.match(await refused('type-images'), 'byte 0: must be two zero bytes, an IDX type and a number of sizes');
  t.match(
    await refused('good-images', {}),
    'must be beside its label file, or read with that named (labels)',
  );
  t.match(
    await refused('good-images', { labels: path('three-labels') }),
    'must be 2 labels, one a record, got shape (3)',
  );
  t.match(
    await refused('good-images', { labels: path('real-labels') }),
    'row 2: must be labelled with a whole number, got 0.5',
  );
  t.match(await refused('good-images', { labels: path('same-labels') }), 'two classes or more, got 1');
  t.match(await refused('good-images', { labels: path('absent') }), 'must be a file that exists, got none');
  t.match(await refused('absent'), 'must be a file that exists, got none');
});

const NPY_TYPES = Object.keys(LIMITS) as NumpyType[];

test('NPY and NPZ come back: every type, order, endianness, version', async (t) => {
  const path = folder(t);
  const options = fc.record({
    little: fc.boolean(),
    fortran: fc.boolean(),
    version: fc.constantFrom(1 as const, 2 as const, 3 as const),
  });
  await fc.assert(
    fc.asyncProperty(
      arrays(NPY_TYPES),
      options,
      fc.constantFrom(...NPY_TYPES),
      fc.boolean(),
      async ({ type, shape, values }, how, labelType, compress) => {
        const x = npy(type, shape, values, how);
        const y = npy(labelType, [shape[0]], alternating(shape[0]), how);
        await writeFile(path('x.npy'), x);
        await writeFile(path('y.npy'), y);
        await writeFile(path('xy.npz'), await zip({ 'x.npy': x, 'y.npy': y }, { compress }));
        const records = await readRecords(path('x.npy'), { labels: path('y.npy') });
        t.same([...records.features], float32(values));
        t.same([...records.labels], alternating(shape[0]));
        const [, height, width, channels = 1] = shape;
        t.same(records.image, shape.length >= 3 ? { height, width, channels } : undefined);
        t.same(await readRecords(path('xy.npz')), records);
      },
    ),
    RUNS,
  );
});

test('NPY and NPZ that break a rule are refused', async (t) => {
  const x = npy('float64', [2, 2], [1, 2, 3, 4], { fortran: true });
  const y = npy('int64', [2, 1], [0, 1]);
  const header = (text: string): Buffer => npyOf(text, Buffer.alloc(32));
  const crc = await zip({ 'x.npy': x, 'y.npy': y }, { compress: false });
  crc[crc.indexOf(stored('float64', [3], true))] ^= 1;
  const path = folder(t, {
    'y.npy': y,
    'cut.npy': x.subarray(0, -1),
    'nan.npy': npy('float64', [2, 2], [1, 2, Number.NaN, 4], { fortran: true }),
    'complex.npy': header("{'descr': '<c16', 'fortran_order': False, 'shape': (2,), }"),
    'object.npy': header("{'descr': '|O', 'fortran_order': False, 'shape': (2,), }"),
    'fields.npy': header("{'descr': [('a', '<f8')], 'fortran_order': False, 'shape': (2,), }"),
    'scalar.npy': header("{'descr': '<f8', 'fortran_order': False, 'shape': (), }"),
    'shape.npy': header("{'descr': '<f8', 'fortran_order': False, 'shape': (2, -2), }"),
    'extra.npy': header("{'descr': '<f8', 'fortran_order': False, 'shape': (2, 2), 'x': 1}"),
    'version.npy': Buffer.concat([Buffer.from('\x93NUMPY\x04\x00', 'latin1'), Buffer.alloc(60)]),
    'crc.npz': crc,
    'three.npz': await zip({ 'x.npy': x, 'y.npy': y, 'z.npy': y }),
    'other.npz': await zip({ 'a.npy': x, 'b.npy': y }),
    'text.npz': await zip({ 'x.npy': x, 'readme.txt': y }),
    'end.npz': Buffer.concat([crc, Buffer.alloc(3)]),
    'long.npz': await zip({ 'x.npy': Buffer.concat([x, Buffer.alloc(8)]), 'y.npy': y }),
  });
  const labels = path('y.npy');
  const refused = (name: string) => message(path(name), name.endsWith('npy') ? { labels } : {});
  t.equal(await message(labels), 'must be read with the NPY file of its labels named (labels), got none');
  t.equal(await refused('cut.npy'), 'must be 160 bytes long, as its header says, got 159 bytes');
  t.equal(await refused('nan.npy'), 'row 2, column 1: must be a finite float32, got NaN');
  t.match(await refused('complex.npy'), 'must be an array of plain numbers');
  t.match(await refused('object.npy'), 'must be an array of plain numbers');
  t.match(await refused('fields.npy'), 'header: must be a dictionary');
  t.match(await refused('scalar.npy'), 'must be one record or more of one feature or more, got shape ()');
  t.match(await refused('shape.npy'), 'header: must be a dictionary');
  t.match(await refused('extra.npy'), 'header: must be a dictionary');
  t.match(await refused('version.npy'), 'byte 0: must be NPY of version 1, 2 or 3');
  t.match(await refused('crc.npz'), /x\.npy: must be of check sum \d+, got \d+/);
  t.equal(await refused('three.npz'), 'must be two arrays, or read with two named, got x, y, z');
  t.match(await refused('other.npz'), 'must be of one array features or x or X or data or images, or read');
  t.match(await refused('text.npz'), 'must be made of NPY arrays of different names, got readme.txt');
  t.match(await refused('end.npz'), 'must be an intact zip file');
  t.match(await refused('long.npz'), 'x.npy: must be 160 bytes long, as its header says, got 168 bytes');
  const named = { features: 'a', label: 'b' };
  t.same([...(await readRecords(path('other.npz'), named)).features], [1, 2, 3, 4]);
  t.same([...(await readRecords(path('three.npz'), { features: 'x', label: 'z' })).labels], [0, 1]);
});
