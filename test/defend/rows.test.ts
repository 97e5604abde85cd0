import { Matrix, SingularValueDecomposition } from 'ml-matrix';
import { test } from 'tap';
import type { Mixtures } from '../../lib/core/index.js';
import { cutmixRows } from '../../lib/defend/cutmix.js';
import { cutoutBox, cutoutRows } from '../../lib/defend/cutout.js';
import { betaOf } from '../../lib/defend/images/beta.js';
import { areaOf, boxAround, forEachPixel } from '../../lib/defend/images/pixel-box.js';
import { DEFENCES } from '../../lib/defend/index.js';
import { wholeEpochs } from '../../lib/defend/releases/whole-epochs.js';
import { leadingDirections } from '../../lib/defend/suspects/leading-directions.js';
import { silhouette } from '../../lib/defend/suspects/silhouette.js';
import { twoMeans } from '../../lib/defend/suspects/two-means.js';
import { Draws, seededBits } from '../../lib/random/index.js';
import { prepareRelease } from '../../lib/release/index.js';
import { noiseVariance } from '../../lib/train/index.js';
import { shapeOf, TRAIN, trainingOn } from './training-for-tests.js';

const drawsOf = (use: string): Draws => new Draws(seededBits('rows', use));
const labelOf = ({ labels, classes }: Mixtures, row: number): number =>
  labels.subarray(row * classes, (row + 1) * classes).indexOf(1);

const IMAGE = { height: 5, width: 7, channels: 3 };

test('boxes stay inside the image and visit each of their values once', (t) => {
  const visited = (row: number, column: number, height: number, width: number): number[] => {
    const at: number[] = [];
    forEachPixel(boxAround(row, column, height, width, IMAGE), IMAGE, (value) => at.push(value));
    return at;
  };
  t.same(boxAround(2, 3, 3, 3, IMAGE), { top: 1, bottom: 4, left: 2, right: 5 });
  t.same(boxAround(0, 6, 4, 4, IMAGE), { top: 0, bottom: 2, left: 4, right: 7 });
  t.same(visited(0, 0, 1, 1), [0, 1, 2]);
  t.same(visited(4, 6, 1, 1), [102, 103, 104]);
  t.equal(visited(2, 3, 5, 7).length, 105);
  t.same(visited(2, 3, 0, 4), []);
  t.equal(areaOf(boxAround(2, 3, 0, 4, IMAGE)), 0);
  t.end();
});

test('the square of cutout lies about a uniform pixel', (t) => {
  const draws = drawsOf('square');
  const whole = new Set<string>();
  for (let i = 0; i < 2000; i++) {
    const { top, bottom, left, right } = cutoutBox(draws, IMAGE, 3);
    if (!(top >= 0 && bottom <= 5 && left >= 0 && right <= 7 && bottom - top >= 2 && right - left >= 2))
      t.fail(`rows ${top} to ${bottom}, columns ${left} to ${right}`);
    whole.add(`${top} ${bottom} ${left} ${right}`);
  }
  t.equal(whole.size, 35, 'every pixel of the image is a centre');
  t.throws(() => cutoutBox(draws, IMAGE, 6), /size must be a whole number in \[1, 5\], got 6/);
  t.end();
});

test('cutout: each copy of a record lacks one square, which shows the mean pixel', (t) => {
  const set = cutoutRows({ kind: 'cutout', size: 3, copies: 2 }, TRAIN, drawsOf('cutout'));
  t.equal(set.count, 1000);
  const mean = Math.fround(TRAIN.features.reduce((sum, x) => sum + x, 0) / TRAIN.features.length);
  let squares = 0;
  for (let row = 0; row < set.count; row++) {
    const record = row % 500;
    let changed = 0;
    for (let i = 0; i < 64; i++) {
      const value = set.features[64 * row + i];
      if (value === TRAIN.features[64 * record + i]) continue;
      if (Math.abs(value - mean) < 1e-6) changed += 1;
      else t.fail(`row ${row}, pixel ${i}: ${value}`);
    }
    if (changed > 9) t.fail(`row ${row}: ${changed} pixels`);
    squares += changed === 9 ? 1 : 0;
    if (labelOf(set, row) !== TRAIN.labels[record]) t.fail(`row ${row}: label`);
  }
  t.ok(Math.abs(squares / 1000 - 36 / 64) < 0.08, `${squares} squares are whole`);
  t.end();
});

test('cutmix: pixels come from two records, and labels are shared as the pixels are', (t) => {
  // every pixel of record i is i, so that each value says where it came from
  const features = Float32Array.from({ length: 500 * 64 }, (_, at) => Math.floor(at / 64));
  const set = cutmixRows({ kind: 'cutmix', copies: 3, alpha: 1 }, { ...TRAIN, features }, drawsOf('cutmix'));
  t.equal(set.count, 1500);
  const shown = new Float64Array(500);
  let stayed = 0;
  for (let row = 0; row < set.count; row++) {
    const record = row % 500;
    const pixels = set.features.subarray(64 * row, 64 * row + 64);
    const others = new Set(pixels.filter((value) => value !== record));
    if (others.size > 1) t.fail(`row ${row} shows ${others.size} other records`);
    const expected = new Array<number>(10).fill(0);
    for (const source of pixels) {
      expected[TRAIN.labels[source]] += 1 / 64;
      if (source !== record) shown[source] += 1;
    }
    stayed += pixels.filter((value) => value === record).length / 64;
    const labels = set.labels.subarray(10 * row, 10 * row + 10);
    if (!expected.every((share, c) => Math.abs(share - labels[c]) < 1e-6))
      t.same([...labels], expected, `row ${row}`);
  }
  t.ok(shown.filter((pixelsShown) => pixelsShown > 0).length > 400, 'partners are all records');
  t.ok(
    stayed / 1500 > 0.5 && stayed / 1500 < 0.8,
    `${stayed / 1500} of the pixels stay: half, and what sticks out`,
  );
  t.end();
});

