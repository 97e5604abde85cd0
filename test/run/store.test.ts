import { truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { test } from 'tap';
import { DataError } from '../../lib/data/index.js';
import { canonicalJson } from '../../lib/run/canonical-json.js';
import { fingerprint, type Plan, parsePlan, planDifference, planText, sliceOf } from '../../lib/run/index.js';
import { predictionCodec } from '../../lib/run/prediction-codec.js';
import { decodeStore, encodeStore, type Layout } from '../../lib/run/store.js';
import { findPlaces, openPart, storedValues, writeSorted } from '../../lib/run/store-file.js';
import { smallRun, temporaryFolder } from './small-run.js';

const layout: Layout<Uint16Array> = {
  fingerprint: 'ab'.repeat(32),
  width: 5,
  codec: predictionCodec(3),
};
const predictionsOf = (model: number): Uint16Array =>
  Uint16Array.from({ length: 5 }, (_, i) => (model * 7 + i) % 3);
const modelsOf = (indices: readonly number[]) => new Map(indices.map((m) => [m, predictionsOf(m)]));

test('head and records end with the CRC-32 of what stands before', (t) => {
  const bytes = encodeStore(layout, modelsOf([1]));
  for (const part of [bytes.subarray(0, 48), bytes.subarray(48)])
    t.equal(part.readUInt32LE(part.length - 4), crc32(part.subarray(0, -4)));
  t.end();
});

test('a store holds what was written, in order', (t) => {
  const bytes = encodeStore(layout, modelsOf([3, 1, 2]));
  t.same([...decodeStore(layout, bytes, 'store')], [...modelsOf([1, 2, 3])]);
  t.throws(() => encodeStore(layout, new Map([[0, Uint16Array.of(0, 1, 2, 3, 0)]])), /class/);
  t.throws(() => encodeStore(layout, new Map([[0, Uint16Array.of(0, 1)]])), /5 predictions/);
  t.end();
});

test('any damage to a store is found', (t) => {
  const whole = encodeStore(layout, modelsOf([0, 1, 2, 3]));
  const flipped = fc.tuple(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 255 })).map(([at, bits]) => {
    const bytes = Buffer.from(whole);
    bytes[at] = (bytes[at] ?? 0) ^ bits;
    return bytes;
  });
  const record = (whole.length - 48) / 4;
  const cut = fc
    .nat(whole.length - 1)
    .filter((length) => length < 48 || (length - 48) % record !== 0)
    .map((length) => whole.subarray(0, length));
  const longer = fc
    .uint8Array({ minLength: 1, maxLength: 60 })
    .map((more) => Buffer.concat([whole, Buffer.from(more)]));
  fc.assert(
    fc.property(fc.oneof(flipped, cut, longer), (bytes) => {
      t.throws(() => decodeStore(layout, bytes, 'store'), DataError);
    }),
  );
  const twice = Buffer.concat([whole, whole.subarray(48, 48 + record)]);
  t.throws(() => decodeStore(layout, twice, 'store'), /model 0 again/);
  t.throws(
    () => decodeStore({ ...layout, fingerprint: 'cd'.repeat(32) }, whole, 'store'),
    /store: head: must be that of this plan, got of another plan/,
  );
  t.end();
});

test('parts give back every whole record, whatever became of the rest', (t) => {
  const folder = temporaryFolder(t);
  const all = sliceOf(4, 1, 1);
  const write = (name: string, indices: readonly number[]): string => {
    const path = join(folder, name);
    const part = openPart(path, layout);
    for (const model of indices) part.append(model, predictionsOf(model));
    part.close();
    return path;
  };
  const first = write('first', [2, 0]);
  const torn = write('torn', [3, 1]);
  truncateSync(torn, encodeStore(layout, modelsOf([0, 1])).length - 1);
  const headless = write('headless', []);
  truncateSync(headless, 20);
  const places = findPlaces(layout, [first, torn, headless], all);
  t.same([...places.keys()].sort(), [0, 2, 3], 'the torn record is lost, no other');
  t.same(
    [...findPlaces(layout, [first, torn], sliceOf(4, 2, 2)).keys()].sort(),
    [2, 3],
    'a slice sees its own',
  );

  const target = join(folder, 'models.bin');
  t.throws(() => writeSorted(layout, target, all, places), /model 1 is missing/);
  writeSorted(layout, target, all, findPlaces(layout, [first, torn, write('last', [1, 2])], all));
  t.same([...storedValues(layout, target, all)], [...modelsOf([0, 1, 2, 3]).values()]);

  const other = join(folder, 'other');
  const part = openPart(other, layout);
  part.append(2, Uint16Array.of(0, 0, 0, 0, 0));
  part.close();
  t.throws(() => findPlaces(layout, [first, other], all), /model 2: must be as another run left it/);
  t.throws(() => findPlaces({ ...layout, fingerprint: 'cd'.repeat(32) }, [first], all), /another plan/);
  t.end();
});

