// "k times stronger": what does a larger k gain under the same noise, and which k needs the least noise?
import { account, bestNoise, decimal, epsilonAt, type Mixup } from 'dpih';

const release: Mixup = {
  kind: 'mixup',
  n: 1000,
  k: 1,
  releases: 1000,
  design: 'subsets',
  noise: { law: 'gaussian', scale: 0.5 },
  domain: { kind: 'l2-ball', radius: 1 },
  labels: { kind: 'in-record' },
  adjacency: 'replace',
};
const widths = [1, 2, 4];

const single = epsilonAt(account(release).upper, 1e-5, 1);
for (const k of widths) {
  const epsilon = epsilonAt(account({ ...release, k }).upper, 1e-5, 1);
  console.log(
    `k = ${k}: epsilon <= ${decimal(epsilon, 'up')}, ${(single / epsilon).toPrecision(3)} times less`,
  );
}

// the other way round: the noise that lets a prediction of probability 0.99 survive 2 poisons
const target = { quantity: 'radius', value: 2, p: 0.99, orientation: 'clean' } as const;
for (const { mechanism, scale } of bestNoise(release, widths, target))
  console.log(`k = ${mechanism.k}: noise ${decimal(scale, 'up')} is enough for 2 poisons`);
