import { test } from 'tap';
import { account } from '../../lib/accountants/index.js';
import { certifiedRadius, unanimousBound } from '../../lib/certify/index.js';
import { epsilonAt, epsilonWitness, renyiEpsilon } from '../../lib/convert/index.js';
import { DIRECTIONS, type Mechanism, type Mixup, type Profile } from '../../lib/core/index.js';
import { dpSgd, gaussianReleases, laplaceSubsets, subsets } from './mechanisms.js';

// Numbers known from elsewhere: prototypes, the literature, closed forms. Each from both sides.

const DELTA = 1e-5;
/** Accuracy at which attained values are held to the last digit they are known to. */
const FINE = 2e-5;

/** The lower end of the enclosure as a profile, to be inverted. */
function lowerEnd(accounted: ReturnType<typeof account>): Profile<'lower'> {
  const { adjacency, basis } = accounted.upper;
  return { side: 'lower', adjacency, basis, at: (e, r, d) => accounted.enclosure(e, r, d)[0] };
}

interface Case {
  readonly name: string;
  readonly mechanism: Mechanism;
  readonly poisons: number;
  readonly epsilon: number;
  /** how far above, and below, the value may lie, relative */
  readonly within: number;
  /** some data set is known to need as much */
  readonly attained?: number;
  /** relative width of the enclosure of epsilon; default 0.1 % */
  readonly enclosed?: number;
  /** accuracy asked for; left out, the default of account */
  readonly accuracy?: number;
}

const size = { n: 1000, k: 4, releases: 1000, shift: 1 };
const large = { n: 50_000, k: 4, releases: 50_000 };

const CASES: readonly Case[] = [
  {
    name: 'n=1000 k=4 T=1000',
    mechanism: subsets(size),
    poisons: 1,
    epsilon: 0.8124,
    within: 0.002,
    attained: 0.678,
  },
  {
    name: 'k=16 T=10000',
    mechanism: subsets({ ...size, k: 16, releases: 10_000 }),
    poisons: 1,
    epsilon: 14.28,
    within: 0.002,
  },
  {
    name: 'n=50000 k=16 T=10000',
    mechanism: subsets({ n: 50_000, k: 16, releases: 10_000, shift: 1 }),
    poisons: 1,
    epsilon: 0.177,
    within: 0.01,
  },
  {
    name: 'two records',
    mechanism: subsets(size),
    poisons: 2,
    epsilon: 1.7354,
    within: 0.001,
    attained: 1.449,
  },
  {
    name: 'five records',
    mechanism: subsets(size),
    poisons: 5,
    epsilon: 4.817,
    within: 0.001,
    attained: 3.9987,
  },
  {
    name: 'ten records',
    mechanism: subsets(size),
    poisons: 10,
    epsilon: 10.754,
    within: 0.001,
    attained: 8.852,
  },
  {
    name: 'n=T=50000 s=1',
    mechanism: subsets({ ...large, shift: 1 }),
    poisons: 1,
    epsilon: 0.0936,
    within: 0.005,
  },
  {
    name: 'n=T=50000 s=1',
    mechanism: subsets({ ...large, shift: 1 }),
    poisons: 10,
    epsilon: 1.156,
    within: 0.005,
  },
  {
    name: 'n=T=50000 s=1',
    mechanism: subsets({ ...large, shift: 1 }),
    poisons: 50,
    epsilon: 7.18,
    within: 0.005,
  },
  {
    name: 'n=T=50000 s=2',
    mechanism: subsets({ ...large, shift: 2 }),
    poisons: 1,
    epsilon: 1.518,
    within: 0.005,
  },
  {
    name: 'n=T=50000 s=2',
    mechanism: subsets({ ...large, shift: 2 }),
    poisons: 5,
    epsilon: 5.09,
    within: 0.005,
  },
  {
    name: 'n=T=50000 Laplace eta=2',
    mechanism: laplaceSubsets({ ...large, shift: 2 }),
    poisons: 10,
    epsilon: 1.848,
    within: 0.005,
    enclosed: 0.002,
    accuracy: 2e-4,
  },
  {
    name: 'Poisson-Gaussian q=.01',
    mechanism: dpSgd(0.01, 1, 10_000),
    poisons: 1,
    epsilon: 6.1877,
    within: 0.001,
    attained: 6.18,
  },
];

for (const { name, mechanism, poisons, epsilon, within, attained, enclosed = 0.001, accuracy } of CASES)
  test(`${name}, r = ${poisons}: epsilon ${epsilon} at 1e-5`, (t) => {
    const accounted = account(mechanism, accuracy === undefined ? {} : { accuracy });
    const found = epsilonAt(accounted.upper, DELTA, poisons);
    t.ok(Math.abs(found - epsilon) <= within * epsilon, `${found}`);
    const least = epsilonWitness(lowerEnd(accounted), DELTA, poisons);
    t.ok(least <= found && least >= found * (1 - enclosed), `enclosure [${least}, ${found}]`);
    if (attained !== undefined) {
      const { witness } = account(mechanism, { accuracy: FINE });
      const reached = witness === undefined ? 0 : epsilonWitness(witness, DELTA, poisons);
      t.ok(reached >= attained && reached <= found, `attained: ${reached} of ${attained}`);
    }
    t.end();
  });

