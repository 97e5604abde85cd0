import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { test } from 'tap';
import type { Poisoning } from '../../lib/attack/attack.js';
import { imported } from '../../lib/attack/import.js';
import { craftPoisons } from '../../lib/attack/poisons/craft-poisons.js';
import { type NamedArray, packArrays } from '../../lib/attack/poisons/pack-arrays.js';
import { type PoisonNote, packPoisons, writePoisonFile } from '../../lib/attack/poisons/poison-file.js';
import { readPoisonFile } from '../../lib/attack/poisons/read-poisons.js';
import { smallScene, TEST, TRAIN } from './small-scene.js';

const NOTE: PoisonNote = {
  kind: 'badnets',
  settings: { size: 2, target: 'cup' },
  budget: { norm: 'l2', size: 0.3 },
  seed: 'seed 1',
  version: '1.2.3',
};

/** Numbers that 8 bits, or a decimal text, would lose. */
const ODD = Float32Array.from({ length: 2 * 64 }, (_, j) =>
  j === 0 ? -0 : j === 1 ? 2 ** -149 : j === 2 ? 3.4028234663852886e38 : Math.fround(Math.sin(j) / 3),
);

const POISONS: Poisoning = {
  positions: Uint32Array.of(4, 299),
  features: ODD,
  labels: Uint16Array.of(9, 0),
  queries: {
    count: 1,
    features: ODD.slice(64),
    truth: Uint16Array.of(3),
    aim: { kind: 'class', intended: Uint16Array.of(7) },
  },
  told: { loss: 0.1 + 0.2, target: 7 },
};

const bits = (values: Float32Array): number[] => [...new Uint32Array(values.slice().buffer)];

test('poisons come back to the bit, with what their attack said of itself', async (t) => {
  const folder = t.testdir();
  const path = `${folder}/p.npz`;
  for (const queries of [POISONS.queries, { ...POISONS.queries, aim: { kind: 'error' as const } }])
    for (const train of [
      TRAIN,
      { ...TRAIN, image: { height: 4, width: 8, channels: 2 } },
      { dimension: 64 },
    ]) {
      await writePoisonFile(path, { ...POISONS, queries }, train, NOTE);
      const { sha256, ...read } = await readPoisonFile(path, TRAIN);
      t.same(read, { ...POISONS, queries });
      t.same(bits(read.features), bits(ODD));
      t.equal(sha256, createHash('sha256').update(readFileSync(path)).digest('hex'));
      t.match(JSON.parse(readFileSync(`${folder}/p.json`, 'utf8')), { ...NOTE, poisons: 2, sha256 });
    }
  t.same(readdirSync(folder).sort(), ['p.json', 'p.npz'], 'nothing else is left');
});

test('the same poisons, the same bytes', async (t) => {
  const [a, b] = [await packPoisons(POISONS, TRAIN, NOTE), await packPoisons(POISONS, TRAIN, NOTE)];
  t.ok(a.archive.equals(b.archive));
  t.equal(a.about, b.about);
  await t.rejects(writePoisonFile('p.zip', POISONS, TRAIN, NOTE), /^path must be a name that ends in .npz/);
});

test('poisons that numpy saved are read, whatever types and orders it chose', async (t) => {
  const { told, queries, ...read } = await readPoisonFile('test/fixtures/poisons.npz', TRAIN);
  t.same(told, {}, 'no note beside it');
  t.same([...read.positions], [5, 7, 41], 'in ascending order');
  t.same([...read.labels], [9, 0, 3], 'labels with their poisons');
  const rows = Float32Array.from({ length: 3 * 64 }, (_, j) => ((j * 37) % 101) / 100);
  t.same(read.features, Float32Array.of(...rows.slice(128), ...rows.slice(64, 128), ...rows.slice(0, 64)));
  t.same(queries, {
    count: 2,
    features: Float32Array.from({ length: 128 }, (_, j) => ((j * 53) % 97) / 96),
    truth: Uint16Array.of(1, 2),
    aim: { kind: 'class', intended: Uint16Array.of(4, 4) },
  });
});

test("'import' plays a file: its own queries, or test records where it has none", async (t) => {
  const of = async (settings: object) => {
    const spec = imported.schema.parse({ kind: 'import', ...settings });
    return craftPoisons(imported, spec, smallScene({ poisons: 3, pixels: { low: 0, high: 1 } }));
  };
  const own = await of({ file: 'test/fixtures/poisons.npz' });
  t.equal(own.queries.count, 2);
  const bare = await of({ file: 'test/fixtures/poisons-bare.npz' });
  t.same([bare.queries.count, bare.queries.aim], [TEST.count, { kind: 'error' }]);
  t.same(bare.features, own.features);
  const aimed = await of({ file: 'test/fixtures/poisons-bare.npz', target: 'box' });
  t.equal(aimed.queries.count, 90, 'test records of the target class are left out');
  t.ok(aimed.queries.truth.every((label) => label !== 1));
  t.same(imported.files?.(imported.schema.parse({ kind: 'import', file: 'a.npz' })), ['a.npz']);
});

