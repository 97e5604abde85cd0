import type { LinearModel } from '../../train/index.js';
import type { CanaryPair } from './canary.js';

/**
 * How far the weights lie in the direction in which the canary would have moved them: the dot product of all
 * parameters with the sum over the changed records of
 *
 *   - gradient of the cross-entropy of the record as changed  + gradient of the same of the record as it was,
 *
 * both where training starts, at weights 0. There the gradient of (x, y) by the weights is x (1/C - e_y)', so a
 * record contributes x W + b at y less its mean over the classes. For weights that are a sum over records of
 * A x (e_y - mean)', with noise of covariance proportional to A, as ridge regression's are to first order, this
 * is the matched filter: no other linear function of the weights separates the worlds better.
 *
 * @returns higher speaks for the canary's presence
 * @proof proofs/trained-games.md
 */
export function weightScore(model: LinearModel, { absent, present, changed }: CanaryPair): number {
  let score = 0;
  for (const position of changed)
    for (const [records, sign] of [
      [present, 1],
      [absent, -1],
    ] as const) {
      const { dimension } = records;
      const record = records.features.subarray(position * dimension, (position + 1) * dimension);
      score += sign * aboveMean(model, record, records.labels[position]);
    }
  return score;
}

/** Entry `label` of x W + b, less the mean of its entries. */
function aboveMean({ classes, weights, intercept }: LinearModel, x: Float32Array, label: number): number {
  let own = intercept[label];
  let all = intercept.reduce((sum, value) => sum + value, 0);
  for (let i = 0, at = 0; i < x.length; i++) {
    own += x[i] * weights[at + label];
    for (let j = 0; j < classes; j++, at++) all += x[i] * weights[at];
  }
  return own - all / classes;
}