test('exposed labels lose the amplification: 14.94, not .8124', (t) => {
  const found = epsilonAt(account(subsets(size, { labels: { kind: 'exposed' } })).upper, DELTA, 1);
  t.ok(found >= 14.9414245902 && found <= 14.95, `${found}`);
  t.end();
});

test('plain Gaussian mu = 1 down to delta 1e-30', (t) => {
  for (const releases of [1, 1000]) {
    const { upper, witness } = account(gaussianReleases(releases, 1));
    for (const [delta, least, most] of [
      [1e-5, 4.377178, 4.377179],
      [1e-10, 6.547924, 6.5485],
      [1e-14, 7.8687, 7.87],
      [1e-30, 11.743883025, 11.743884],
    ] as const) {
      const found = epsilonAt(upper, delta, 1);
      t.ok(found >= least && found <= most, `T ${releases}, delta ${delta}: ${found}`);
      t.ok(witness !== undefined && epsilonWitness(witness, delta, 1) >= found * (1 - 1e-6), 'attained');
    }
  }
  t.end();
});

test('Gaussian releases by transform agree with the closed form down to 1e-30', (t) => {
  // at rate 1 - 1e-12 the pair is composed by transform, and is N(1, 1) against N(0, 1) in all but name
  const steps = 100;
  const accounted = account(dpSgd(1 - 1e-12, Math.sqrt(steps), steps));
  for (const [delta, exact] of [
    [1e-5, 4.37717809568],
    [1e-10, 6.54792406687],
    [1e-14, 7.86873646841],
    [1e-30, 11.7438830252],
  ] as const) {
    const found = epsilonAt(accounted.upper, delta, 1);
    t.ok(found >= exact * (1 - 1e-9) && found <= exact * 1.001, `delta ${delta}: ${found} of ${exact}`);
    const least = epsilonWitness(lowerEnd(accounted), delta, 1);
    t.ok(least <= exact * (1 + 1e-9) && least >= exact * 0.999, `delta ${delta}: ${least} of ${exact}`);
  }
  t.end();
});

test('delta 1e-30 of sampled releases has a finite epsilon, enclosed within 0.1 %', (t) => {
  for (const mechanism of [subsets(size), laplaceSubsets({ ...size, shift: 2 }), dpSgd(0.01, 1, 1000)]) {
    const accounted = account(mechanism, { accuracy: 2e-4 });
    let before = 0;
    for (const delta of [1e-5, 1e-10, 1e-20, 1e-30]) {
      const found = epsilonAt(accounted.upper, delta, 1);
      const least = epsilonWitness(lowerEnd(accounted), delta, 1);
      t.ok(found > before && found < Infinity, `${JSON.stringify(mechanism)} at ${delta}: ${found}`);
      t.ok(least >= found * 0.999, `enclosure [${least}, ${found}]`);
      before = found;
    }
    const { renyi } = accounted;
    t.ok(renyi !== undefined && renyiEpsilon(renyi, 1e-30, 1).epsilon >= before, 'Renyi only loses');
  }
  t.end();
});

test('1,000 unanimous models under Poisson sampling: radius 14', (t) => {
  const { upper } = account(dpSgd(0.01, 2, 1000));
  const p = unanimousBound(1000, 0.001);
  t.equal(certifiedRadius(upper, p, 1 - p).radius, 14);
  t.end();
});

test('Renyi at real orders: the conversion reproduces section 5', (t) => {
  const at = (rho: number, k: number): Mixup => subsets({ ...large, k, shift: rho / k });
  for (const [rho, k, epsilon] of [
    [2, 1, 2.175],
    [4, 1, 22.57],
    [4, 2, 2.474],
    [4, 4, 0.4511],
    [8, 4, 2.911],
    [8, 16, 0.1662],
  ] as const) {
    const { renyi } = account(at(rho, k));
    const found = renyi === undefined ? Number.NaN : renyiEpsilon(renyi, DELTA, 1).epsilon;
    t.ok(found <= epsilon * 1.01, `rho ${rho} k ${k}: ${found} of ${epsilon}, or better`);
    t.ok(found >= epsilon * 0.9, `rho ${rho} k ${k}: ${found} is of the same kind`);
  }
  t.end();
});

test('one accuracy serves every direction and every r', (t) => {
  const { enclosure } = account(subsets(size));
  for (const poisons of [1, 3])
    for (const direction of DIRECTIONS) {
      const [low, high] = enclosure(1, poisons, direction);
      t.ok(low <= high && low >= high * 0.98, `r ${poisons} ${direction}: [${low}, ${high}]`);
    }
  t.end();
});
