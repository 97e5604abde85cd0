// How many inserted records does a model trained by DP-SGD survive? Its accountant is one kind of mechanism here.
import {
  account,
  BASELINES,
  baselineKnowledge,
  baselineRule,
  certifiedRadius,
  type DpSgd,
  decimal,
  epsilonAt,
  radiusBy,
  unanimousBound,
} from 'dpih';

const training: DpSgd = {
  kind: 'dp-sgd',
  rate: 0.01, // probability that a record enters a batch
  noiseMultiplier: 2, // noise over clipping norm
  steps: 1000,
  adjacency: 'add-remove',
};
const { upper, renyi, pure } = account(training);
console.log(`epsilon <= ${decimal(epsilonAt(upper, 1e-5, 1), 'up')} at delta 1e-5`);

// 1,000 models agree: with probability 0.999 the class has at least this probability
const p = unanimousBound(1000, 0.001);
const maximalRadius = 50;
console.log(`profile: ${certifiedRadius(upper, p, 1 - p, { maximalRadius }).radius} poisons`);

const knowledge = baselineKnowledge({ profile: upper, renyi, pure });
for (const baseline of BASELINES) {
  const { radius } = radiusBy(baselineRule(baseline, knowledge), p, 1 - p, { maximalRadius });
  console.log(`${baseline.name}: ${radius}`);
}
