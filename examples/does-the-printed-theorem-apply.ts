// The theorem of DP-InstaHide as printed, beside the bound that asks for the domain and is attained in it.
import { account, type Domain, decimal, type Mixup, printedTheorem } from 'dpih';

const [n, k, sigma, releases] = [50_000, 4, 1, 1];
const printed = printedTheorem({ n, k, sigma, releases });
console.log(`as printed: ${decimal(printed.epsilon, 'up')}; ${printed.holds}`);

const released = (domain: Domain): Mixup => ({
  kind: 'mixup',
  n,
  k,
  releases,
  design: 'subsets',
  noise: { law: 'laplace', scale: sigma },
  domain,
  labels: { kind: 'in-record' },
  adjacency: 'replace',
});
const domains: Readonly<Record<string, Domain>> = {
  'L1 diameter 1': { kind: 'l1-diameter', diameter: 1 },
  'L1 radius 1': { kind: 'l1-ball', radius: 1 },
  'images of 3072 values in [0, 1]': { kind: 'box', low: 0, high: 1, dimension: 3072 },
};
for (const [name, domain] of Object.entries(domains))
  console.log(`${name}: pure epsilon ${decimal(account(released(domain)).pure(1), 'up')}`);
