import { createHash } from 'node:crypto';
import { test } from 'tap';
import { type Bits, Draws, secureBits, seededBits } from '../../lib/random/index.js';
import { uniformity } from '../release/exact-tests.js';

function words(bits: Bits, count: number): Uint32Array {
  const into = new Uint32Array(count);
  bits.fill(into);
  return into;
}

const sha256 = (values: ArrayBufferView): string =>
  createHash('sha256')
    .update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength))
    .digest('hex');

test('seeded bits: the same everywhere, others on every other path; secure bits never again', (t) => {
  t.equal(
    sha256(words(seededBits('7', 'model', 12), 100_000)),
    '9b60a09557b1dc89932453fcd62e49991b1dcabb30942e14a79d9dbfd35e2e58',
    'as openssl makes them',
  );
  const paths = [
    ['7'],
    ['7', 'model'],
    ['7', 'model', 12],
    ['7', 'model', '12'],
    ['7', 'model', 121],
    ['7model', 12],
  ];
  const streams = paths.map(([seed, ...path]) => sha256(words(seededBits(`${seed}`, ...path), 64)));
  t.equal(new Set(streams).size, paths.length);
  const whole = words(seededBits('pieces'), 50_000);
  const bits = seededBits('pieces');
  const pieces = [1, 3, 16_384, 4, 33_608].flatMap((count) => [...words(bits, count)]);
  t.same(pieces, [...whole], 'one stream, however it is read');
  for (const step of [Number.NaN, 0.5, 2 ** 53])
    t.throws(() => seededBits('7', step), { name: 'DomainError' });
  t.notSame(words(secureBits(), 8), words(secureBits(), 8));
  t.same([secureBits().source, seededBits('').source], ['secure', 'seeded']);
  t.end();
});

test('whole numbers below n are uniform, by rejection', (t) => {
  const draws = new Draws(seededBits('below'));
  for (const n of [1, 2, 3, 7, 100]) {
    const counts = Array<number>(n).fill(0);
    for (let i = 0; i < 20_000; i += 1) counts[draws.below(n)] += 1;
    if (n > 1) {
      const { statistic, critical } = uniformity(counts, 20_000);
      t.ok(statistic <= critical, `${n}`);
    }
  }
  // of 2^31 numbers the last 2^29 are refused when n = 3 * 2^29: taken modulo n they would favour the first third
  const words = [2 ** 32 - 1, 3 * 2 ** 30, 3 * 2 ** 30 - 1, 14];
  let at = 0;
  const fill = (into: Uint32Array): void => {
    for (let i = 0; i < into.length; i += 1) into[i] = words[at++] ?? 0;
  };
  const few = new Draws({ source: 'seeded', fill });
  t.equal(few.below(3 * 2 ** 29), 3 * 2 ** 29 - 1);
  t.equal(few.below(3 * 2 ** 29), 7);
  for (const n of [0, -1, 2.5, Number.NaN, 2 ** 31 + 1])
    t.throws(() => draws.below(n), { name: 'DomainError' });
  t.end();
});
