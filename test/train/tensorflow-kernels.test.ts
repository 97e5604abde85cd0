import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { test } from 'tap';
import { seededBits } from '../../lib/random/bits.js';
import { Draws } from '../../lib/random/draws.js';
import type { BackendName } from '../../lib/train/learner.js';
import { ENGINE_NAME, loadBackend } from '../../lib/train/tensorflow/backend.js';
import { loadTape } from '../../lib/train/tensorflow/tape.js';
import { BACKENDS } from './backends.js';

await loadTape();
for (const { name, skip } of BACKENDS) if (skip === false) await loadBackend(name);

type Compute = () => tf.Tensor[];

/** Shapes and values of what is computed on a backend, and how many tensors stayed behind. */
function computed(
  name: BackendName,
  compute: Compute,
): { shapes: number[][]; values: number[][]; left: number } {
  tf.setBackend(ENGINE_NAME[name]);
  const [tensors, data] = [tf.memory().numTensors, tf.backend().numDataIds()];
  const results = tf.tidy(compute);
  const shapes = results.map(({ shape }) => shape);
  const values = results.map((tensor) => [...tensor.dataSync()]);
  tf.dispose(results);
  const left = tf.memory().numTensors - tensors + tf.backend().numDataIds() - data;
  return { shapes, values, left };
}

/** The first difference from the CPU backend, beyond rounding: undefined where there is none. */
function difference(name: BackendName, compute: Compute): string | undefined {
  const actual = computed(name, compute);
  const expected = computed('cpu', compute);
  if (actual.left !== 0) return `${actual.left} tensors were left behind`;
  if (JSON.stringify(actual.shapes) !== JSON.stringify(expected.shapes))
    return `shapes ${JSON.stringify(actual.shapes)} against ${JSON.stringify(expected.shapes)}`;
  for (const [i, values] of expected.values.entries()) {
    const largest = values.reduce((most, x) => Math.max(most, Math.abs(x)), 1);
    // NaN is a difference.
    for (const [j, x] of values.entries())
      if (!(Math.abs(actual.values[i][j] - x) <= 2e-6 * largest))
        return `output ${i}, value ${j}: ${actual.values[i][j]} against ${x}`;
  }
  return undefined;
}

function holds<T>(arbitrary: fc.Arbitrary<T>, name: BackendName, compute: (value: T) => Compute): void {
  fc.assert(
    fc.property(arbitrary, (value) => {
      const found = difference(name, compute(value));
      if (found !== undefined) throw new Error(found);
    }),
    { numRuns: 80 },
  );
}

/** Numbers in [-1, 1), the same on every backend. */
function random<R extends tf.Rank>(shape: tf.ShapeMap[R], seed: number): tf.Tensor<R> {
  const draws = new Draws(seededBits(String(seed), JSON.stringify(shape)));
  return tf.tensor(
    Float32Array.from({ length: tf.util.sizeFromShape(shape) }, () => 2 * draws.unit() - 1),
    shape,
  );
}

/** The gradients of sum(f(...) * random) by its arguments: what training asks a kernel for. */
function gradients(f: (...inputs: tf.Tensor[]) => tf.Tensor, inputs: tf.Tensor[], seed: number): tf.Tensor[] {
  const dy = random(f(...inputs).shape as [number], seed + 1);
  return tf.grads(f)(inputs, dy);
}

const small = (max: number) => fc.integer({ min: 1, max });
const seed = fc.integer({ min: 0, max: 1e6 });

const image = fc.record({ count: small(3), height: small(9), width: small(9), channels: small(4) });
const window = fc.record({
  height: small(3),
  width: small(3),
  down: small(3),
  right: small(3),
  pad: fc.constantFrom<'same' | 'valid' | number>('same', 'valid', 1),
});

type Image = typeof image extends fc.Arbitrary<infer T> ? T : never;
type Window = typeof window extends fc.Arbitrary<infer T> ? T : never;

/**
 * Whether a window of the padded image exists and none is all padding. Padding that is a number is left to
 * square windows that no size is rounded for: TensorFlow.js takes the height's filter and stride for the width
 * too, and forgets the rounding on the way back; its own kernels then read and write out of bounds.
 */
function fits({ height, width }: Image, w: Window): boolean {
  if (w.pad === 'same') return true;
  if (w.pad === 'valid') return height >= w.height && width >= w.width;
  const whole = (side: number) => side + 2 >= w.height && (side + 2 - w.height) % w.down === 0;
  return w.height > 1 && w.width === w.height && w.right === w.down && whole(height) && whole(width);
}

/** libtensorflow refuses padding that is a number. */
const seenOn = (name: BackendName) =>
  fc
    .record({ image, window, filters: small(4), seed })
    .filter((value) => fits(value.image, value.window) && !(name === 'node' && value.window.pad === 1));

