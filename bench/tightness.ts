import type { EpsilonCase } from './epsilon.js';
import { gaussian, subsets } from './mechanisms.js';
import { atLeast, atMost, between, near, type Target } from './target.js';

// Noise / shift ratio 1 throughout: the shift of a mixture is diameter / k.

const small = subsets({ n: 1000, k: 4, releases: 1000, ratio: 4 });
const plain = gaussian(1, 1000);

export const TIGHTNESS: readonly EpsilonCase[] = [
  { name: 'n=1000 k=4 T=1000', mechanism: small, method: 'profile', target: near(0.8124, 0.002) },
  { name: 'n=1000 k=4 T=1000', mechanism: small, method: 'witness', target: atLeast(0.678) },
  {
    name: 'n=1000 k=16 T=10000',
    mechanism: subsets({ n: 1000, k: 16, releases: 10_000, ratio: 16 }),
    method: 'profile',
    target: near(14.28, 0.002),
  },
  {
    name: 'n=50000 k=16 T=10000',
    mechanism: subsets({ n: 50_000, k: 16, releases: 10_000, ratio: 16 }),
    method: 'profile',
    target: near(0.177, 0.01),
  },
  plainAt(1e-5, near(4.377178, 1e-6)),
  plainAt(1e-10, between(6.547924, 6.5485)),
  plainAt(1e-14, between(7.8687, 7.87)),
  plainAt(1e-30, near(11.7438835, 1e-7)),
];

function plainAt(delta: number, target: Target): EpsilonCase {
  return {
    name: `plain Gaussian mu=1 T=1000 delta=${delta}`,
    mechanism: plain,
    method: 'profile',
    delta,
    target,
  };
}

/**
 * r records replaced: the upper profile may be better than the target, the witness must reach it. The exact values of
 * the one-sided witness are 1.449684, 3.998740 and 8.852350: a fine grid comes that close from below.
 */
export const GROUPS: readonly EpsilonCase[] = [
  { poisons: 2, upper: 1.737, lower: 1.449 },
  { poisons: 5, upper: 4.822, lower: 3.9985 },
  { poisons: 10, upper: 10.77, lower: 8.852 },
].flatMap(({ poisons, upper, lower }): EpsilonCase[] => {
  const name = `n=1000 k=4 T=1000 r=${poisons}`;
  return [
    { name, mechanism: small, method: 'profile', poisons, target: atMost(upper) },
    { name, mechanism: small, method: 'witness', poisons, accuracy: 2e-5, target: atLeast(lower) },
  ];
});

/** n = T = 50000, k = 4; the ratio is 4 times the shift of a mixture. */
const EPOCHS = [
  { law: 'gaussian', ratio: 4, radii: { 1: 0.0936, 2: 0.1996, 5: 0.5419, 10: 1.156, 50: 7.18 } },
  { law: 'gaussian', ratio: 8, radii: { 1: 1.518, 2: 2.573, 5: 5.089, 10: 9.39 } },
  { law: 'laplace', ratio: 8, radii: { 1: 0.1489, 2: 0.3169, 5: 0.861, 10: 1.848, 50: 12.05 } },
] as const;

export const EPOCH: readonly EpsilonCase[] = EPOCHS.flatMap(({ law, ratio, radii }) =>
  Object.entries(radii).map(([poisons, value]): EpsilonCase => {
    return {
      name: `n=T=50000 k=4 ${law} shift ${ratio / 4} r=${poisons}`,
      mechanism: subsets({ n: 50_000, k: 4, releases: 50_000, ratio, law }),
      method: 'profile',
      poisons: Number(poisons),
      target: near(value, 0.005),
    };
  }),
);

/** Pure epsilon of one release, Laplace noise, D1/(k b) = 4. */
export const PURE: readonly EpsilonCase[] = Object.entries({ 10: 0.042583, 100: 0.40676, 1000: 2.9124 }).map(
  ([poisons, value]): EpsilonCase => {
    return {
      name: `one release, n=50000 k=4 laplace shift 4 r=${poisons}`,
      mechanism: subsets({ n: 50_000, k: 4, releases: 1, ratio: 16, law: 'laplace' }),
      method: 'pure',
      poisons: Number(poisons),
      target: near(value, 1e-4),
    };
  },
);
