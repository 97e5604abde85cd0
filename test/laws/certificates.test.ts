import * as fc from 'fast-check';
import { test } from 'tap';
import { account } from '../../lib/accountants/index.js';
import { certifiedRadius, psi } from '../../lib/certify/index.js';
import type { Mechanism, Profile } from '../../lib/core/index.js';
import {
  certificateLaws,
  certificateSampleArbitrary,
  requireRadiusFollowsKept,
} from '../../lib/laws/index.js';
import { dpSgd, gaussianReleases, laplaceSubsets, subsets } from '../accountants/mechanisms.js';

const SEED = 20210304;
const RUNS = 40;

const size = { n: 400, k: 4, releases: 200, shift: 1 };
const guarantee = (form: Extract<Mechanism, { kind: 'guarantee' }>['form']): Mechanism => ({
  kind: 'guarantee',
  adjacency: 'replace',
  form,
});

const MECHANISMS: Readonly<Record<string, Mechanism>> = {
  subsets: subsets(size),
  'subsets, added': subsets(size, { adjacency: 'add-remove' }),
  'subsets, laplace': laplaceSubsets(size),
  'subsets, exposed labels': subsets(size, { labels: { kind: 'exposed' } }),
  poisson: subsets(size, { design: 'poisson' }),
  partition: subsets(size, { design: 'partition', noise: { law: 'gaussian', scale: 1 } }),
  balanced: subsets({ ...size, releases: 400 }, { design: 'balanced', noise: { law: 'gaussian', scale: 1 } }),
  additive: gaussianReleases(10, 0.7),
  'dp-sgd': dpSgd(0.05, 1.5, 100),
  'dp-sgd, replaced': dpSgd(0.05, 1.5, 100, 'replace'),
  gdp: guarantee({ kind: 'gdp', mu: 0.5 }),
  'epsilon-delta': guarantee({ kind: 'epsilon-delta', epsilon: 0.3, delta: 1e-6 }),
  renyi: guarantee({ kind: 'renyi', orders: [2, 4, 16, 64], divergences: [0.1, 0.2, 0.8, 3.2] }),
  profile: guarantee({ kind: 'profile', epsilons: [0, 0.5, 1], deltas: [0.2, 0.05, 0.001] }),
};

for (const [name, mechanism] of Object.entries(MECHANISMS)) {
  const { upper } = account(mechanism, { accuracy: 2e-3 });
  for (const orientation of ['clean', 'poisoned'] as const)
    test(`${name}, ${orientation}: laws of the certificate`, (t) => {
      t.comment(`seed ${SEED}`);
      const kept = (profile: Profile<'upper'>, p: number, poisons: number): number =>
        psi(profile, p, poisons, orientation);
      for (const law of certificateLaws) {
        fc.assert(
          fc.property(certificateSampleArbitrary(), (sample) => law.check(kept, upper, sample)),
          { seed: SEED, numRuns: RUNS },
        );
        t.pass(law.name);
      }
      const radiusOf = (profile: Profile<'upper'>, pA: number, pB: number): number =>
        certifiedRadius(profile, pA, pB, { orientation, maximalRadius: 30 }).radius;
      fc.assert(
        fc.property(certificateSampleArbitrary(1), (sample) => {
          fc.pre(radiusOf(upper, sample.high, 1 - sample.high) < 30);
          requireRadiusFollowsKept(radiusOf, kept, upper, sample);
        }),
        { seed: SEED, numRuns: 10 },
      );
      t.end();
    });
}
