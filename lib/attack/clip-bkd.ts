import * as z from 'zod';
import type { Records } from '../core/index.js';
import { fixSteps } from '../data/index.js';
import { DomainError } from '../numerics/index.js';
import { cleanSet, ridgeLearner } from '../train/index.js';
import type { Attack, PixelGrid } from './attack.js';
import { inserted } from './canary.js';
import { drawsOf } from './choices/draws-of.js';

const schema = z.strictObject({
  kind: z.literal('clip-bkd'),
  scale: z
    .number()
    .gt(0)
    .default(10)
    .describe('length of the direction before it is clipped, in pixel ranges'),
});

/**
 * ClipBKD: r copies of x = clip(low + scale (high - low) v) in the place of records drawn uniformly, where v is the
 * last principal direction of the records, along which they differ least, under the label that a linear fit finds
 * least likely. Success is that x gets this label. The paper fits logistic regression; here it is ridge regression,
 * which has a closed form, and the sign of v is the one that leaves more of it within the pixels.
 */
export const clipBkd: Attack<z.infer<typeof schema>> = {
  kind: 'clip-bkd',
  summary: 'a canary along the direction in which the records differ least',
  source: 'Jagielski, Ullman, Oprea 2020, Auditing differentially private machine learning, arXiv:2006.07709',
  schema,
  demands: () => ({}),
  budget: () => undefined,
  cleanLabel: () => false,
  async craft({ scale }, scene) {
    const { train, pixels } = scene;
    const record = clipped(lastDirection(train), scale, pixels);
    const model = await ridgeLearner(0).train(cleanSet(train), scene.seed);
    const scores = await model.logits(record, 1);
    model.dispose();
    const order = [...scores.keys()].sort((a, b) => scores[b] - scores[a] || a - b);
    const canary = { record, truth: order[0], label: order[order.length - 1] };
    return inserted(canary, scene, drawsOf(scene, 'clip-bkd'));
  },
};

/** The unit vector along which the records vary least. */
function lastDirection(train: Records): readonly number[] {
  const dimensions = Math.min(train.dimension, train.count - 1);
  const step = fixSteps([{ kind: 'pca', dimensions }], train).at(-1);
  const last = step?.kind === 'linear' ? step.matrix.at(-1) : undefined;
  if (last === undefined) throw new DomainError('clip-bkd', 'used on two records or more', train.count);
  return last;
}

function clipped(direction: readonly number[], scale: number, { low, high }: PixelGrid): Float32Array {
  const along = (sign: number): Float32Array =>
    Float32Array.from(direction, (v) => Math.max(low, Math.min(high, low + sign * scale * (high - low) * v)));
  const size = (x: Float32Array): number => x.reduce((sum, value) => sum + (value - low), 0);
  const [plus, minus] = [along(1), along(-1)];
  return size(plus) >= size(minus) ? plus : minus;
}
