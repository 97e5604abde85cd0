import { test } from 'tap';
import type { PixelBudget, PixelGrid, Poisoning } from '../../lib/attack/attack.js';
import { checkPoisoning, type Terms } from '../../lib/attack/poisons/check-poisoning.js';
import { distance, nearestLevel, onGrid } from '../../lib/attack/poisons/quantise.js';
import { Draws, seededBits } from '../../lib/random/index.js';
import { TRAIN } from './small-scene.js';

const GRIDS: readonly PixelGrid[] = [
  { low: 0, high: 1, levels: 256 },
  { low: 0, high: 1, levels: 17 },
  { low: 0, high: 255, levels: 256 },
  { low: 0, high: 16, levels: 17 },
  { low: -1.3, high: 0.7, levels: 3 },
  { low: 0, high: 0.1 },
];
const BUDGETS: readonly (PixelBudget | undefined)[] = [
  undefined,
  { norm: 'linf', size: 8 / 255 },
  { norm: 'linf', size: 1 / 16 },
  { norm: 'linf', size: 0.3 },
  { norm: 'l2', size: 0.5 },
  { norm: 'l2', size: 0.01 },
];

/** 20 records and poisons at random within the budget; half of the records lie on the grid. */
function randomPoisons(pixels: PixelGrid, budget: PixelBudget | undefined, seed: string) {
  const draws = new Draws(seededBits(seed));
  const { low, high } = pixels;
  const range = high - low;
  const clamped = (x: number): number => Math.max(Math.fround(low), Math.min(Math.fround(high), x));
  const records = Float32Array.from({ length: 20 * 64 }, (_, j) => {
    const x = clamped(Math.fround(low + range * draws.unit()));
    return j < 10 * 64 ? nearestLevel(x, pixels) : x;
  });
  const step = budget === undefined ? range : range * budget.size * (budget.norm === 'l2' ? 1 / 8 : 1);
  const features = records.map((x) => {
    const u = draws.unit();
    if (u < 0.2) return x;
    return clamped(x + (u < 0.6 ? (draws.below(2) === 0 ? step : -step) : step * (2 * draws.unit() - 1)));
  });
  const train = { ...TRAIN, count: 20, features: records, labels: TRAIN.labels.slice(0, 20) };
  return {
    train,
    poisoning: withQueries({ features, positions: Uint32Array.from({ length: 20 }, (_, i) => i) }),
  };
}

function withQueries({ features, positions }: Pick<Poisoning, 'features' | 'positions'>): Poisoning {
  return {
    positions,
    features,
    labels: TRAIN.labels.slice(0, positions.length),
    queries: {
      count: 1,
      features: features.slice(0, 64),
      truth: Uint16Array.of(1),
      aim: { kind: 'class', intended: Uint16Array.of(2) },
    },
    told: {},
  };
}

test('quantised poisons lie on the grid and within their budget, and move no further than they must', (t) => {
  for (const pixels of GRIDS)
    for (const [b, budget] of BUDGETS.entries()) {
      const { train, poisoning } = randomPoisons(pixels, budget, `${pixels.levels} ${b}`);
      const quantised = onGrid(poisoning, train, pixels, budget);
      checkPoisoning(quantised, { train, poisons: 20, pixels, budget, cleanLabel: true });
      t.same(onGrid(quantised, train, pixels, budget), quantised, 'once is enough');
      const range = pixels.high - pixels.low;
      const step = range / ((pixels.levels ?? 2 ** 24) - 1);
      poisoning.features.forEach((wanted, j) => {
        const [got, record] = [quantised.features[j], train.features[j]];
        if (wanted === record) t.equal(got, record, 'what was left stays');
        if (Math.abs(got - wanted) > step / 2 + 1e-6 * range) {
          t.ok(budget !== undefined, 'only a budget keeps a pixel from its nearest level');
          t.ok(Math.abs(got - record) <= Math.abs(wanted - record) + 1e-6 * range, 'towards the record');
          t.ok(got === record || Math.abs(got - wanted) <= step * (1 + 1e-6), 'by one level');
        }
      });
    }
  t.end();
});

