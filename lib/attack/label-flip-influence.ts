import * as z from 'zod';
import type { Records } from '../core/index.js';
import type { Surrogate } from '../train/index.js';
import type { Attack } from './attack.js';
import { rowsOf } from './choices/choose.js';
import { errorQueries } from './choices/queries.js';
import { flipInfluence } from './influence/flip-influence.js';
import type { HeadRows } from './influence/softmax-head.js';

const KIND = 'label-flip-influence';

const schema = z.strictObject({
  kind: z.literal(KIND),
  ridge: z
    .number()
    .gt(0)
    .default(0.01)
    .describe('penalty on the weights of the last layer whose influence is taken'),
});

export type InfluenceFlipSpec = z.infer<typeof schema>;

/**
 * Flips the labels that are predicted to raise the loss on the test records most, each to the class that raises it
 * most; the pixels stay. Any wrong answer is a success.
 *
 * Predicted by influence functions of the last layer: softmax regression, fitted to its minimum, on what the surrogate
 * hands to its own last layer, the layers below held still. Each flip is judged by itself, to first order.
 */
export const influenceFlip: Attack<InfluenceFlipSpec> = {
  kind: KIND,
  summary: 'the labels of the largest estimated influence on the test loss are flipped',
  source:
    'Koh, Liang 2017, Understanding black-box predictions via influence functions, arXiv:1703.04730; ' +
    'as an attack: Koh, Steinhardt, Liang 2022, Stronger data poisoning attacks break data sanitization defenses',
  schema,
  demands: () => ({}),
  budget: () => undefined,
  cleanLabel: () => false,
  async craft({ ridge }, scene) {
    const { train, test, poisons } = scene;
    const surrogate = await scene.surrogate(train, KIND);
    try {
      const trained = await headRows(surrogate, train);
      const scale = 1 / rootMeanSquare(trained.features);
      const tested = scaled(await headRows(surrogate, test), scale);
      const influence = flipInfluence(scaled(trained, scale), tested, ridge);
      const flips = largestFlips(influence, train, poisons);
      return {
        positions: Uint32Array.from(flips, ({ position }) => position),
        features: rowsOf(
          train,
          flips.map(({ position }) => position),
        ),
        labels: Uint16Array.from(flips, ({ label }) => label),
        queries: errorQueries(test),
        told: { predicted: flips.reduce((sum, { gain }) => sum + gain, 0) },
      };
    } finally {
      surrogate.dispose();
    }
  },
};

interface Flip {
  readonly position: number;
  readonly label: number;
  /** predicted gain of the test loss */
  readonly gain: number;
}

/** For each record its best other label, and of these the best, in the order of their positions. */
function largestFlips(influence: Float64Array, { labels, classes }: Records, count: number): Flip[] {
  const best = Array.from(labels, (own, position): Flip => {
    let label = own === 0 ? 1 : 0;
    const at = position * classes.length;
    for (let c = label + 1; c < classes.length; c += 1)
      if (c !== own && influence[at + c] > influence[at + label]) label = c;
    return { position, label, gain: influence[at + label] };
  });
  return best
    .sort((a, b) => b.gain - a.gain || a.position - b.position)
    .slice(0, count)
    .sort((a, b) => a.position - b.position);
}

async function headRows({ classifier }: Surrogate, records: Records): Promise<HeadRows> {
  const { count, features, labels, classes } = records;
  const { width, values } = await classifier.embed(features, count);
  return { count, width, classes: classes.length, features: Float64Array.from(values), labels };
}

const scaled = (rows: HeadRows, factor: number): HeadRows => ({
  ...rows,
  features: rows.features.map((value) => value * factor),
});

/** 1 where all are 0. */
function rootMeanSquare(values: Float64Array): number {
  const mean = values.reduce((sum, value) => sum + value * value, 0) / values.length;
  return mean > 0 ? Math.sqrt(mean) : 1;
}
