import { gzipSync } from 'node:zlib';
import { encode } from 'fast-png';
import { test } from 'tap';
import type { ReadOptions } from '../../lib/data/format.js';
import { DataError, readRecords } from '../../lib/data/index.js';
import { sourceFiles } from '../../lib/data/read-records.js';
import { DomainError } from '../../lib/numerics/index.js';
import { sharedDataPath } from '../shared-data.js';
import { chunk, folder, idx, type PngOptions, png } from './write-files.js';

const message = async (path: string, options = {}): Promise<string> => {
  const error = await readRecords(path, options).catch((e) => e);
  if (!(error instanceof DataError)) throw error;
  return error.message.replace(`${path}: `, '');
};

/** A CIFAR image whose value tells channel and pixel. */
const planes = (seed: number): number[] =>
  Array.from({ length: 3072 }, (_, i) => (seed + 7 * i + Math.floor(i / 1024)) % 256);

test('CIFAR batches: both kinds, one file or a folder, names beside them', async (t) => {
  const names = Array.from({ length: 20 }, (_, i) => `coarse${i}`);
  const path = folder(t, {
    'ten/data_batch_1.bin': Buffer.from([3, ...planes(0), 9, ...planes(5)]),
    'ten/test_batch.bin': Buffer.from([0, ...planes(9)]),
    'hundred/train.bin.gz': gzipSync(Buffer.from([19, 99, ...planes(0), 0, 7, ...planes(1)])),
    'hundred/coarse_label_names.txt': `${names.join('\n')}\n`,
    'bad/data_batch_1.bin': Buffer.from([3, ...planes(0), 10, ...planes(5)]),
    'bad/data_batch_2.bin': Buffer.from([3, ...planes(0), 9]),
    'bad/batches.meta.txt': 'cat\ndog\n',
    'what.bin': Buffer.alloc(3073),
  });
  const ten = await readRecords(path('ten'));
  t.same([ten.count, ten.dimension, ten.image], [3, 3072, { height: 32, width: 32, channels: 3 }]);
  t.same([...ten.labels], [3, 9, 0]);
  t.equal(ten.classes.length, 10);
  // row-major (row, column, channel): pixel 33 is row 1, column 1
  t.same(
    [...ten.features.subarray(99, 102)],
    [0, 1, 2].map((c) => planes(0)[1024 * c + 33]),
  );
  t.same([...ten.features.subarray(2 * 3072, 2 * 3072 + 1)], [planes(9)[0]]);
  t.same(await sourceFiles(path('ten')), [path('ten/data_batch_1.bin'), path('ten/test_batch.bin')]);
  const fine = await readRecords(path('hundred/train.bin.gz'));
  t.same([[...fine.labels], fine.classes.length], [[99, 7], 100]);
  const coarse = await readRecords(path('hundred/train.bin.gz'), { granularity: 'coarse' });
  t.same([[...coarse.labels], coarse.classes], [[19, 0], names]);
  t.match(
    await message(path('bad')),
    'batches.meta.txt: must be 10 different class names, one a line, got cat, dog',
  );
  const classes = 'abcdefghij'.split('');
  t.match(
    await message(path('bad'), { classes }),
    'data_batch_1.bin row 2: must be labelled with 0 to 9 or one of',
  );
  t.match(
    await message(path('bad/data_batch_2.bin'), { classes }),
    'byte 3073: must be followed by 3073 bytes or more, got 1 bytes',
  );
  t.match(await message(path('what.bin')), 'must be of a format that its name or its first bytes tell');
});

/** Samples of a 5 x 4 image that use every value of the depth, or many. */
const samples = (channels: number, depth: number): number[] =>
  Array.from({ length: 20 * channels }, (_, i) => (i * (depth === 16 ? 3001 : 13)) % 2 ** depth);
const gray: PngOptions = { colour: 0, depth: 8 };
const DEPTHS: readonly [PngOptions['colour'], number, number][] = [
  [0, 1, 1],
  [0, 2, 1],
  [0, 4, 1],
  [0, 8, 1],
  [0, 16, 1],
  [2, 8, 3],
  [2, 16, 3],
  [4, 8, 2],
  [4, 16, 2],
  [6, 8, 4],
  [6, 16, 4],
];

