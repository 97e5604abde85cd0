import type { Domain, DomainRecords, Mixup } from '../../lib/core/index.js';
import { type LoadedData, loadData, type Step } from '../../lib/data/index.js';
import { Draws, seededBits } from '../../lib/release/index.js';
import { sharedDataPath } from '../shared-data.js';

/** Records around one corner of the unit ball for each class, many of them nearer to another. */
export function blobs(count: number, dimension: number, classes: number, seed = 'blobs'): DomainRecords {
  const draws = new Draws(seededBits(seed));
  const labels = Uint16Array.from({ length: count }, () => draws.below(classes));
  const features = new Float32Array(count * dimension);
  labels.forEach((label, i) => {
    const row = Array.from(
      { length: dimension },
      (_, j) => (j === label ? 0.5 : 0) + 1.1 * (draws.unit() - 0.5),
    );
    const norm = Math.hypot(...row);
    features.set(
      row.map((x) => (norm > 0.99 ? (0.99 * x) / norm : x)),
      i * dimension,
    );
  });
  const domain: Domain = { kind: 'l2-ball', radius: 1, dimension };
  const names = Array.from({ length: classes }, (_, c) => `class ${c}`);
  return { count, dimension, features, labels, classes: names, domain };
}

/** k = 4, subsets, four epochs, noise on features and labels, unless said otherwise. */
export function releaseOf(records: DomainRecords, scale: number, given: Partial<Mixup> = {}): Mixup {
  return {
    kind: 'mixup',
    n: records.count,
    k: 4,
    releases: 4 * records.count,
    design: 'subsets',
    noise: { law: 'gaussian', scale },
    domain: records.domain,
    labels: { kind: 'noised', scale },
    adjacency: 'replace',
    ...given,
  };
}

const DIGITS = sharedDataPath('digits.csv.gz');

/** Whether tests on the digits are skipped. */
export const NO_DIGITS = DIGITS === undefined;

/** The UCI digits, clipped to norm 1, split 80/20. */
export async function digits(steps: readonly Step[] = []): Promise<LoadedData> {
  return loadData({
    source: DIGITS ?? 'absent',
    steps,
    domain: { kind: 'l2-ball', radius: 1 },
    test: { fraction: 0.2, seed: '1' },
  });
}

/** Share of predictions that are right. */
export function accuracy(predictions: ArrayLike<number>, truth: ArrayLike<number>): number {
  let right = 0;
  for (let i = 0; i < truth.length; i++) if (predictions[i] === truth[i]) right += 1;
  return right / truth.length;
}

/** What most models say, the first of equals. */
export function vote(models: readonly ArrayLike<number>[], classes: number): number[] {
  return Array.from({ length: models[0].length }, (_, i) => {
    const counts = new Array<number>(classes).fill(0);
    for (const predictions of models) counts[predictions[i]] += 1;
    return counts.indexOf(Math.max(...counts));
  });
}
