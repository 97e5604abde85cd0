import type { Mixtures } from '../lib/core/index.js';
import { loadData } from '../lib/data/index.js';
import { Draws, seededBits } from '../lib/release/index.js';
import { type GradientSpec, gradientSpec, type Recipe, trainer } from '../lib/train/index.js';
import { tensorflowLearner } from '../lib/train/tensorflow/learner.js';
import { sharedDataPath } from '../test/shared-data.js';
import { accuracy, releaseOf } from '../test/train/records.js';
import type { Row } from './row.js';
import { atLeast, atMost, type Target } from './target.js';

const MODELS = 10;
const ROWS = 10_000;
const IMAGE = { height: 28, width: 28, channels: 1 };

/** TensorFlow.js on the WebAssembly backend: whole models, and epochs of larger networks at batch 64. */
export async function* training(skip: (line: string) => void): AsyncGenerator<Row> {
  const digits = sharedDataPath('digits.csv.gz');
  if (digits === undefined) skip('digits.csv.gz: not found in $DPIH_DATA or ../shared/data, skipped');
  else yield* softmax(digits);
  const set = noise();
  yield* epoch('MLP 784-128-10, momentum', gradientSpec('mlp', { optimizer: 'momentum' }), set, atMost(0.6));
  yield* epoch('MLP 784-128-10, Adam', gradientSpec('mlp'), set, atMost(0.6));
  yield* epoch('CNN 28x28, 16 and 32 filters', gradientSpec('cnn'), set, atMost(8));
}

/** Draw a release, train softmax regression for its 30 epochs, predict: the work of one model of a run. */
async function* softmax(source: string): AsyncGenerator<Row> {
  const data = await loadData({
    source,
    steps: [],
    domain: { kind: 'l2-ball', radius: 1 },
    test: { fraction: 0.2, seed: '1' },
  });
  const shared = {
    learner: gradientSpec('softmax'),
    models: MODELS,
    seed: 'bench',
    backend: 'wasm',
  } as const;
  const mechanism = releaseOf(data.train, 0.4);
  const recipes: readonly (readonly [string, Recipe, number])[] = [
    ['clean digits', { ...shared, defence: { kind: 'none' } }, 0.93],
    ['digits k=4 sigma=.4 T=4n', { ...shared, defence: { kind: 'dp-instahide', mechanism } }, 0.6],
  ];
  for (const [name, recipe, least] of recipes) {
    const models = await trainer(recipe, data);
    await models.model(0);
    let right = 0;
    const seconds = await cpuSeconds(async () => {
      for (let i = 0; i < MODELS; i++) right += accuracy(await models.model(i), data.test.labels) / MODELS;
    });
    yield { name: `softmax, ${name}: accuracy`, value: right, target: atLeast(least), binding: true };
    yield {
      name: `softmax, ${name}: models/min/2 cores`,
      value: (2 * 60 * MODELS) / seconds,
      target: atLeast(100),
      seconds,
      binding: false,
    };
  }
}

/** A whole training of one epoch, standardising and all, after one that has compiled it. */
async function* epoch(name: string, given: GradientSpec, set: Mixtures, target: Target): AsyncGenerator<Row> {
  const learner = await tensorflowLearner(
    { ...given, epochs: 1, batch: 64 },
    { backend: 'wasm', image: IMAGE },
  );
  const train = () => cpuSeconds(async () => (await learner.train(set, 'bench')).dispose());
  const value = Math.min(await train(), await train());
  yield { name: `${name}: CPU s an epoch of ${ROWS / 1000}k`, value, target, binding: false };
}

/** Images of noise with random labels: what is timed does not depend on them. */
function noise(): Mixtures {
  const draws = new Draws(seededBits('bench'));
  const [dimension, classes] = [784, 10];
  const features = Float32Array.from({ length: ROWS * dimension }, () => draws.unit());
  const labels = new Float32Array(ROWS * classes);
  for (let row = 0; row < ROWS; row++) labels[row * classes + draws.below(classes)] = 1;
  return { count: ROWS, dimension, classes, features, labels };
}

async function cpuSeconds(work: () => Promise<void>): Promise<number> {
  const start = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1e6;
}
