import { type DomainRecords, epochsOf, type Mixtures } from '../../core/index.js';
import { integer } from '../../numerics/index.js';
import { Draws, seededBits } from '../../random/index.js';
import { groups } from '../../release/index.js';
import type { Learner } from '../learner.js';
import { learnerSeed } from '../learner-of.js';
import type { MixupOnly } from '../recipe.js';
import type { TrainingData, TrainOne } from '../training-data.js';

/** Mixup without noise, by the groups that the release would draw: the price of mixing alone, and no guarantee. */
export function mixupOnly(
  defence: MixupOnly,
  learner: Learner,
  { train }: TrainingData,
  seed: string,
): TrainOne {
  const { k, design, releases } = defence;
  integer(1, train.count, { k });
  epochsOf({ design, n: train.count, k, releases });
  return (index) => {
    const draws = new Draws(seededBits(seed, 'model', index, 'groups'));
    return learner.train(meansOfGroups(defence, train, draws), learnerSeed(seed, index));
  };
}

/** Sums over the groups divided by k; about the middle of a box, whatever the size of the group. */
export function meansOfGroups(
  { k, releases, design }: Omit<MixupOnly, 'kind'>,
  records: DomainRecords,
  draws: Draws,
): Mixtures {
  const { count: n, dimension, classes, domain, features, labels } = records;
  const centre = domain.kind === 'box' ? domain.low / 2 + domain.high / 2 : 0;
  const drawn = groups({ design, n, k }, draws);
  const mixed = {
    count: releases,
    dimension,
    classes: classes.length,
    features: new Float32Array(releases * dimension),
    labels: new Float32Array(releases * classes.length),
  };
  const sum = new Float64Array(dimension);
  for (let row = 0; row < releases; row++) {
    const size = drawn.next();
    sum.fill(0);
    for (const member of drawn.members.subarray(0, size)) {
      const at = member * dimension;
      for (let i = 0; i < dimension; i++) sum[i] += features[at + i] - centre;
      mixed.labels[row * classes.length + labels[member]] += 1 / k;
    }
    for (let i = 0; i < dimension; i++) mixed.features[row * dimension + i] = centre + sum[i] / k;
  }
  return mixed;
}
