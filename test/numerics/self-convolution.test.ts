import * as fc from 'fast-check';
import { test } from 'tap';
import { DomainError } from '../../lib/numerics/index.js';
import { selfConvolution } from '../../lib/numerics/self-convolution.js';

const SEED = 20210302;

/** T-fold circular convolution by definition: sums of non-negative products, relative error below T N 2^-52. */
function direct(f: Float64Array, T: number): Float64Array {
  const N = f.length;
  let power = Float64Array.from(f);
  for (let t = 1; t < T; t++) {
    const next = new Float64Array(N);
    for (let i = 0; i < N; i++)
      for (let j = 0; j < N; j++) {
        const at = (i + j) % N;
        next[at] = (next[at] as number) + (power[i] as number) * (f[j] as number);
      }
    power = next;
  }
  return power;
}

const distance = (a: Float64Array, b: Float64Array): number =>
  Math.hypot(...a.map((x, i) => x - (b[i] as number)));

const probabilities = fc
  .tuple(fc.constantFrom(4, 8, 32, 128), fc.array(fc.nat(1000), { minLength: 1, maxLength: 128 }))
  .map(([N, counts]) => {
    const f = Float64Array.from(
      { length: N },
      (_, i) => (counts[i % counts.length] as number) ** 3 + (i === 0 ? 1 : 0),
    );
    const total = f.reduce((sum, x) => sum + x, 0);
    return f.map((x) => x / total);
  });

test('the error is within its bound, and the bound within reason', (t) => {
  t.comment(`seed ${SEED}`);
  let silliest = 0;
  fc.assert(
    fc.property(probabilities, fc.integer({ min: 1, max: 40 }), (f, T) => {
      const { values, error } = selfConvolution(f, T);
      const exact = direct(f, T);
      const rounding = T * f.length * 2 ** -52 * Math.hypot(...exact);
      const found = distance(values, exact);
      silliest = Math.max(silliest, error / (T * 2 ** -52));
      return found <= error + rounding;
    }),
    { seed: SEED, numRuns: 200 },
  );
  t.ok(silliest < 1e4, `at most ${silliest} ulp a factor`);
  t.end();
});

test('a bound of 1 would pass the first test: here the error is below 1e-10 at a million points', (t) => {
  const N = 2 ** 18;
  const f = new Float64Array(N);
  for (let i = 0; i < N; i++) f[i] = Math.exp(-(((i - 300) / 40) ** 2));
  const total = f.reduce((sum, x) => sum + x, 0);
  const { values, error } = selfConvolution(
    f.map((x) => x / total),
    100,
  );
  t.ok(error < 1e-10 && error > 1e-18, `${error}`);
  const mass = values.reduce((sum, x) => sum + x, 0);
  t.ok(Math.abs(mass - 1) < 1e-9, `mass ${mass}`);
  const mean = values.reduce((sum, x, i) => sum + x * i, 0);
  t.ok(Math.abs(mean - 30_000) < 1e-3, `mean ${mean}`);
  t.end();
});

test('a point mass moves T times as far, around the circle', (t) => {
  const f = new Float64Array(8);
  f[3] = 1;
  const { values, error } = selfConvolution(f, 5);
  t.ok(
    distance(
      values,
      Float64Array.from({ length: 8 }, (_, i) => (i === 15 % 8 ? 1 : 0)),
    ) <= error,
  );
  t.end();
});

test('lengths that are no power of two, and no releases, are refused', (t) => {
  for (const length of [0, 1, 2, 3, 6, 100])
    t.throws(() => selfConvolution(new Float64Array(length), 2), DomainError);
  for (const T of [0, -1, 1.5, Number.NaN])
    t.throws(() => selfConvolution(new Float64Array(8), T), DomainError);
  t.end();
});
