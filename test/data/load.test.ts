import { createHash } from 'node:crypto';
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { test } from 'tap';
import { intoDomain } from '../../lib/data/clip.js';
import { type DataSpec, dataIdentity } from '../../lib/data/data-spec.js';
import { describeSteps } from '../../lib/data/describe-steps.js';
import { loadAll, loadData, loadUnclipped, pinned } from '../../lib/data/load.js';

/** A CSV of `count` records of three features, label last; other numbers for another salt. */
function csv(count: number, salt = 0): string {
  const rows = Array.from({ length: count }, (_, i) => {
    const x = [i, (i * 7 + salt) % 11, (i * i + salt) % 13];
    return `${x.join(',')},${i % 2 === 0 ? 'even' : 'odd'}`;
  });
  return `a,b,c,kind\n${rows.join('\n')}\n`;
}

const SPEC: Omit<DataSpec, 'source'> = {
  steps: [{ kind: 'scale', by: 0.125 }],
  domain: { kind: 'l2-ball', radius: 1 },
  test: { fraction: 0.2, seed: '1' },
};

test('a spec becomes training and test records in the domain', async (t) => {
  const root = t.testdir({ 'x.csv': csv(50), 'held.csv': csv(20, 5) });
  const source = join(root, 'x.csv');
  const data = await loadData({ ...SPEC, source });
  t.same([data.train.count, data.test.count, data.train.dimension], [40, 10, 3]);
  t.same(data.train.classes, ['even', 'odd']);
  t.same(data.train.domain, { kind: 'l2-ball', radius: 1, dimension: 3 });
  const places = [...data.trainIndices, ...data.testIndices];
  t.same(
    [...data.train.labels, ...data.test.labels],
    places.map((i) => i % 2),
    'each label with its record',
  );
  const all = await loadAll({ ...SPEC, source });
  t.equal(all.records.count, 50);
  // by numbers of its own: 1/8 of x is longer than 1 where x.x > 64
  const longer = csv(50)
    .split('\n')
    .slice(1, 51)
    .filter((line) => {
      const [a = 0, b = 0, c = 0] = line.split(',').map(Number);
      return a * a + b * b + c * c > 64;
    }).length;
  t.ok(longer > 0 && longer < 50);
  t.same(
    [all.clipped, data.clipped, data.count],
    [longer, longer, 50],
    'records that were clipped are counted',
  );
  const boxed = await loadAll({ ...SPEC, source, domain: { kind: 'box', low: 0, high: 6.2, dimension: 3 } });
  t.equal(boxed.clipped, 0, 'none where all lie inside');
  data.testIndices.forEach((from, i) => {
    t.same(data.test.features.slice(3 * i, 3 * i + 3), all.records.features.slice(3 * from, 3 * from + 3));
  });

  const apart = await loadData({
    ...SPEC,
    source,
    test: { path: join(root, 'held.csv'), limit: 7, seed: '1' },
  });
  t.same([apart.train.count, apart.test.count], [50, 7]);
  t.same([apart.count, apart.clipped], [50, longer], 'of the training file alone');
  t.same(
    [...apart.test.labels],
    [...apart.testIndices].map((i) => i % 2),
  );
  t.equal(apart.files.length, 2);
  await t.rejects(loadData({ ...SPEC, source, test: { path: source, limit: 7 } }), /test seed must be given/);
  writeFileSync(join(root, 'held.csv'), csv(20).replaceAll('even', 'eleven'));
  await t.rejects(loadData({ ...SPEC, source, test: { path: join(root, 'held.csv') } }), {
    name: 'DataError',
  });
});

test('without the clip: the same records in the same order, longer where they were shrunk', async (t) => {
  const root = t.testdir({ 'x.csv': csv(50), 'held.csv': csv(20, 5) });
  const source = join(root, 'x.csv');
  const file = { path: join(root, 'held.csv'), limit: 7, seed: '2' };
  for (const rule of [SPEC.test, file]) {
    const spec: DataSpec = { ...SPEC, source, test: rule };
    const [clipped, whole] = [await loadData(spec), await loadUnclipped(spec)];
    for (const part of ['train', 'test'] as const) {
      t.same(intoDomain(whole[part], SPEC.domain), clipped[part], part);
      t.notSame(whole[part].features, clipped[part].features);
    }
  }
  const known = await pinned<DataSpec>({ ...SPEC, source });
  writeFileSync(source, csv(50, 1));
  await t.rejects(loadUnclipped(known), { name: 'DataError', message: /sha256/ });
});

test('a public set gives the constants, and may not be the private one in any guise', async (t) => {
  const root = t.testdir({ 'x.csv': csv(50), 'public.csv': csv(50, 3), 'narrow.csv': '1,2,p\n3,4,q\n' });
  const source = join(root, 'x.csv');
  writeFileSync(join(root, 'again.csv.gz'), gzipSync(csv(50)));
  const spec = { ...SPEC, source, steps: [{ kind: 'centre' }] } as const;
  const { steps } = await loadAll({ ...spec, public: { path: join(root, 'public.csv') } });
  t.match(steps, [{ kind: 'shift' }]);
  await t.rejects(loadAll(spec), /centre must be fitted on a separate public set/);
  for (const path of [source, join(root, 'again.csv.gz')])
    await t.rejects(loadAll({ ...spec, public: { path } }), /must be other records than the private ones/);
  await t.rejects(
    loadAll({ ...spec, public: { path: join(root, 'narrow.csv') } }),
    /must be records of 3 features/,
  );
});

test('a pinned spec refuses other contents, and is the same wherever its files lie', async (t) => {
  const root = t.testdir({ 'x.csv': csv(50) });
  const source = join(root, 'x.csv');
  const spec = await pinned({ ...SPEC, source });
  t.same(spec.files, [{ path: source, sha256: createHash('sha256').update(csv(50)).digest('hex') }]);
  t.equal((await loadData(spec)).train.count, 40);

  mkdirSync(join(root, 'elsewhere'));
  renameSync(source, join(root, 'elsewhere', 'y.csv'));
  const moved = await pinned({ ...SPEC, source: join(root, 'elsewhere', 'y.csv') });
  t.same(dataIdentity(moved), dataIdentity(spec), 'paths do not count');
  for (const change of [
    { steps: [] },
    { domain: { kind: 'l2-ball', radius: 2 } },
    { test: { fraction: 0.2, seed: '2' } },
    { files: [{ path: source, sha256: '0' }] },
    { read: { label: 0 } },
  ] as Partial<DataSpec>[])
    t.notSame(dataIdentity({ ...spec, ...change }), dataIdentity(spec), JSON.stringify(change));
  t.throws(() => dataIdentity({ ...SPEC, source }), /files must be filled in/);

  writeFileSync(source, csv(50, 1));
  await t.rejects(loadData(spec), { name: 'DataError', message: /x\.csv: must be the file whose sha256 is/ });
  await t.rejects(loadData({ ...SPEC, source: join(root, 'none.csv') }), 'no such file');
  t.same(describeSteps(spec), [
    'features multiplied by 0.125',
    'each record shrunk to L2 norm 1 where longer',
  ]);
});