test('PNG images come back as stored: gray, RGB, alpha, every depth, interlaced', async (t) => {
  for (const [colour, depth, channels] of DEPTHS)
    for (const interlace of depth < 8 ? [false] : [false, true]) {
      const values = samples(channels, depth);
      const image = png(5, 4, values, { colour, depth, interlace });
      const other = png(5, 4, [...values].reverse(), { colour, depth });
      const path = folder(t, { 'b/1.png': image, 'a/2.png': other, 'a/10.PNG': image, '.hidden': '' });
      const records = await readRecords(path());
      t.same(records.classes, ['a', 'b']);
      t.same([...records.labels], [0, 0, 1]);
      t.same(records.image, { height: 4, width: 5, channels });
      t.same([...records.features], [...values, ...values.toReversed(), ...values], `${colour} ${depth}`);
      t.same(await sourceFiles(path()), [path('a/10.PNG'), path('a/2.png'), path('b/1.png')]);
    }
});

test('a palette gives its colours, with their alpha; a suggested one and text change nothing', async (t) => {
  const colours = Array.from({ length: 16 }, (_, i) => [i, 100 + i, 200 + i]);
  const palette = chunk('PLTE', Uint8Array.from(colours.flat()));
  for (const depth of [1, 2, 4, 8]) {
    const indices = samples(1, Math.min(4, depth));
    const image = png(5, 4, indices, { colour: 3, depth, between: [palette] });
    const alpha = chunk('tRNS', Uint8Array.of(7));
    const clear = png(5, 4, indices, { colour: 3, depth, between: [palette, alpha] });
    const path = folder(t, {
      'x/a/1.png': image,
      'x/b/1.png': image,
      'y/a/1.png': clear,
      'y/b/1.png': clear,
    });
    const plain = await readRecords(path('x'));
    t.equal(plain.image?.channels, 3);
    t.same(
      [...plain.features.subarray(0, 60)],
      indices.flatMap((i) => colours[i]),
    );
    const blended = await readRecords(path('y'));
    t.equal(blended.image?.channels, 4);
    t.same(
      [...blended.features.subarray(0, 80)],
      indices.flatMap((i) => [...colours[i], i === 0 ? 7 : 255]),
    );
  }
  const values = samples(3, 8);
  const between = [
    palette,
    chunk('tEXt', Buffer.from('Comment\0hello')),
    chunk('iCCP', Buffer.from('no profile')),
  ];
  const path = folder(t, {
    'a/1.png': png(5, 4, values, { colour: 2, depth: 8, between }),
    'b/1.png': encode({ width: 5, height: 4, channels: 3, data: Uint8Array.from(values) }),
  });
  t.same([...(await readRecords(path())).features], [...values, ...values]);
});