test('a budget of whole levels is used whole: float32 takes nothing of it', (t) => {
  const pixels = { low: 0, high: 1, levels: 256 };
  const budget: PixelBudget = { norm: 'linf', size: 8 / 255 };
  const records = Float32Array.from({ length: 20 * 64 }, (_, j) => Math.fround((j % 240) / 255));
  const train = { ...TRAIN, count: 20, features: records };
  const features = records.map((x) => x + Math.fround(8 / 255));
  const positions = Uint32Array.from({ length: 20 }, (_, i) => i);
  const quantised = onGrid(withQueries({ features, positions }), train, pixels, budget);
  t.ok(quantised.features.every((x, j) => Math.round(255 * (x - records[j])) === 8));
  t.end();
});

test('poisons that break their terms are refused by name', (t) => {
  const pixels = { low: 0, high: 1, levels: 17 };
  const terms: Terms = {
    train: TRAIN,
    poisons: 2,
    pixels,
    budget: { norm: 'linf', size: 0.3 },
    cleanLabel: true,
  };
  const records = TRAIN.features.slice(0, 128);
  const features = records.with(1, nearestLevel(records[1] + (records[1] < 0.5 ? 0.25 : -0.25), pixels));
  const base = withQueries({ features, positions: Uint32Array.of(0, 1) });
  const queries = { ...base.queries, features: base.queries.features.map((x) => nearestLevel(x, pixels)) };
  const sound: Poisoning = { ...base, queries };
  t.doesNotThrow(() => checkPoisoning(sound, terms));
  const set = (at: number, x: number): Float32Array => features.map((old, j) => (j === at ? x : old));
  const class0 = { kind: 'class' as const, intended: Uint16Array.of(1) };
  const broken: readonly [RegExp, Partial<Poisoning>, Partial<Terms>?][] = [
    [/^poisons must be a whole number/, {}, { poisons: 0 }],
    [/^poisons must be 3, as the plan says, got 2/, {}, { poisons: 3 }],
    [
      /^poison positions must be ascending.*got 1, 1/,
      { positions: Uint32Array.of(1, 1), labels: Uint16Array.of(1, 1) },
    ],
    [
      /^poison positions must be ascending.*got 1, 0/,
      { positions: Uint32Array.of(1, 0), labels: Uint16Array.of(1, 0) },
    ],
    [/^poison positions must be .* each below 300/, { positions: Uint32Array.of(0, 300) }],
    [/^poison labels must be 2/, { labels: Uint16Array.of(0) }],
    [/^label of poison 1 must be below 10, got 10/, { labels: Uint16Array.of(0, 10) }],
    [/^label of poison 1 must be the true one, 1, got 2/, { labels: Uint16Array.of(0, 2) }],
    [/^poison features must be 2 x 64/, { features: features.slice(1) }],
    [/^feature 3 of poison 1 must be a pixel in \[0, 1\], one of 17 levels/, { features: set(67, 0.51) }],
    [/^feature 3 of poison 1 must be a pixel in \[0, 1\]/, { features: set(67, Number.NaN) }],
    [/^feature 3 of poison 1 must be a pixel in \[0, 1\]/, { features: set(67, 1.0625) }],
    [
      /^linf distance of poison 0 .* at most 0.3 .* got/,
      { features: set(0, TRAIN.features[0] > 0.5 ? 0 : 1) },
    ],
    [/^poisons must be different from the records they replace/, { features: records }],
    [/^queries must be a whole number/, { queries: { ...queries, count: 0 } }],
    [/^query features must be 2 x 64/, { queries: { ...queries, count: 2 } }],
    [/^query truth must be 1 labels/, { queries: { ...queries, truth: Uint16Array.of() } }],
    [/^query truth must be below 10/, { queries: { ...queries, truth: Uint16Array.of(10) } }],
    [
      /^feature 5 of query 0 must be a pixel/,
      { queries: { ...queries, features: queries.features.with(5, 0.51) } },
    ],
    [
      /^intended label of query 0 must be a class other than the true one, 1/,
      { queries: { ...queries, aim: class0 } },
    ],
    [
      /^intended labels must be 1/,
      { queries: { ...queries, aim: { ...class0, intended: Uint16Array.of() } } },
    ],
  ];
  for (const [message, poisoning, given] of broken)
    t.throws(
      () => checkPoisoning({ ...sound, ...poisoning }, { ...terms, ...given }),
      { name: 'DomainError', message },
      String(message),
    );
  const [a, b] = [Float32Array.of(0, 3), Float32Array.of(4, 0)];
  t.same([distance(a, b, 'l2'), distance(a, b, 'linf')], [5, 4]);
  t.end();
});