test('a finished store must hold its slice exactly', (t) => {
  const path = join(temporaryFolder(t), 'models.bin');
  const read = (indices: readonly number[]) => () => {
    writeFileSync(path, encodeStore(layout, modelsOf(indices)));
    return [...storedValues(layout, path, sliceOf(4, 2, 2))].length;
  };
  t.equal(read([2, 3])(), 2);
  t.throws(read([2]), /the end: must be after model 3, got none after 2/);
  t.throws(read([1, 2, 3]), /record 1: must be of model 2, got model 1/);
  t.throws(read([2, 3, 4]), /record 3: must be absent, got model 4/);
  t.end();
});

test('slices are nearly equal and hold every model once', (t) => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 500 }), fc.integer({ min: 1, max: 500 }), (a, b) => {
      const [models, of] = [Math.max(a, b), Math.min(a, b)];
      const slices = Array.from({ length: of }, (_, i) => sliceOf(models, i + 1, of));
      const sizes = slices.map(({ first, end }) => end - first);
      t.ok(Math.max(...sizes) - Math.min(...sizes) <= 1);
      t.ok(slices.every(({ first }, i) => first === (i === 0 ? 0 : slices[i - 1]?.end)));
      t.equal(slices.at(-1)?.end, models);
    }),
  );
  for (const [models, shard, of] of [
    [3, 0, 2],
    [3, 3, 2],
    [3, 1, 4],
    [3, Number.NaN, 2],
    [0, 1, 1],
  ] as const)
    t.throws(() => sliceOf(models, shard, of), { name: 'DomainError' });
  t.end();
});

test('a fingerprint says which predictions: contents, not paths; settings, not their order', async (t) => {
  const { plan } = await smallRun(temporaryFolder(t), 4);
  const moved: Plan = {
    ...plan,
    data: {
      ...plan.data,
      source: '/elsewhere/clouds.csv',
      files: (plan.data.files ?? []).map((file) => ({ ...file, path: '/elsewhere/clouds.csv' })),
    },
    assumed: ['models = 4'],
  };
  t.equal(fingerprint(moved), fingerprint(plan));
  t.equal(planDifference(moved, plan), undefined);
  const { data, recipe, ...rest } = plan;
  t.equal(fingerprint({ recipe, data, ...rest }), fingerprint(plan), 'another order of the keys');

  const others: readonly (readonly [Plan, string])[] = [
    [{ ...plan, version: '0.0.1' }, 'version: "0.0.0" against "0.0.1"'],
    [{ ...plan, recipe: { ...recipe, seed: '2' } }, 'recipe.seed: "1" against "2"'],
    [{ ...plan, recipe: { ...recipe, models: 5 } }, 'recipe.models: 4 against 5'],
    [{ ...plan, data: { ...data, test: { fraction: 0.2, seed: '2' } } }, 'data.test.seed: "1" against "2"'],
    [
      { ...plan, data: { ...data, steps: [{ kind: 'contrast' }] } },
      'data.steps.0.kind: nothing against "contrast"',
    ],
    [
      { ...plan, backend: { name: 'cpu', version: '4', kernels: [], simd: null } },
      'backend.name: nothing against "cpu"',
    ],
  ];
  for (const [other, difference] of others) {
    t.not(fingerprint(other), fingerprint(plan), difference);
    t.equal(planDifference(plan, other), difference);
  }
  t.throws(() => fingerprint({ ...plan, data: { ...data, files: undefined } as never }), /files/);
});

test('canonical JSON: keys in order, nothing that is undefined, no white space', (t) => {
  t.equal(canonicalJson({ b: [{ d: 1, c: 2 }], a: undefined }), '{"b":[{"c":2,"d":1}]}');
  t.end();
});

test('a plan is read as it was written, and nothing else is', async (t) => {
  const { plan } = await smallRun(temporaryFolder(t), 4);
  t.same(parsePlan(planText(plan)), plan);
  const softmax: Plan = {
    ...plan,
    recipe: {
      ...plan.recipe,
      learner: { kind: 'softmax', epochs: 3, batch: 8, optimizer: 'adam', rate: 0.1, decay: 0, hidden: [] },
      backend: 'wasm',
    },
    backend: { name: 'wasm', version: '4.22.0', kernels: ['BatchMatMul'], simd: true },
  };
  t.same(parsePlan(planText(softmax)), softmax);
  const change = (text: string, by: string) => () => parsePlan(planText(plan).replace(text, by));
  t.throws(change('"seed"', '"sead"'));
  t.throws(change('dpih/run/1', 'dpih/run/2'));
  t.throws(change('"k": 2', '"k": "2"'));
  t.throws(() => parsePlan('{'), SyntaxError);
});
