import * as tf from '@tensorflow/tfjs-core';
import { test } from 'tap';
import { glyphs } from '../../lib/data/index.js';
import { DomainError } from '../../lib/numerics/index.js';
import { Draws, seededBits } from '../../lib/random/index.js';
import {
  cleanSet,
  type GradientSpec,
  gradientSpec,
  learnerFor,
  type Surrogate,
  trainSurrogate,
} from '../../lib/train/index.js';
import { crossEntropy, probabilities } from '../../lib/train/tensorflow/cross-entropy.js';

const RECORDS = glyphs(200);
const SET = cleanSet(RECORDS);
const IMAGE = { height: 8, width: 8, channels: 1 };
const SPECS: readonly GradientSpec[] = [
  gradientSpec('softmax', { epochs: 3, batch: 50 }),
  gradientSpec('mlp', { epochs: 3, batch: 50, hidden: [12, 7], rate: 0.01 }),
  gradientSpec('cnn', { epochs: 3, batch: 50, hidden: [4, 6], rate: 0.01 }),
];
const DENSE = SPECS.slice(0, 2);
// plain JavaScript, so that differences are those of the formulas
const BACKEND = 'cpu';
const surrogateOf = (spec: GradientSpec) => trainSurrogate(spec, RECORDS, 'seed', { backend: BACKEND });

const numbers = (count: number, use: string): Float32Array => {
  const draws = new Draws(seededBits(use));
  return Float32Array.from({ length: count }, () => 2 * draws.unit() - 1);
};
const someRows = (rows: number, use = 'rows'): tf.Tensor2D =>
  tf.tensor2d(
    numbers(rows * 64, use).map((x) => (x + 1) / 2),
    [rows, 64],
  );

/** A direction derivative by the tape, and by differences; x is a list of tensors. */
function derivatives(
  f: (...x: tf.Tensor[]) => tf.Scalar,
  x: readonly tf.Tensor[],
  step: number,
): { tape: number; differences: number } {
  return tf.tidy(() => {
    const way = x.map((tensor, i) => tf.tensor(numbers(tensor.size, `way ${i}`), tensor.shape));
    const slopes = tf.grads(f)([...x]);
    const tape = slopes.reduce((sum, slope, i) => sum + tf.sum(tf.mul(slope, way[i])).dataSync()[0], 0);
    const at = (h: number): number => f(...x.map((t, i) => tf.add(t, tf.mul(way[i], h)))).dataSync()[0];
    return { tape, differences: (at(step) - at(-step)) / (2 * step) };
  });
}

const close = (a: number, b: number, share: number): boolean =>
  Math.abs(a - b) <= share * (1e-3 + Math.abs(b));

/** Sum of squares with weights that tell the entries apart. */
const mixed = (x: tf.Tensor): tf.Scalar =>
  tf.sum(tf.mul(tf.tensor(numbers(x.size, 'weights'), x.shape), tf.square(x))) as tf.Scalar;

for (const spec of SPECS)
  test(`${spec.kind}: a surrogate is the learner's own network, open to the tape`, async (t) => {
    const surrogate = await surrogateOf(spec);
    const learner = await learnerFor(spec, { backend: BACKEND, image: IMAGE });
    const model = await learner.train(SET, 'seed');
    const x = someRows(5);
    const asked = Float32Array.from(x.dataSync());
    const scores = await surrogate.classifier.logits(asked, 5);
    t.same(scores, await model.logits(asked, 5), 'the same weights');
    const own = tf.tidy(() => surrogate.logits(x).dataSync());
    t.ok(
      scores.every((score, i) => close(own[i], score, 1e-3)),
      'logits take rows on their own scale',
    );

    const embedded = await surrogate.classifier.embed(asked, 5);
    t.equal(embedded.width, surrogate.width);
    t.equal(embedded.values.length, 5 * surrogate.width);
    const last = surrogate.parameters[surrogate.parameters.length - 1] as tf.Variable<tf.Rank.R2>;
    const remade = tf.tidy(() =>
      tf.matMul(tf.tensor2d(embedded.values, [5, surrogate.width]), last).dataSync(),
    );
    t.ok(
      scores.every((score, i) => close(remade[i], score, 1e-3)),
      'what is embedded enters the last layer',
    );

    for (const [name, map] of [
      ['logits', surrogate.logits],
      ['embed', surrogate.embed],
    ] as const) {
      const { tape, differences } = derivatives((x) => mixed(map(x as tf.Tensor2D)), [x], 1e-3);
      t.ok(close(tape, differences, 0.03), `${name}: ${tape} by the tape, ${differences} by differences`);
    }
    const held = tf.memory().numTensors;
    x.dispose();
    model.dispose();
    surrogate.dispose();
    t.equal(held - tf.memory().numTensors, 2 + 2 * surrogate.parameters.length, 'nothing is left behind');
  });

