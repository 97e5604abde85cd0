import fc from 'fast-check';
import { test } from 'tap';
import type { Baseline, BaselineKnowledge } from '../../lib/certify/baselines/baseline.js';
import { iterated, keptAtPoint, oneShot } from '../../lib/certify/baselines/epsilon-delta.js';
import { iteratedProfile } from '../../lib/certify/baselines/iterated-profile.js';
import { ma, maCost } from '../../lib/certify/baselines/ma.js';
import { pixelDp } from '../../lib/certify/baselines/pixeldp.js';
import { renyiFlip } from '../../lib/certify/baselines/renyi-flip.js';
import {
  renyiHoelder,
  renyiHoelderCommon,
  renyiHoelderComplement,
} from '../../lib/certify/baselines/renyi-hoelder.js';
import { xie } from '../../lib/certify/baselines/xie.js';
import { unanimousBound } from '../../lib/certify/confidence.js';
import { certifiedRadius } from '../../lib/certify/radius.js';
import { groupEpsilonDelta } from '../../lib/convert/index.js';
import { DomainError } from '../../lib/numerics/index.js';
import { gaussian, gaussianEpsilon, pureProfile } from './profiles.js';

const ALL: readonly Baseline[] = [
  oneShot,
  iterated,
  ma,
  xie,
  pixelDp,
  renyiHoelder,
  renyiHoelderCommon,
  renyiHoelderComplement,
  renyiFlip,
  iteratedProfile,
];

/** A Gaussian shift mu for each record, told to the baselines without loss; looked up once for each mu. */
const gaussians = new Map<number, BaselineKnowledge>();

function gaussianKnowledge(mu: number): BaselineKnowledge {
  const knowledge = gaussians.get(mu) ?? makeGaussianKnowledge(mu);
  gaussians.set(mu, knowledge);
  return knowledge;
}

function makeGaussianKnowledge(mu: number): BaselineKnowledge {
  const known = new Map<string, number>();
  return {
    profile: gaussian(mu),
    orientation: 'clean',
    epsilonAt(delta, poisons) {
      const key = `${delta}/${poisons}`;
      const value = known.get(key) ?? gaussianEpsilon(mu * poisons, delta);
      known.set(key, value);
      return value;
    },
    renyi: (order, poisons) => ((order * (mu * poisons) ** 2) / 2) * (1 + 1e-14),
  };
}

const pureKnowledge = (epsilon: number): BaselineKnowledge => {
  return {
    profile: pureProfile(epsilon),
    orientation: 'clean',
    epsilonAt: (_delta, poisons) => epsilon * poisons,
    renyi: () => Infinity,
  };
};

test('radii told in the literature are reproduced, the profile above them', (t) => {
  const knowledge = gaussianKnowledge(0.1);
  const [pA, pB] = [0.99, 1 - 0.99];
  t.equal(renyiHoelder.radius(knowledge, pA, pB), 14);
  t.equal(renyiHoelderComplement.radius(knowledge, pA, pB), 18);
  t.equal(renyiFlip.radius(knowledge, pA, pB), 19);
  t.equal(certifiedRadius(gaussian(0.1), pA, pB).radius, 23);
  t.ok(renyiHoelderCommon.radius(knowledge, pA, pB) < 14);

  const pure = pureKnowledge(0.1);
  t.equal(oneShot.radius(pure, 0.9, 0.01), 22);
  t.equal(iterated.radius(pure, 0.9, 0.01), 27);
  t.equal(iteratedProfile.radius(pure, 0.9, 0.01), 27);
  t.equal(xie.radius(pure, 0.9, 0.01), 22, 'half of ln(pA/pB) over epsilon');
  t.equal(ma.radius(pure, 0.9, 0.01), Math.floor(Math.log(1.89) / 0.1));
  t.end();
});

/**
 * Renyi divergence of r inserted records under T Poisson-sampled Gaussian releases: sum_j Bin(j; r, q) N(j, sigma^2)
 * against N(0, sigma^2), worst direction, by the trapezium rule (whose error on Gaussians is far below 1e-12 here).
 */
function poissonRenyi(
  q: number,
  sigma: number,
  releases: number,
): (order: number, poisons: number) => number {
  const known = new Map<string, number>();
  const h = sigma / 8;
  return (order, poisons) => {
    const key = `${order}/${poisons}`;
    const old = known.get(key);
    if (old !== undefined) return old;
    const log: number[] = [];
    for (let j = 0, w = (1 - q) ** poisons; j <= poisons; w *= (q * (poisons - j)) / ((1 - q) * (j + 1)), j++)
      log.push(Math.log(w));
    let [forward, backward] = [0, 0];
    for (let x = -30 * sigma; x <= 30 * sigma + poisons * Math.min(order, 300); x += h) {
      const base = (-x * x) / 2 / sigma ** 2;
      const terms = log.map((w, j) => w - (x - j) ** 2 / 2 / sigma ** 2);
      const most = Math.max(...terms);
      const mix = most + Math.log(terms.reduce((sum, term) => sum + Math.exp(term - most), 0));
      forward += Math.exp(order * mix + (1 - order) * base);
      backward += Math.exp(order * base + (1 - order) * mix);
    }
    const unit = h / (sigma * Math.sqrt(2 * Math.PI));
    const value = (releases * Math.log(Math.max(forward, backward) * unit)) / (order - 1);
    known.set(key, value >= 0 ? value : Infinity);
    return known.get(key) ?? Infinity;
  };
}