test('PNG folders that break a rule are refused', async (t) => {
  const good = png(5, 4, samples(1, 8), gray);
  const flipped = Buffer.from(good);
  flipped[45] ^= 1;
  const key = chunk('tRNS', Uint8Array.of(0, 1));
  const header = (bytes: number[]): Buffer =>
    Buffer.concat([good.subarray(0, 8), chunk('IHDR', Uint8Array.from(bytes)), good.subarray(33)]);
  const path = folder(t, {
    'empty/.keep': '',
    'flat/1.png': good,
    'mixed/a/1.png': good,
    'mixed/a/notes.txt': 'x',
    'bare/a/.keep': '',
    'one/a/1.png': good,
    'size/a/1.png': good,
    'size/b/1.png': png(4, 5, samples(1, 8), gray),
    'deep/a/1.png': good,
    'deep/b/1.png': png(5, 4, samples(1, 16), { colour: 0, depth: 16 }),
  });
  t.equal(await message(path('empty')), 'must be a folder with a sub-folder per class, got an empty one');
  t.match(
    await message(path('flat')),
    '1.png: must be a sub-folder, for there is one per class and nothing else',
  );
  t.match(await message(path('mixed')), /a: must be a folder of PNG images and nothing else, got notes\.txt/);
  t.match(await message(path('bare')), /a: must be a folder of PNG images and nothing else, got nothing/);
  t.equal(await message(path('one')), 'must be labelled with two classes or more, got 1');
  t.match(
    await message(path('size')),
    /b\/1\.png: must be 4 x 5 x 1 up to 255, like .*, got 5 x 4 x 1 up to 255/,
  );
  t.match(await message(path('deep')), 'got 4 x 5 x 1 up to 65535');
  const bad: readonly [Buffer, string][] = [
    [good.subarray(0, -1), 'must be a whole chunk, got the end of the file'],
    [Buffer.concat([good, Buffer.alloc(1)]), 'must be the end of the file, got trailing bytes'],
    [flipped, 'byte 33: must be a chunk of the check sum it carries'],
    [Buffer.from('GIF89a..'), 'byte 0: must be the signature of PNG, got GIF89a..'],
    [png(5, 3, samples(1, 8), gray), '3 x 5'],
    [header([0, 0, 0, 5, 0, 0, 0, 3, 8, 0, 0, 0, 0]), 'must be an intact PNG image'],
    [header([0, 0, 0, 5, 0, 0, 0, 5, 8, 0, 0, 0, 0]), 'must be an image of 30 raw bytes, got 24'],
    [header([255, 0, 0, 0, 255, 0, 0, 0, 8, 0, 0, 0, 0]), 'must be an i'],
    [header([0, 0, 0, 5, 0, 0, 0, 0, 8, 0, 0, 0, 0]), 'header: must be a size, a colour type and a depth'],
    [header([0, 0, 0, 5, 0, 0, 0, 4, 3, 0, 0, 0, 0]), 'header: must be a size, a colour type and a depth'],
    [
      png(5, 4, samples(1, 2), { colour: 0, depth: 2, interlace: true }),
      'must be not interlaced below 8 bits',
    ],
    [
      png(5, 4, samples(1, 8), { ...gray, between: [key] }),
      'must be without one colour that stands for transparent',
    ],
    [
      png(5, 4, samples(1, 8), { ...gray, between: [chunk('acTL', Buffer.alloc(8))] }),
      'must be one image, got an animation',
    ],
    [
      png(5, 4, samples(1, 8), { ...gray, between: [chunk('ABCD', Buffer.alloc(8))] }),
      'must be made of IHDR, PLTE, IDAT, IEND',
    ],
    [png(5, 4, samples(1, 8), { colour: 3, depth: 8 }), 'must be with its palette, got none'],
  ];
  for (const [image, rule] of bad) {
    const broken = folder(t, { 'a/1.png': good, 'b/2.png': image });
    const text = await message(broken());
    t.match(text, rule);
    t.ok(text.startsWith(broken('b/2.png')) || text.includes('2.png'), text);
  }
});

test('an option that the format has no use for is refused', async (t) => {
  const path = folder(t, { 'x.csv': '1,0\n2,1\n', 'a/1.png': '', 'i-images': idx('uint8', [1, 1], [1]) });
  const wrong: readonly [string, object][] = [
    ['x.csv', { labels: 'y.csv' }],
    ['x.csv', { granularity: 'fine' }],
    ['', { label: 1 }],
    ['i-images', { header: true }],
    ['x.csv', { format: 'tsv' }],
    ['x.csv', { classes: ['a'] }],
    ['x.csv', { classes: ['a', 'a'] }],
    ['x.csv', { classes: ['a', ''] }],
  ];
  for (const [name, options] of wrong)
    await t.rejects(readRecords(path(name), options as ReadOptions), DomainError, JSON.stringify(options));
});

const mnist = sharedDataPath('mnist-10k/t10k-images-idx3-ubyte.gz') ?? '';

test("MNIST's test images are known", { skip: mnist === '' }, async (t) => {
  const { count, dimension, classes, labels, features, image } = await readRecords(mnist);
  t.same([count, dimension, classes.join('')], [10_000, 784, '0123456789']);
  t.same(image, { height: 28, width: 28, channels: 1 });
  t.same([...labels.subarray(0, 10)], [7, 2, 1, 0, 4, 1, 4, 9, 5, 9]);
  const sizes = new Array(10).fill(0);
  for (const label of labels) sizes[label]++;
  t.same(sizes, [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]);
  const mean = features.reduce((a, b) => a + b, 0) / features.length / 255;
  t.ok(Math.abs(mean - 0.1325) < 1e-4, `mean ${mean}`);
});
