/** The scores of classes, all of them numbers. @throws Error where training diverged */
export function finiteScores<T extends Float32Array | Float64Array>(scores: T): T {
  if (!scores.every(Number.isFinite))
    throw new Error('training diverged: lower the learning rate (dp-sgd: the step size) or the batch size');
  return scores;
}