test('Poisson sampling q .01, sigma 2, T 1000, a thousand unanimous models', (t) => {
  const renyi = poissonRenyi(0.01, 2, 1000);
  const knowledge: BaselineKnowledge = {
    profile: gaussian(1),
    orientation: 'clean',
    epsilonAt: () => Infinity,
    renyi,
  };
  const pA = unanimousBound(1000, 0.001);
  const radii = [renyiHoelderCommon, renyiHoelder, renyiHoelderComplement, renyiFlip].map((baseline) =>
    baseline.radius(knowledge, pA, 1 - pA),
  );
  t.strictSame(radii, [7, 8, 11, 11]);
  t.end();
});

test('no baseline passes the exact radius of the Gaussian, and each certifies something', (t) => {
  const best = new Map<string, number>();
  fc.assert(
    fc.property(
      fc.double({ min: 0.55, max: 0.9999, noNaN: true }),
      fc.double({ min: 1e-3, max: 1, noNaN: true }),
      fc.constantFrom(0.1, 0.25, 0.6),
      (pA, share, mu) => {
        const pB = share * (1 - pA);
        const knowledge = gaussianKnowledge(mu);
        const exact = certifiedRadius(gaussian(mu), pA, pB).radius;
        return ALL.every((baseline) => {
          const radius = baseline.radius(knowledge, pA, pB);
          best.set(baseline.name, Math.max(best.get(baseline.name) ?? 0, radius));
          return radius <= exact;
        });
      },
    ),
    { numRuns: 25 },
  );
  for (const baseline of ALL)
    t.ok((best.get(baseline.name) ?? 0) >= 3, `${baseline.name}: ${best.get(baseline.name)}`);
  t.end();
});

test('orderings that are theorems', (t) => {
  fc.assert(
    fc.property(
      fc.double({ min: 0.6, max: 0.999, noNaN: true }),
      // below 1: at pA = 0.6, pB = 0.4 the conditions of mu = 0.25 hold or fail by one rounding
      fc.double({ min: 0.01, max: 0.999, noNaN: true }),
      fc.constantFrom(0.1, 0.25),
      (pA, share, mu) => {
        const knowledge = gaussianKnowledge(mu);
        const pB = share * (1 - pA);
        const at = (baseline: Baseline) => baseline.radius(knowledge, pA, pB);
        return (
          at(xie) <= at(oneShot) &&
          at(ma) <= at(oneShot) &&
          at(oneShot) <= at(iterated) &&
          at(iterated) <= at(iteratedProfile) &&
          at(renyiHoelderCommon) <= at(renyiHoelder) &&
          at(renyiHoelder) <= at(renyiHoelderComplement)
        );
      },
    ),
    { numRuns: 20 },
  );
  t.end();
});

test('r * delta is not valid, the geometric sum is and is attained', (t) => {
  // Records that each let through delta and else tilt by epsilon: after r of them the mass that an event of
  // clean probability p keeps is the iterate below; the one-shot line is tangent to it.
  const point = { epsilon: 0.5, delta: 0.02 };
  const [r, p] = [4, 0.9];
  let kept = p;
  for (let i = 0; i < r; i++) kept = Math.exp(-point.epsilon) * (kept - point.delta);
  const group = groupEpsilonDelta(point, r);
  const sum = (point.delta * Math.expm1(r * point.epsilon)) / Math.expm1(point.epsilon);
  t.ok(Math.abs(group.delta - sum) < 1e-12 && group.delta >= sum * (1 - 1e-15));
  t.ok(Math.exp(-group.epsilon) * (p - group.delta) <= kept + 1e-15, 'geometric sum: below the chain');
  t.ok(Math.exp(-group.epsilon) * (p - group.delta) >= kept - 1e-9, 'and equal to it');
  t.ok(
    Math.exp(-r * point.epsilon) * (p - r * point.delta) > kept + 1e-3,
    'r * delta would claim more than the chain keeps',
  );
  t.strictSame(groupEpsilonDelta({ epsilon: 0, delta: 0.1 }, 3).delta >= 0.3, true);
  t.equal(groupEpsilonDelta({ epsilon: 5, delta: 0.1 }, 9).delta, 1);
  t.throws(() => groupEpsilonDelta({ epsilon: -1, delta: 0 }, 1), DomainError);
  t.throws(() => groupEpsilonDelta({ epsilon: Number.NaN, delta: 0 }, 1), DomainError);
  t.throws(() => groupEpsilonDelta({ epsilon: 1, delta: Number.NaN }, 2), DomainError);
  t.throws(() => groupEpsilonDelta({ epsilon: 1, delta: 0 }, 0), DomainError);
  t.equal(keptAtPoint({ epsilon: Infinity, delta: 0 }, 1, 0), 0);
  t.end();
});

test('Ma on costs', (t) => {
  const [J, ceiling, epsilon, delta, k] = [2.5, 4, 0.3, 1e-3, 3];
  const a = (ceiling * delta) / Math.expm1(epsilon);
  const printed = Math.max(Math.exp(-k * epsilon) * (J + a) - a, 0);
  const found = maCost(J, ceiling, { epsilon, delta }, k);
  t.ok(found <= printed && found > printed - 1e-12);
  t.equal(maCost(0.01, 4, { epsilon, delta: 0.2 }, k), 0);
  t.throws(() => maCost(1, 1, { epsilon, delta }, 0), DomainError);
  t.end();
});

test('what is not known certifies nothing', (t) => {
  const ignorant: BaselineKnowledge = {
    profile: { ...gaussian(1), at: () => Number.NaN },
    orientation: 'clean',
    epsilonAt: () => Infinity,
    renyi: () => Infinity,
  };
  for (const baseline of ALL) {
    t.equal(baseline.radius(ignorant, 1, 0), 0, baseline.name);
    t.equal(baseline.radius(gaussianKnowledge(0.1), 0.3, 0.3), 0, `${baseline.name} abstains`);
    t.throws(() => baseline.radius(gaussianKnowledge(0.1), Number.NaN, 0), DomainError);
  }
  t.end();
});
