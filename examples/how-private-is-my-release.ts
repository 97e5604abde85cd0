// How private is a k-way mixup release, how tight is that answer, and what do r changed records cost?
import { account, decimal, epsilonAt, epsilonWitness, type Mixup } from 'dpih';

const release: Mixup = {
  kind: 'mixup',
  n: 10_000, // records
  k: 4, // of them in each mixture
  releases: 10_000, // mixtures published in all
  design: 'subsets', // every mixture an independent uniform k-subset
  noise: { law: 'gaussian', scale: 0.5 }, // on every coordinate
  domain: { kind: 'l2-ball', radius: 1 }, // records are clipped to it, without looking at other records
  labels: { kind: 'in-record' }, // the ball holds features and label together
  adjacency: 'replace',
};

const { upper, witness, pure } = account(release);
const delta = 1e-5;
for (const r of [1, 2, 5]) {
  const most = decimal(epsilonAt(upper, delta, r), 'up');
  const least = witness === undefined ? 'unknown' : decimal(epsilonWitness(witness, delta, r), 'down');
  console.log(`r = ${r}: epsilon <= ${most} at delta 1e-5; some pair of data sets needs ${least}`);
}
console.log(`delta at epsilon 1: ${decimal(upper.at(1, 1, 'forward'), 'up')}`);
console.log(`pure epsilon: ${pure(1)} (Gaussian noise has none)`);
