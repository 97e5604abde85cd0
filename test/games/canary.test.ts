import { test } from 'tap';
import type { Domain, DomainRecords } from '../../lib/core/index.js';
import { checkedInDomain } from '../../lib/data/index.js';
import { canaryPair } from '../../lib/games/models/canary.js';
import type { CanarySpec } from '../../lib/games/models/canary-spec.js';
import { DomainError } from '../../lib/numerics/index.js';
import { Draws, seededBits } from '../../lib/random/index.js';
import type { TrainingData } from '../../lib/train/index.js';
import { blobs } from '../train/records.js';

const DATA: TrainingData = { train: blobs(60, 6, 3), test: blobs(40, 6, 3, 'others') };

/** Images of 4 x 4 whose classes are rows, in a domain of their own. */
function images(count: number, domain: Domain): DomainRecords {
  const draws = new Draws(seededBits('images'));
  const labels = Uint16Array.from({ length: count }, (_, i) => i % 4);
  const features = new Float32Array(16 * count);
  for (let i = 0; i < features.length; i++)
    features[i] = 0.2 * draws.unit() + ((i >> 2) % 4 === labels[i >> 4] ? 0.25 : 0);
  const records = { count, dimension: 16, features, labels, classes: ['p', 'q', 'r', 's'] };
  return checkedInDomain({ ...records, image: { height: 4, width: 4, channels: 1 } }, domain);
}

const CANARIES: readonly CanarySpec[] = [
  { kind: 'mislabelled' },
  { kind: 'unique-class' },
  { kind: 'patch' },
  { kind: 'poison', poisons: 7 },
];

test('worlds differ in the named records alone, and every record of both lies in the domain', (t) => {
  for (const domain of [
    { kind: 'l2-ball', radius: 1.4 },
    { kind: 'box', low: 0, high: 0.5, dimension: 16 },
    { kind: 'l1-ball', radius: 4 },
  ] as const) {
    const train = images(40, domain);
    // what no domain holds: the target of poisons must be brought back
    const outside = { ...images(12, domain), features: new Float32Array(16 * 12).fill(0.9) };
    for (const spec of CANARIES) {
      const pair = canaryPair(spec, { train, test: outside }, 'seed');
      const { absent, present, changed, probe } = pair;
      const name = `${spec.kind}, ${domain.kind}`;
      for (const world of [absent, present]) t.doesNotThrow(() => checkedInDomain(world, domain), name);
      t.strictSame(absent.features, train.features, `${name}: without, the features are as they were`);
      t.strictSame(absent.labels, train.labels, `${name}: and so are the labels`);
      t.strictSame(present.classes, absent.classes, name);
      const labelAlone = spec.kind === 'mislabelled' || spec.kind === 'unique-class';
      t.equal(
        present.features === absent.features,
        labelAlone,
        `${name}: features are held once if they can be`,
      );
      t.not(present.labels, absent.labels, name);
      t.equal(changed.length, spec.kind === 'poison' ? 7 : 1, name);
      const row = (world: DomainRecords, i: number) => [
        world.labels[i],
        ...world.features.subarray(16 * i, 16 * i + 16),
      ];
      for (let i = 0; i < 40; i++)
        if (changed.includes(i)) {
          t.strictSame(row(present, i), [probe.label, ...probe.features], name);
          t.not(present.labels[i] === absent.labels[i] && spec.kind !== 'poison', true, name);
        } else t.strictSame(row(present, i), row(absent, i), name);
      t.strictSame(canaryPair(spec, { train, test: outside }, 'seed'), pair, `${name}: of the seed alone`);
    }
  }
  const places = (spec: CanarySpec) =>
    new Set(Array.from({ length: 30 }, (_, i) => canaryPair(spec, DATA, `seed ${i}`).changed.join())).size;
  t.ok(places({ kind: 'mislabelled' }) > 15, 'other seeds choose other records');
  t.ok(places({ kind: 'poison', poisons: 5 }) > 25);
  t.end();
});

test('what a canary is', (t) => {
  const { train, test: held } = DATA;
  const distance = (x: Float32Array, c: number): number => {
    const members = [...train.labels.keys()].filter((i) => train.labels[i] === c);
    const mean = (j: number) => members.reduce((s, i) => s + train.features[6 * i + j], 0) / members.length;
    return Math.hypot(...Array.from(x, (value, j) => value - mean(j)));
  };
  for (let record = 0; record < 20; record++) {
    const { probe, text } = canaryPair({ kind: 'mislabelled', record }, DATA, 's');
    t.strictSame(probe.features, train.features.slice(6 * record, 6 * record + 6));
    const [a, b] = [0, 1, 2].filter((c) => c !== train.labels[record]);
    t.equal(probe.label, distance(probe.features, a) >= distance(probe.features, b) ? a : b, 'farthest');
    t.match(text, `record ${record}`);
    const aimed = canaryPair({ kind: 'poison', poisons: 2, target: record }, DATA, 's').probe;
    t.strictSame(aimed.features, held.features.slice(6 * record, 6 * record + 6));
    const [c, d] = [0, 1, 2].filter((x) => x !== held.labels[record]);
    t.equal(aimed.label, distance(aimed.features, c) <= distance(aimed.features, d) ? c : d, 'nearest');
  }
  const own = canaryPair({ kind: 'unique-class', record: 3 }, DATA, 's');
  t.strictSame(own.absent.classes, [...train.classes, 'canary']);
  t.equal(own.probe.label, 3);
  const taken = { train: { ...train, classes: ['canary', 'x', 'y'] }, test: held };
  t.equal(canaryPair({ kind: 'unique-class' }, taken, 's').absent.classes[3], "canary'");
  const named = canaryPair({ kind: 'mislabelled', record: 0, label: other(0) }, DATA, 's');
  t.equal(train.classes[named.probe.label], other(0));

  const box: Domain = { kind: 'box', low: 0, high: 0.5, dimension: 16 };
  const pixels = images(40, box);
  const patched = canaryPair({ kind: 'patch', record: 5 }, { train: pixels, test: pixels }, 's').probe
    .features;
  const expected = pixels.features.slice(80, 96);
  expected[15] = 0.5;
  t.strictSame(patched, expected, 'a quarter of 4 is one pixel, as bright as the box allows');
  t.end();
});

/** Name of a class other than that of a training record. */
function other(record: number): string {
  return DATA.train.classes[(DATA.train.labels[record] + 1) % 3];
}

test('canaries that cannot be made are refused', (t) => {
  const { train } = DATA;
  const ownLabel = train.classes[train.labels[0]];
  const refused: readonly CanarySpec[] = [
    { kind: 'mislabelled', record: 60 },
    { kind: 'mislabelled', record: -1 },
    { kind: 'mislabelled', record: 0.5 },
    { kind: 'mislabelled', record: 0, label: ownLabel },
    { kind: 'mislabelled', record: 0, label: 'no such class' },
    { kind: 'patch' },
    { kind: 'poison', poisons: 0 },
    { kind: 'poison', poisons: 61 },
    { kind: 'poison', poisons: Number.NaN },
    { kind: 'poison', poisons: 1, target: 40 },
  ];
  for (const spec of refused) t.throws(() => canaryPair(spec, DATA, 's'), DomainError, JSON.stringify(spec));
  const lonely = { ...train, labels: new Uint16Array(60) };
  t.throws(() => canaryPair({ kind: 'mislabelled' }, { ...DATA, train: lonely }, 's'), DomainError);
  t.throws(
    () => canaryPair({ kind: 'poison', poisons: 1 }, { train, test: blobs(9, 5, 3) }, 's'),
    DomainError,
  );
  t.end();
});
