import { gzipSync } from 'node:zlib';
import { test } from 'tap';
import { readNpyNumbers } from '../../lib/data/npy-numbers.js';
import { folder, npy } from './write-files.js';

const NUMBERS = Array.from({ length: 24 }, (_, i) => i * i - 7);

test('numbers of an NPY file come with the last index fastest, whatever its type, byte order and layout', async (t) => {
  for (const shape of [[24], [4, 6], [2, 3, 4], [24, 1], [1, 2, 3, 4]])
    for (const fortran of [false, true])
      for (const little of [false, true])
        for (const type of ['float64', 'float32', 'int16'] as const) {
          const path = folder(t, { 'x.npy': npy(type, shape, NUMBERS, { fortran, little }) });
          const read = await readNpyNumbers(path('x.npy'));
          t.same([read.type, read.shape, [...read.values]], [type, shape, NUMBERS]);
        }
  const path = folder(t, { 'x.npy.gz': gzipSync(npy('float64', [2, 12], NUMBERS)) });
  t.same([...(await readNpyNumbers(path('x.npy.gz'))).values], NUMBERS, 'gzip');
});

test('numbers are kept to the last bit, and as they are', async (t) => {
  const odd = [0.1, Number.NaN, Infinity, -Infinity, Number.MIN_VALUE, -0];
  const path = folder(t, { 'x.npy': npy('float64', [6], odd) });
  const { values } = await readNpyNumbers(path('x.npy'));
  t.ok(odd.every((x, i) => Object.is(x, values[i])));
});

test('damaged, empty and foreign files are refused by name', async (t) => {
  const whole = npy('float64', [4, 6], NUMBERS);
  const path = folder(t, {
    'short.npy': whole.subarray(0, whole.length - 8),
    'long.npy': Buffer.concat([whole, Buffer.alloc(8)]),
    'empty.npy': npy('float64', [0, 6], []),
    'text.npy': 'world,score\n',
    'huge.npy': npy('float64', [2 ** 40, 2 ** 12], []),
  });
  for (const name of ['short.npy', 'long.npy', 'empty.npy', 'text.npy', 'huge.npy', 'none.npy'])
    await t.rejects(readNpyNumbers(path(name)), { name: 'DataError', message: new RegExp(name) }, name);
});
