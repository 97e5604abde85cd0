import { loadData, type Step } from '../lib/data/index.js';
import { Draws, prepareRelease, seededBits } from '../lib/release/index.js';
import { type Recipe, trainer } from '../lib/train/index.js';
import { Moments } from '../lib/train/moments.js';
import { solveRidge } from '../lib/train/ridge.js';
import { sharedDataPath } from '../test/shared-data.js';
import { releaseOf } from '../test/train/records.js';
import { timed } from './cpu.js';
import type { Row } from './row.js';
import { atLeast, atMost } from './target.js';

const ROWS = 32_000;
const CLASSES = 10;

/** The pieces a model is made of, and whole models, in CPU time of one thread. */
export async function* ridge(skip: (line: string) => void): AsyncGenerator<Row> {
  for (const dimension of [64, 100]) yield* pieces(dimension);
  const digits = sharedDataPath('digits.csv.gz');
  const images = sharedDataPath('mnist-10k/t10k-images-idx3-ubyte.gz');
  if (digits === undefined) skip('digits.csv.gz: not found in $DPIH_DATA or ../shared/data, skipped');
  else yield* models('digits', digits, [{ kind: 'contrast' }], 100, 60);
  if (images === undefined) skip('mnist-10k: not found in $DPIH_DATA or ../shared/data, skipped');
  else
    yield* models(
      'MNIST-10k to 100',
      images,
      [{ kind: 'project', dimensions: 100, seed: '1', entries: 'gaussian' }],
      10,
      600,
    );
}

/** Sums of products of ROWS mixtures, and the closed form that they end in. */
function* pieces(dimension: number): Generator<Row> {
  const draws = new Draws(seededBits('bench'));
  const set = {
    count: ROWS,
    dimension,
    classes: CLASSES,
    features: Float32Array.from({ length: ROWS * dimension }, () => draws.unit() - 0.5),
    labels: Float32Array.from({ length: ROWS * CLASSES }, () => draws.unit()),
  };
  const fresh = (): Moments => {
    const moments = new Moments(dimension, CLASSES);
    moments.add(set);
    return moments;
  };
  const runs = [0, 1, 2, 3].map(() => timed(fresh));
  const seconds = Math.min(...runs.map((run) => run.seconds));
  const width = dimension + CLASSES + 1;
  yield {
    name: `Gram matrix, width ${width}, GMAC/s`,
    value: (ROWS * width * (width + 1)) / 2 / seconds / 1e9,
    target: atLeast(0.8),
    binding: false,
  };
  const solutions = runs.map(({ result }) => timed(() => solveRidge(result, 0.16)).seconds);
  yield {
    name: `ridge in closed form, d = ${dimension}, ms`,
    value: 1000 * Math.min(...solutions),
    target: atMost(20),
    binding: false,
  };
}

async function* models(
  name: string,
  source: string,
  steps: readonly Step[],
  count: number,
  milliseconds: number,
): AsyncGenerator<Row> {
  const data = await loadData({
    source,
    steps,
    domain: { kind: 'l2-ball', radius: 1 },
    test: { fraction: 0.2, seed: '1', ...(count < 100 ? { limit: 1000 } : {}) },
  });
  const mechanism = releaseOf(data.train, 0.4);
  const release = prepareRelease(mechanism, data.train);
  const drawn = [0, 1, 2].map((i) => timed(() => release.draw(seededBits('bench', i))).seconds);
  yield {
    name: `${name}: one release, ms`,
    value: 1000 * Math.min(...drawn),
    target: atMost(milliseconds / 4),
    binding: false,
  };
  const defence = { kind: 'dp-instahide', mechanism } as const;
  const recipe: Recipe = { defence, learner: { kind: 'ridge' }, models: count, seed: '1' };
  const start = process.cpuUsage();
  const { model } = await trainer(recipe, data);
  for (let i = 0; i < count; i++) await model(i);
  const { user, system } = process.cpuUsage(start);
  yield {
    name: `${name}: one model and its predictions, ms`,
    value: (user + system) / 1000 / count,
    target: atMost(milliseconds),
    binding: false,
  };
}