for (const spec of DENSE)
  test(`${spec.kind}: gradients of gradients, and other weights in place of its own`, async (t) => {
    const surrogate = await surrogateOf(spec);
    const x = someRows(4);
    const weights = [...surrogate.parameters];
    const [at, own] = tf.tidy(() => [
      surrogate.logitsAt(x, weights).dataSync(),
      surrogate.logits(x).dataSync(),
    ]);
    t.same(at, own);
    t.throws(() => surrogate.logitsAt(x, weights.slice(1).concat(weights[0], weights[0])), DomainError);

    // what gradient matching asks: the gradient by the inputs of a function of the gradient by the weights
    const loss = (x: tf.Tensor, ...w: tf.Tensor[]): tf.Scalar => {
      const targets = tf.oneHot(tf.fill([x.shape[0]], 1, 'int32'), 10) as tf.Tensor2D;
      return crossEntropy(surrogate.logitsAt(x as tf.Tensor2D, w), targets);
    };
    const matched = (x: tf.Tensor): tf.Scalar => {
      const slopes = tf.grads((...w: tf.Tensor[]) => loss(x, ...w))(weights);
      return tf.addN(slopes.map((slope) => mixed(slope))) as tf.Scalar;
    };
    const second = derivatives(matched, [x], 1e-3);
    t.ok(
      close(second.tape, second.differences, 0.05),
      `by inputs: ${second.tape} by the tape, ${second.differences} by differences`,
    );
    // what unrolling asks: through a step on the weights
    const unrolled = (x: tf.Tensor): tf.Scalar => {
      const slopes = tf.grads((...w: tf.Tensor[]) => loss(x, ...w))(weights);
      const moved = weights.map((w, i) => tf.sub(w, tf.mul(slopes[i], 0.5)));
      return mixed(surrogate.logitsAt(someRows(2, 'others'), moved));
    };
    const step = derivatives(unrolled, [x], 1e-3);
    t.ok(
      close(step.tape, step.differences, 0.05),
      `through a step: ${step.tape} by the tape, ${step.differences} by differences`,
    );

    const layers = (await surrogate.layers?.())?.layers ?? [];
    t.same(
      layers.map(({ inputs, outputs, bias }) => [inputs, outputs, bias?.length]),
      spec.kind === 'softmax'
        ? [[64, 10, undefined]]
        : [
            [64, 12, 12],
            [12, 7, 7],
            [7, 10, undefined],
          ],
    );
    t.same(
      layers.flatMap(({ weights, bias }) => [...weights, ...(bias ?? [])]),
      surrogate.parameters.flatMap((variable) => [...variable.dataSync()]),
    );
    surrogate.dispose();
  });

test('softmax and cross-entropy have gradients of gradients, which those of TensorFlow.js get wrong', async (t) => {
  await (await surrogateOf(SPECS[0])).dispose(); // the backend and the tape are there
  const z = tf.tensor2d(numbers(15, 'logits'), [5, 3]);
  const targets = tf.softmax(tf.tensor2d(numbers(15, 'targets'), [5, 3]));
  const forms = {
    probabilities: (z: tf.Tensor) => mixed(probabilities(z as tf.Tensor2D)),
    crossEntropy: (z: tf.Tensor) => tf.square(crossEntropy(z as tf.Tensor2D, targets)) as tf.Scalar,
  };
  for (const [name, form] of Object.entries(forms)) {
    const first = derivatives(form, [z], 1e-2);
    t.ok(close(first.tape, first.differences, 0.01), `${name}: ${first.tape}, ${first.differences}`);
    const second = derivatives((z) => mixed(tf.grad(form)(z)), [z], 1e-2);
    t.ok(close(second.tape, second.differences, 0.01), `${name}: ${second.tape}, ${second.differences}`);
  }
  const squares = (z: tf.Tensor): tf.Scalar => tf.sum(tf.square(tf.exp(z)));
  const theirs = derivatives((z) => mixed(tf.grad(squares)(z)), [z], 1e-2);
  t.notOk(
    close(theirs.tape, theirs.differences, 0.1),
    `once theirs are right ours can go: ${theirs.tape}, ${theirs.differences}`,
  );
});

test('a convolution has no gradient of gradients, and says so', async (t) => {
  const surrogate = await surrogateOf(SPECS[2]);
  t.equal(surrogate.layers, undefined);
  t.throws(
    () => surrogate.logitsAt(someRows(1), [...surrogate.parameters]),
    /surrogate must be softmax or mlp where gradients of gradients are taken, got cnn/,
  );
  surrogate.dispose();
});

test('the backend that computes fast takes the same derivatives', async (t) => {
  for (const spec of SPECS) {
    const surrogate: Surrogate = await trainSurrogate(spec, RECORDS, 'seed', { backend: 'wasm' });
    const x = someRows(5);
    for (const map of [surrogate.logits, surrogate.embed]) {
      const { tape, differences } = derivatives((x) => mixed(map(x as tf.Tensor2D)), [x], 1e-3);
      t.ok(
        close(tape, differences, 0.03),
        `${spec.kind}: ${tape} by the tape, ${differences} by differences`,
      );
    }
    surrogate.dispose();
  }
});
