import type { Mixtures } from '../../core/mixtures.js';
import { DomainError } from '../../numerics/check.js';

/**
 * The targets of cross-entropy: each row of labels moved along (1, ..., 1) until it sums to 1,
 *   t_c = y_c + (1 - sum_j y_j) / classes
 *
 * Labels of mixtures are means of one-hot rows plus noise: entries may be negative and a row's sum is random.
 * Cross-entropy with targets of sum s has the gradient s p - y by the logits, so a noisy sum would scale each
 * row's probabilities at random, by a negative number at times, and the loss would not be convex. With sum 1
 * the loss is logsumexp(z) - t . z: convex in the logits z whatever t is, and linear in t, so noise of mean 0
 * leaves the expected gradient p - t that of the mixtures without noise. What is thrown away is the component
 * along (1, ..., 1), of which the labels' sum is known to be 1. Rows of a sum of 1 are left alone.
 * The loss of a row is not bounded below once t leaves [0, 1]: weight decay and few epochs keep the
 * weights from chasing the noise.
 *
 * @returns (count, classes) row-major
 * @throws  DomainError where the set is empty or a number is not finite
 */
export function softLabels({ count, classes, labels }: Mixtures): Float32Array {
  const targets = new Float32Array(count * classes);
  for (let row = 0; row < count; row++) {
    const first = row * classes;
    let sum = 0;
    for (let c = 0; c < classes; c++) sum += labels[first + c];
    if (!Number.isFinite(sum)) throw new DomainError(`labels of mixture ${row}`, 'finite', sum);
    for (let c = 0; c < classes; c++) targets[first + c] = labels[first + c] + (1 - sum) / classes;
  }
  return targets;
}
