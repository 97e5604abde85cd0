import { createHash } from 'node:crypto';
import { test } from 'tap';
import type { Mixup } from '../../lib/core/index.js';
import { intoDomain } from '../../lib/data/clip.js';
import { glyphs } from '../../lib/data/glyphs.js';
import { loadAll, loadData } from '../../lib/data/load.js';
import { split } from '../../lib/data/split.js';
import { type Recipe, trainer } from '../../lib/train/index.js';

test('the glyphs: ten classes in turn, pixels in [0, 1], the same for the same seed, drawn in no time', (t) => {
  const before = process.cpuUsage();
  const set = glyphs();
  const { user, system } = process.cpuUsage(before);
  t.ok(user + system < 2_000_000, `${(user + system) / 1000} ms`); // 90 on one quiet core
  t.same([set.count, set.dimension, set.classes.length, set.features.length], [1500, 64, 10, 96000]);
  t.same(set.image, { height: 8, width: 8, channels: 1 });
  t.ok(set.labels.every((label, i) => label === i % 10));
  t.ok(set.features.every((x) => x >= 0 && x <= 1));
  const hash = ({ features }: { features: Float32Array }) =>
    createHash('sha256').update(features).digest('hex');
  t.equal(hash(set).slice(0, 16), 'd3409364d6fe9546', 'the bytes it has on every machine');
  t.equal(hash(glyphs()), hash(set));
  t.not(hash(glyphs(1500, 'other')), hash(set));
  t.throws(() => glyphs(9), /count must be a whole number/);
  t.end();
});

test('the glyphs can be learnt, and not by counting ink', (t) => {
  const { train, test: held } = split(intoDomain(glyphs(), { kind: 'l2-ball', radius: 1 }), {
    fraction: 0.2,
    seed: '1',
  });
  const { dimension } = train;
  /** Accuracy of the nearest class mean among features seen through `view`. */
  const nearestMean = (view: (record: Float32Array) => number[]): number => {
    const seen = (set: typeof train, i: number) =>
      view(set.features.slice(i * dimension, (i + 1) * dimension));
    const sums = train.classes.map((_, c) => {
      const members = Array.from(train.labels.keys()).filter((i) => train.labels[i] === c);
      const total = members.map((i) => seen(train, i)).reduce((a, b) => a.map((x, j) => x + b[j]));
      return total.map((x) => x / members.length);
    });
    const right = Array.from(held.labels).filter((label, i) => {
      const record = seen(held, i);
      const away = sums.map((mean) => mean.reduce((d, m, j) => d + (record[j] - m) * (record[j] - m), 0));
      return away.indexOf(Math.min(...away)) === label;
    });
    return right.length / held.count;
  };
  const pixels = nearestMean((record) => [...record]);
  const ink = nearestMean((record) => [record.reduce((a, b) => a + b, 0)]);
  t.ok(pixels > 0.8, `by pixels ${pixels}`);
  t.ok(pixels < 1, 'and yet not trivial');
  t.ok(ink < 0.4, `by ink alone ${ink}`);
  t.end();
});

test('the glyphs are learnt through noisy mixtures, by many models together', async (t) => {
  const data = await loadData({
    source: 'glyphs',
    steps: [],
    domain: { kind: 'l2-ball', radius: 1 },
    test: { fraction: 0.2, seed: '1' },
  });
  const { count, domain } = data.train;
  const noise = { law: 'gaussian', scale: 0.4 } as const;
  const mechanism: Mixup = {
    kind: 'mixup',
    n: count,
    k: 4,
    releases: 4 * count,
    design: 'subsets',
    noise,
    domain,
    labels: { kind: 'noised', scale: 0.4 },
    adjacency: 'replace',
  };
  const models = 40;
  const recipe: Recipe = {
    defence: { kind: 'dp-instahide', mechanism },
    learner: { kind: 'ridge' },
    models,
    seed: '1',
  };
  const { model } = await trainer(recipe, data);
  const votes = Array.from(data.test.labels, () => new Array<number>(10).fill(0));
  for (let i = 0; i < models; i++)
    (await model(i)).forEach((c, record) => {
      votes[record][c] += 1;
    });
  const right = votes.filter((row, record) => row.indexOf(Math.max(...row)) === data.test.labels[record]);
  const accuracy = right.length / votes.length;
  t.ok(accuracy > 0.7, `vote ${accuracy}`);
  t.ok(accuracy < 0.97, 'and not trivially');
});

test('the glyphs are a source like any file', async (t) => {
  const { records, files } = await loadAll({
    source: 'glyphs',
    steps: [],
    domain: { kind: 'box', low: 0, high: 1, dimension: 64 },
  });
  const drawn = glyphs().features;
  t.ok(records.count === 1500 && records.features.every((x, i) => x === drawn[i]));
  t.same(files, []);
});
