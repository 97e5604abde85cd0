import { execFileSync } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import * as tf from '@tensorflow/tfjs-core';
import { test } from 'tap';
import type { Mixtures } from '../../lib/core/mixtures.js';
import { DomainError } from '../../lib/numerics/check.js';
import { seededBits } from '../../lib/random/bits.js';
import { drawMixtures } from '../../lib/release/index.js';
import { BackendError } from '../../lib/train/backend-error.js';
import { gradientSpec } from '../../lib/train/gradient-spec.js';
import type { GradientSpec } from '../../lib/train/learner.js';
import { ENGINE_NAME, loadBackend } from '../../lib/train/tensorflow/backend.js';
import { tensorflowLearner } from '../../lib/train/tensorflow/learner.js';
import { disposeOf } from '../../lib/train/tensorflow/network.js';
import { loadTape } from '../../lib/train/tensorflow/tape.js';
import { trainNetwork } from '../../lib/train/tensorflow/train-network.js';
import { BACKENDS } from './backends.js';
import { noisySet, SMALL } from './noisy-set.js';
import { accuracy, digits, NO_DIGITS, releaseOf, vote } from './records.js';

const IMAGE = { height: 4, width: 4, channels: 1 };

await loadTape();
const DIGITS = NO_DIGITS ? undefined : await digits();

/** Records as mixtures of one. */
function oneHot(
  records: { count: number; dimension: number; features: Float32Array; labels: Uint16Array },
  classes: number,
): Mixtures {
  const labels = new Float32Array(records.count * classes);
  records.labels.forEach((label, i) => {
    labels[i * classes + label] = 1;
  });
  return { count: records.count, dimension: records.dimension, classes, features: records.features, labels };
}

