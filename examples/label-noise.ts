// What do labels cost? Inside the clipped record, noised on their own, or released as they are.
import { account, decimal, epsilonAt, type Labels, type Mixup } from 'dpih';

const released = (labels: Labels): Mixup => ({
  kind: 'mixup',
  n: 1000,
  k: 4,
  releases: 1000,
  design: 'subsets',
  noise: { law: 'gaussian', scale: 0.5 },
  domain: { kind: 'l2-ball', radius: 1 },
  labels,
  adjacency: 'replace',
});

const cases: Readonly<Record<string, Labels>> = {
  'part of the record': { kind: 'in-record' },
  'one-hot, noise of scale 0.5': { kind: 'noised', scale: 0.5 },
  'released without noise': { kind: 'exposed' },
};
for (const [name, labels] of Object.entries(cases)) {
  const { upper, assumptions } = account(released(labels));
  console.log(`labels ${name}: epsilon <= ${decimal(epsilonAt(upper, 1e-5, 1), 'up')}`);
  if (labels.kind === 'exposed') for (const line of assumptions) console.log(`  granted: ${line}`);
}