test('damaged files, and arrays that cannot be poisons, are refused by name', async (t) => {
  const folder = t.testdir();
  const path = `${folder}/p.npz`;
  const sound: readonly NamedArray[] = [
    { name: 'positions', shape: [2], values: POISONS.positions },
    { name: 'features', shape: [2, 64], values: POISONS.features },
    { name: 'labels', shape: [2], values: POISONS.labels },
  ];
  const using = (...changed: NamedArray[]): NamedArray[] => [
    ...sound.filter(({ name }) => changed.every((other) => other.name !== name)),
    ...changed,
  ];
  const query = { name: 'query_features', shape: [1, 64], values: ODD.slice(64) };
  const broken: readonly [RegExp, readonly NamedArray[]][] = [
    [/must be of an array positions, got features, labels/, sound.slice(1)],
    [/must be of an array features/, [sound[0], sound[2]]],
    [/must be of an array labels/, sound.slice(0, 2)],
    [/must be of arrays named positions, .*, got labls/, [...sound, { ...sound[2], name: 'labls' }]],
    [
      /positions: must be whole numbers in \[0, 299\], got 300/,
      using({ ...sound[0], values: Uint32Array.of(4, 300) }),
    ],
    [/positions: must be whole numbers .*, got 0.5/, using({ ...sound[0], values: Float32Array.of(4, 0.5) })],
    [
      /positions: must be whole numbers .*, got NaN/,
      using({ ...sound[0], values: Float32Array.of(Number.NaN, 1) }),
    ],
    [
      /labels: must be whole numbers in \[0, 9\], got 10/,
      using({ ...sound[2], values: Uint16Array.of(9, 10) }),
    ],
    [
      /labels: must be of shape \(2\), got \(1\)/,
      using({ ...sound[2], shape: [1], values: Uint16Array.of(9) }),
    ],
    [
      /labels: must be of shape \(2\), got \(2, 2\)/,
      using({ ...sound[2], shape: [2, 2], values: new Uint16Array(4) }),
    ],
    [
      /features: must be 2 x 64 numbers, got shape \(2, 63\)/,
      using({ ...sound[1], shape: [2, 63], values: new Float32Array(126) }),
    ],
    [/features: must be 2 x 64 numbers, got shape \(128\)/, using({ ...sound[1], shape: [128] })],
    [/features: must be finite float32, got Infinity/, using({ ...sound[1], values: ODD.with(5, Infinity) })],
    [/must be of an array query_truth/, [...sound, query]],
    [
      /must be of an array query_features/,
      [...sound, { name: 'query_truth', shape: [1], values: Uint16Array.of(3) }],
    ],
    [
      /query_features: must be 2 x 64/,
      [...sound, query, { name: 'query_truth', shape: [2], values: Uint16Array.of(3, 3) }],
    ],
  ];
  for (const [message, arrays] of broken) {
    writeFileSync(path, await packArrays(arrays));
    await t.rejects(readPoisonFile(path, TRAIN), { name: 'DataError', message }, String(message));
  }

  await writePoisonFile(path, POISONS, TRAIN, NOTE);
  const [whole, note] = [readFileSync(path), readFileSync(`${folder}/p.json`, 'utf8')];
  const refused = (message: RegExp) => t.rejects(readPoisonFile(path, TRAIN), { name: 'DataError', message });
  for (const text of ['', '{}', note.replace('"told"', '"tod"'), note.slice(1)]) {
    writeFileSync(`${folder}/p.json`, text);
    await refused(/p.json: must be a note of poisons/);
  }
  writeFileSync(`${folder}/p.json`, note.replace(/"sha256": "../, '"sha256": "zz'));
  await refused(/p.json: sha256: must be .* that of the archive beside it, got zz/);
  writeFileSync(`${folder}/p.json`, note);
  const flipped = Buffer.from(whole);
  flipped[whole.indexOf('positions.npy') + 200] ^= 1;
  for (const bytes of [flipped, whole.subarray(0, -1), whole.subarray(0, 100), Buffer.from('no archive')]) {
    writeFileSync(path, bytes);
    await refused(/p.npz/);
  }
  rmSync(path);
  await refused(/p.npz: must be a file that exists/);
});
