// Does an implementation of k-way mixup, mine or somebody else's, leak no more than its claim?
// On the command line: dpih audit --k 4 --sigma 0.5 --samples absent.npy,present.npy
import { account, epsilonAt, type Mixup } from 'dpih';
import { judge, knownPair, pairOfSamples, releaseStatistics, type Samples, scoreSamples } from 'dpih/games';
import { Draws, seededBits } from 'dpih/release';

const mechanism: Mixup = {
  kind: 'mixup',
  n: 50,
  k: 4,
  releases: 20,
  design: 'subsets',
  noise: { law: 'gaussian', scale: 0.5 },
  domain: { kind: 'l2-ball', radius: 1, dimension: 1 },
  labels: { kind: 'in-record' },
  adjacency: 'replace',
};
const { n, k, releases } = mechanism;
const delta = 1e-5;
const trials = 4000;

/** What a mixer releases of n - 1 records at -1 and one, the canary, where it is said to be: (trials, releases). */
function mixer(name: 'absent' | 'present', canary: number, noise: number): Samples {
  const draws = new Draws(seededBits('7', name));
  const records = Int32Array.from({ length: n }, (_, i) => i);
  const values = Float64Array.from({ length: trials * releases }, () => {
    draws.shuffle(records, k);
    const hit = records.subarray(0, k).includes(0);
    const [u, v] = [1 - draws.unit(), draws.unit()];
    const normal = Math.sqrt(-2 * Math.log(u)) * Math.cos(2 * Math.PI * v); // Box and Muller
    return -1 + (hit ? (canary + 1) / k : 0) + noise * normal;
  });
  return { name, shape: [trials, releases], values, resolution: 'float64' };
}

const theory = { delta, poisons: 1, upper: epsilonAt(account(mechanism).upper, delta, 1) };
for (const noise of [0.5, 0.4]) {
  const samples = { absent: mixer('absent', -1, noise), present: mixer('present', 1, noise) };
  // laws and trade-off curves are computed without the accountant, so that they can contradict it
  const pair = knownPair(pairOfSamples(mechanism, 'one-sided', 1, samples), 'one-sided', 1, delta);
  const outcome = scoreSamples(mechanism, 'one-sided', 1, samples);
  const question = { theory, rule: { kind: 'split' }, alpha: 0.05 } as const;
  const { bounds, findings } = judge(releaseStatistics(outcome, pair, question), 0.05);
  console.log(`noise ${noise}, said to be 0.5: epsilon <= ${theory.upper.toPrecision(4)} is claimed`);
  for (const { method, value, quantity } of bounds)
    if (quantity === 'epsilon') console.log(`  ${method}: epsilon >= ${value.toPrecision(4)}`);
  console.log(findings.length === 0 ? '  nothing contradicts the claim' : `  ${findings.join('\n  ')}`);
}