for (const { name, skip } of BACKENDS) {
  test(`${name}: every learner learns noisy labels, and classes have no favourite`, { skip }, async (t) => {
    const set = noisySet(300);
    const truth = Float32Array.from({ length: 3 * 16 }, (_, i) =>
      (i % 16) % 3 === Math.floor(i / 16) ? 1 : 0,
    );
    for (const small of SMALL) {
      const spec: GradientSpec = { ...small, epochs: 40 };
      const learner = await tensorflowLearner(spec, { backend: name, image: IMAGE });
      t.equal(learner.backend?.name, name);
      const classifier = await learner.train(set, 'seed');
      t.same([...(await classifier.predict(truth, 3))], [0, 1, 2], spec.kind);
      classifier.dispose();
    }
  });

  test(`${name}: weights repeat bit for bit in another process and in a worker, without Math.random`, {
    skip,
  }, async (t) => {
    const child = new URL('./weights-child.js', import.meta.url);
    const first = execFileSync(process.execPath, [fileURLToPath(child), name], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    t.match(first, /^softmax [0-9a-f]{64}\nmlp [0-9a-f]{64}\ncnn [0-9a-f]{64}\n$/);
    t.equal(new Set(first.match(/[0-9a-f]{64}/g)).size, 3);
    t.equal(await text(new Worker(child, { argv: [name], stdout: true }).stdout), first);
  });

  test(`${name}: another seed, another model`, { skip }, async (t) => {
    await loadBackend(name);
    const set = noisySet(150);
    const weights = (spec: GradientSpec, seed: string): string => {
      const { network } = trainNetwork(spec, set, seed, IMAGE);
      const text = network.parameters.map(({ variable }) => variable.dataSync().join()).join('\n');
      disposeOf(network);
      return text;
    };
    // Softmax regression starts from zero: the order of the rows alone tells its models apart.
    for (const spec of SMALL) {
      const first = weights(spec, 'a');
      t.not(weights(spec, 'b'), first, spec.kind);
      t.equal(weights(spec, 'a'), first, spec.kind);
    }
  });

  test(`${name}: 200 models leave nothing behind`, { skip }, async (t) => {
    const set = noisySet(40);
    const [x, y] = [set.features.subarray(0, 160), 10];
    const held = (): number[] => [tf.memory().numTensors, tf.backend().numDataIds()];
    for (const spec of SMALL) {
      const learner = await tensorflowLearner({ ...spec, epochs: 1 }, { backend: name, image: IMAGE });
      const before = held();
      for (let i = 0; i < (spec.kind === 'softmax' ? 200 : 20); i++) {
        const classifier = await learner.train(set, `model ${i}`);
        await classifier.predict(x, y);
        classifier.dispose();
      }
      t.same(held(), before, spec.kind);
    }
  });

  test(`${name}: digits, clean and as noisy mixtures`, { skip: skip || NO_DIGITS }, async (t) => {
    if (DIGITS === undefined) return;
    const { train, test: held } = DIGITS;
    // Plain JavaScript takes seconds for what the others do at once.
    const epochs = name === 'cpu' ? { epochs: 8 } : {};
    const learner = await tensorflowLearner(gradientSpec('softmax', epochs), { backend: name });
    const predictions = async (set: Mixtures, seed: string): Promise<Uint16Array> => {
      const classifier = await learner.train(set, seed);
      const result = await classifier.predict(held.features, held.count);
      classifier.dispose();
      return result;
    };
    t.ok(accuracy(await predictions(oneHot(train, 10), 'seed'), held.labels) >= 0.93, 'clean');
    const models = await Promise.all(
      Array.from({ length: name === 'cpu' ? 1 : 5 }, (_, i) =>
        predictions(drawMixtures(releaseOf(train, 0.4), train, seededBits('digits', i)), `model ${i}`),
      ),
    );
    const single = models.reduce((sum, model) => sum + accuracy(model, held.labels), 0) / models.length;
    t.ok(single >= 0.6, `one model on mixtures: ${single}`);
    if (models.length > 1) {
      const together = accuracy(vote(models, 10), held.labels);
      t.ok(together >= 0.72 && together > single, `the vote of five: ${together}`);
    }
  });
}

test('two learners on two backends take turns', async (t) => {
  const [spec] = SMALL;
  const set = noisySet(100);
  const wasm = await tensorflowLearner(spec, { backend: 'wasm' });
  const cpu = await tensorflowLearner(spec, { backend: 'cpu' });
  const one = await wasm.train(set, 'seed');
  t.equal(tf.getBackend(), ENGINE_NAME.wasm);
  const other = await cpu.train(set, 'seed');
  t.equal(tf.getBackend(), ENGINE_NAME.cpu);
  const agreed = await one.predict(set.features, set.count);
  t.equal(tf.getBackend(), ENGINE_NAME.wasm);
  t.same(await other.predict(set.features, set.count), agreed);
  one.dispose();
  other.dispose();
});

test('the record of a backend says what decides the weights', async (t) => {
  t.same(await loadBackend('wasm'), {
    name: 'wasm',
    version: tf.version_core,
    kernels: [
      'BatchMatMul',
      'Conv2DBackpropFilter',
      'Conv2DBackpropInput',
      'MaxPoolGrad',
      'UnsortedSegmentSum',
    ],
    simd: true,
  });
  t.same(await loadBackend('cpu'), { name: 'cpu', version: tf.version_core, kernels: [], simd: false });
  const node = BACKENDS.find(({ name }) => name === 'node')?.skip === false;
  t.equal((await loadBackend()).name, node ? 'node' : 'wasm', 'the first that is there');
  if (node) t.equal((await loadBackend('node')).simd, null);
  else
    await t.rejects(loadBackend('node'), {
      name: 'BackendError',
      message: /^TensorFlow\.js backend node is not available: .*without it use wasm/,
    });
  t.ok(new BackendError('x') instanceof Error);
});

test('WebAssembly leaves the process its own way to die', (t) => {
  const handlers = [...process.listeners('uncaughtException'), ...process.listeners('unhandledRejection')];
  for (const handler of handlers) t.notMatch(String(handler), /throw (ex|reason)/);
  t.end();
});

test('what cannot be trained is refused with its rule', async (t) => {
  const refused = async (run: Promise<unknown>, message: RegExp) =>
    t.rejects(run, { name: 'DomainError', message });
  t.throws(() => gradientSpec('softmax', { epochs: Number.NaN }), DomainError);
  t.throws(() => gradientSpec('softmax', { batch: 0 }), /batch must be/);
  t.throws(() => gradientSpec('softmax', { rate: 0 }), /rate must be/);
  t.throws(() => gradientSpec('softmax', { rate: 0.5, decay: 2 }), /decay must be below 1 \/ rate, got 2/);
  t.throws(
    () => gradientSpec('softmax', { optimizer: 'newton' as 'sgd' }),
    /optimizer must be sgd or momentum or adam/,
  );
  t.throws(() => gradientSpec('softmax', { hidden: [3] }), /hidden must be empty/);
  t.throws(() => gradientSpec('mlp', { hidden: [] }), /hidden must be at least one layer/);
  t.throws(() => gradientSpec('mlp', { hidden: [0] }), /hidden must be/);
  const [softmax, , cnn] = SMALL;
  await refused(tensorflowLearner({ ...softmax, epochs: 0 }, { backend: 'wasm' }), /epochs must be/);
  await refused(
    tensorflowLearner(cnn, { backend: 'wasm' }),
    /learner must be softmax or mlp for records that are no images/,
  );
  const set = noisySet(20);
  const learner = await tensorflowLearner(softmax, { backend: 'wasm' });
  const tensors = tf.memory().numTensors;
  await refused(learner.train({ ...set, count: 0 }, 's'), /mixtures must be at least one/);
  await refused(
    learner.train({ ...set, labels: set.labels.map(() => Number.NaN) }, 's'),
    /labels of mixture 0 must be finite/,
  );
  await refused(
    learner.train({ ...set, features: set.features.map(() => Infinity) }, 's'),
    /features of the mixtures must be finite/,
  );
  const large = await tensorflowLearner(cnn, {
    backend: 'wasm',
    image: { height: 5, width: 5, channels: 1 },
  });
  await refused(large.train(set, 's'), /features must be the 25 values of an image/);
  const classifier = await learner.train(set, 's');
  await refused(classifier.predict(set.features, 19), /features must be 19 rows of 16/);
  classifier.dispose();
  const wild = await tensorflowLearner(
    { ...softmax, optimizer: 'sgd', rate: 1e38, decay: 0 },
    { backend: 'wasm' },
  );
  const diverged = await wild.train(set, 's');
  await t.rejects(diverged.predict(set.features, 20), /diverged/);
  diverged.dispose();
  t.equal(tf.memory().numTensors, tensors, 'nothing is left behind');
});
