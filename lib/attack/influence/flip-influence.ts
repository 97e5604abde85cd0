import { DomainError } from '../../numerics/index.js';
import { evaluate, fitHead, type HeadRows, inverseCurvature } from './softmax-head.js';

/**
 * What the loss on the test rows is predicted to gain if the label of one training row became another:
 *   (1 / n) (h_i S)_{c} - (1 / n) (h_i S)_{y_i},   S = H^-1 grad L_test
 * in which H and the gradient are those of softmax regression at its minimum on the training rows. The flip changes
 * the gradient of the training loss by h_i' (e_{y_i} - e_c) / n, which moves the minimum by -H^-1 times that, to
 * first order.
 *
 * @returns (count, classes) row-major; 0 at the row's own label
 * @source  Koh, Liang 2017, "Understanding black-box predictions via influence functions", for a changed label
 * @throws  DomainError where the rows differ in width or classes
 */
export function flipInfluence(train: HeadRows, test: HeadRows, ridge: number): Float64Array {
  if (!(train.width === test.width && train.classes === test.classes))
    throw new DomainError(
      'test rows',
      `of ${train.width} features and ${train.classes} classes`,
      `${test.width} and ${test.classes}`,
    );
  const { count, classes, features, labels, width } = train;
  const weights = fitHead(train, ridge);
  const s = inverseCurvature(train, weights, ridge, evaluate(test, weights, 0).gradient);
  const influence = new Float64Array(count * classes);
  for (let row = 0; row < count; row += 1) {
    const own = influence.subarray(row * classes, (row + 1) * classes);
    for (let i = 0; i < width; i += 1)
      for (let c = 0; c < classes; c += 1) own[c] += (features[row * width + i] * s[i * classes + c]) / count;
    const atLabel = own[labels[row]];
    for (let c = 0; c < classes; c += 1) own[c] -= atLabel;
  }
  return influence;
}