for (const { name, skip } of BACKENDS.filter(({ name }) => name !== 'cpu')) {
  test(`${name}: gradients of a convolution, by input and by filter`, { skip }, (t) => {
    holds(
      seenOn(name),
      name,
      ({ image: { count, height, width, channels }, window: w, filters, seed }) =>
        () => {
          const x = random<tf.Rank.R4>([count, height, width, channels], seed);
          const filter = random<tf.Rank.R4>([w.height, w.width, channels, filters], seed + 2);
          return gradients(
            (x, filter) => tf.conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, [w.down, w.right], w.pad),
            [x, filter],
            seed,
          );
        },
    );
    t.end();
  });

  test(`${name}: gradient of max pooling where no value is positive, and where maxima are equal`, {
    skip,
  }, (t) => {
    const values = fc.record({ seen: seenOn(name), below: fc.boolean(), steps: fc.boolean() });
    holds(
      values,
      name,
      ({
        seen: {
          image: { count, height, width, channels },
          window: w,
          seed,
        },
        below,
        steps,
      }) =>
        () => {
          const raw = random<tf.Rank.R4>([count, height, width, channels], seed);
          const shifted = below ? tf.sub(raw, 1) : raw;
          const x = steps ? tf.round(tf.mul(shifted, 2)) : shifted;
          return gradients(
            (x) => tf.maxPool(x as tf.Tensor4D, [w.height, w.width], [w.down, w.right], w.pad),
            [x],
            seed,
          );
        },
    );
    t.end();
  });

  test(`${name}: gradient of gather, rows taken never, once or often`, { skip }, (t) => {
    const taken = fc.record({
      rows: small(6),
      inner: fc.array(small(4), { maxLength: 2 }),
      picks: fc.array(fc.nat(1000), { minLength: 1, maxLength: 12 }),
      seed,
    });
    holds(taken, name, ({ rows, inner, picks, seed }) => () => {
      const x = random([rows, ...inner] as [number], seed);
      const indices = tf.tensor1d(
        picks.map((pick) => pick % rows),
        'int32',
      );
      return gradients((x) => tf.gather(x, indices), [x], seed);
    });
    t.end();
  });

  // libtensorflow throws instead.
  test(`${name}: segments out of range count nowhere`, { skip: skip || name === 'node' }, (t) => {
    t.equal(
      difference(name, () => [
        tf.unsortedSegmentSum(random<tf.Rank.R2>([4, 3], 7), tf.tensor1d([-1, 1, 5, 1], 'int32'), 3),
      ]),
      undefined,
    );
    t.end();
  });

  test(`${name}: matrix products with every transpose, of one matrix and of several, and their gradients`, {
    skip,
  }, (t) => {
    const factors = fc.record({
      batch: fc.constantFrom<number[]>([], [1], [2], [1, 1], [2, 3]),
      rows: small(9),
      inner: small(9),
      columns: small(9),
      flipA: fc.boolean(),
      flipB: fc.boolean(),
      seed,
    });
    holds(factors, name, ({ batch, rows, inner, columns, flipA, flipB, seed }) => () => {
      const a = random([...batch, ...(flipA ? [inner, rows] : [rows, inner])] as [number], seed);
      const b = random([...batch, ...(flipB ? [columns, inner] : [inner, columns])] as [number], seed + 2);
      const product = (a: tf.Tensor, b: tf.Tensor) => tf.matMul(a, b, flipA, flipB);
      return [product(a, b), ...gradients(product, [a, b], seed)];
    });
    t.end();
  });
}

/** Size of the WebAssembly heap; the engine's types leave it out. */
const heapBytes = (): number =>
  (tf.backend() as unknown as { wasm: { HEAPU8: Uint8Array } }).wasm.HEAPU8.length;

test('wasm: kernels that make the heap grow do not write where it was', (t) => {
  tf.setBackend('wasm');
  const before = heapBytes();
  // The patches take 9 * 32 * 256 * 256 floats, 75 MB: more than the heap has so far.
  const x = tf.ones<tf.Rank.R4>([1, 256, 256, 32]);
  const gradient = tf.grad((filter) => tf.conv2d(x, filter as tf.Tensor4D, 1, 'same'))(
    tf.ones([3, 3, 32, 1]),
  );
  t.ok(heapBytes() > before, 'the heap grew');
  // How many output positions see each cell of the filter: one row or column fewer beside the middle.
  const seen = [
    255 * 255,
    255 * 256,
    255 * 255,
    256 * 255,
    256 * 256,
    256 * 255,
    255 * 255,
    255 * 256,
    255 * 255,
  ];
  t.same(
    [...gradient.dataSync()],
    seen.flatMap((count) => new Array(32).fill(count)),
  );
  tf.dispose([x, gradient]);
  t.end();
});

test('wasm: a right factor may come back in another shape', (t) => {
  const products = (): tf.Tensor[] => {
    const b = random<tf.Rank.R2>([4, 6], 1);
    const image = tf.reshape(b, [1, 2, 4, 3]) as tf.Tensor4D;
    const filter = (filter: tf.Tensor) =>
      tf.conv2d(tf.ones<tf.Rank.R4>([1, 2, 4, 2]), filter as tf.Tensor4D, 1, 'same');
    return [
      tf.matMul(tf.ones([2, 4]), b),
      tf.matMul(tf.ones([2, 8]), tf.reshape(b, [8, 3])),
      tf.matMul(tf.ones([2, 2]), tf.reshape(b, [12, 2]), false, true),
      tf.matMul(tf.ones([1, 3, 12]), tf.reshape(b, [1, 12, 2])),
      tf.grad(filter)(tf.ones([3, 3, 2, 3]), image),
    ];
  };
  t.equal(difference('wasm', products), undefined);
  t.end();
});

test('wasm: kernels refuse what they do not compute', (t) => {
  tf.setBackend('wasm');
  t.throws(
    () => tf.tidy(() => tf.unsortedSegmentSum(tf.ones([2, 2], 'int32'), tf.tensor1d([0, 1], 'int32'), 2)),
    /float32/,
  );
  t.end();
});