test('Beta(a, a) has mean 1/2 and variance 1/(4 (2a + 1))', (t) => {
  for (const a of [0.2, 1, 4]) {
    const draws = drawsOf(`beta ${a}`);
    const values = Array.from({ length: 20_000 }, () => betaOf(a, draws));
    const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
    const variance = values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / values.length;
    const expected = 1 / (4 * (2 * a + 1));
    t.ok(Math.abs(mean - 0.5) < 5 * Math.sqrt(expected / 20_000), `a = ${a}: mean ${mean}`);
    t.ok(Math.abs(variance / expected - 1) < 0.05, `a = ${a}: variance ${variance}, ${expected} expected`);
  }
  t.end();
});

test('releases are whole epochs, about so many copies', (t) => {
  t.equal(wholeEpochs({ design: 'subsets', k: 4 }, 103, 4), 412);
  t.equal(wholeEpochs({ design: 'balanced', k: 4 }, 103, 4), 412);
  t.equal(wholeEpochs({ design: 'partition', k: 4 }, 103, 4), 16 * 25);
  t.equal(wholeEpochs({ design: 'partition', k: 1 }, 103, 3), 309);
  t.equal(wholeEpochs({ design: 'partition', k: 103 }, 103, 1), 103);
  t.end();
});

test('what is trained on is one release of the certified mechanism, and nothing else', async (t) => {
  for (const given of [
    { kind: 'noise', sigma: 0.3, law: 'laplace', copies: 2 },
    { kind: 'dp-instahide', sigma: 0.2, labelSigma: 0.1, k: 3, design: 'partition', copies: 2 },
    { kind: 'dp-instahide', sigma: 0.2, k: 4, design: 'balanced' },
    { kind: 'dp-instahide', sigma: 0.2, k: 2 },
    { kind: 'dp-instahide', sigma: 0.2, k: 4, design: 'poisson', law: 'laplace' },
  ]) {
    const defence = DEFENCES[given.kind];
    const spec = defence.schema.parse(given);
    const guarantee = defence.guarantee(spec, shapeOf(TRAIN), 3);
    if (guarantee.kind !== 'mechanism' || guarantee.mechanism.kind !== 'mixup')
      throw new Error(guarantee.kind);
    const { mechanism } = guarantee;
    t.match(mechanism, { n: 500, adjacency: 'replace', domain: TRAIN.domain, noise: { scale: given.sigma } });
    t.same(mechanism.labels, { kind: 'noised', scale: given.labelSigma ?? given.sigma });
    const training = trainingOn(TRAIN, 'seed');
    const seen: unknown[] = [];
    const model = await defence.train(spec, {
      ...training,
      fit: (set, seed, options) => {
        seen.push({ set, seed, options });
        return training.fit(set, seed, options);
      },
    });
    model.dispose();
    const set = prepareRelease(mechanism, TRAIN).draw(seededBits('seed', 'release'));
    t.same(seen, [{ set, seed: 'seed', options: { variance: noiseVariance(mechanism.noise) } }], given.kind);
  }
});

test('leading directions are those of the singular value decomposition', (t) => {
  const draws = drawsOf('svd');
  const rows = new Matrix(
    Array.from({ length: 60 }, () => Array.from({ length: 12 }, (_, j) => (draws.unit() + 3) / (1 + j))),
  );
  const centred = rows.clone().subRowVector(rows.mean('column'));
  const right = new SingularValueDecomposition(centred).rightSingularVectors;
  const first = leadingDirections(rows.clone(), 1, draws).to1DArray();
  const cosine = first.reduce((sum, x, j) => sum + x * right.get(j, 0), 0);
  t.ok(Math.abs(Math.abs(cosine) - 1) < 1e-6, `cosine ${cosine}`);
  const caught = centred.mmul(leadingDirections(rows.clone(), 3, draws)).norm() ** 2;
  const most = centred.mmul(right.subMatrix(0, 11, 0, 2)).norm() ** 2;
  t.ok(Math.abs(caught / most - 1) < 1e-6, `variance caught ${caught} of ${most}`);
  const nothing = leadingDirections(Matrix.ones(5, 4), 2, draws);
  t.ok(nothing.to1DArray().every(Number.isFinite), 'equal rows vary in no direction');
  t.end();
});

test('2-means finds two heaps, and the silhouette says how far apart they are', (t) => {
  const draws = drawsOf('heaps');
  const heap = (count: number, centre: number): Float64Array[] =>
    Array.from({ length: count }, () => Float64Array.of(centre + draws.unit(), draws.unit()));
  const points = [...heap(40, 0), ...heap(10, 5)];
  const { side } = twoMeans(points, draws);
  t.equal(new Set(side.subarray(0, 40)).size, 1);
  t.equal(new Set(side.subarray(40)).size, 1);
  t.not(side[0], side[49]);
  t.ok(silhouette(points, side) > 0.8);
  t.ok(silhouette(heap(50, 0), side) < 0.1, 'one heap cut at random');
  // by hand: distances 1 within, 4 or 3 across, and one point alone
  const line = [0, 1, 4].map((x) => Float64Array.of(x));
  t.ok(Math.abs(silhouette(line, Uint8Array.of(0, 0, 1)) - (3 / 4 + 2 / 3 + 0) / 3) < 1e-12);
  t.equal(silhouette(line, Uint8Array.of(0, 0, 0)), 0);
  const equal = Array.from({ length: 4 }, () => Float64Array.of(1, 1));
  t.same([...twoMeans(equal, draws).side], [0, 0, 0, 0], 'equal points are one heap');
  t.end();
});
