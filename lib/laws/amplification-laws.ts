import type { Mechanism } from '../core/index.js';
import { type AccountantLaw, requireEqualPrivacy, requireMorePrivate } from './accountant-law.js';
import { epsilonsOf } from './sample.js';
import { inUnits, withNoise } from './variants.js';

/** Noise can be added afterwards: a larger scale is never less private. */
export const noiseNeverHurts: AccountantLaw = {
  name: 'more noise is never less private',
  appliesTo: (mechanism) => mechanism.kind !== 'guarantee',
  check(accountant, mechanism, sample) {
    const noisier = withNoise(mechanism, 1.25);
    if (noisier === undefined) return;
    const less = accountant(mechanism);
    const epsilons = epsilonsOf(less, sample);
    requireMorePrivate(this.name, accountant(noisier), less, { ...sample, epsilons });
  },
};

/** Records and noise measured in other units are the same mechanism. */
export const unitsDoNotMatter: AccountantLaw = {
  name: 'the unit of length does not matter',
  appliesTo: (mechanism) => inUnits(mechanism, 2) !== undefined,
  check(accountant, mechanism, sample) {
    const other = inUnits(mechanism, 8); // a power of two: nothing rounds
    if (other === undefined) return;
    const first = accountant(mechanism);
    requireEqualPrivacy(this.name, first, accountant(other), {
      ...sample,
      epsilons: epsilonsOf(first, sample),
    });
  },
};

type Sampled = Extract<Mechanism, { kind: 'mixup' | 'dp-sgd' }>;

function isSampled(mechanism: Mechanism): mechanism is Sampled {
  return (
    mechanism.kind === 'dp-sgd' ||
    (mechanism.kind === 'mixup' && (mechanism.design === 'subsets' || mechanism.design === 'poisson'))
  );
}

/** A record that is drawn less often is not less protected; one record, r = 1. */
export const samplingNeverHurts: AccountantLaw = {
  name: 'a smaller sampling rate is never less private',
  appliesTo: isSampled,
  check(accountant, mechanism, { losses, direction }) {
    const rarer: Mechanism | undefined =
      mechanism.kind === 'mixup'
        ? { ...mechanism, n: mechanism.n + Math.ceil(mechanism.n / 8) }
        : mechanism.kind === 'dp-sgd'
          ? { ...mechanism, rate: mechanism.rate * 0.875 }
          : undefined;
    if (rarer === undefined) return;
    const often = accountant(mechanism);
    const epsilons = epsilonsOf(often, { losses, direction, poisons: 1 });
    requireMorePrivate(this.name, accountant(rarer), often, { epsilons, poisons: 1, direction });
  },
};

/** Where every record is always drawn, nothing is left of the sampling: k = n, or rate 1. */
export const certainDrawIsPlain: AccountantLaw = {
  name: 'k = n and rate 1 are plain releases',
  appliesTo: (mechanism) =>
    (mechanism.kind === 'mixup' && mechanism.design === 'subsets' && mechanism.k >= 2) ||
    mechanism.kind === 'dp-sgd',
  check(accountant, mechanism, sample) {
    if (mechanism.kind !== 'mixup' && mechanism.kind !== 'dp-sgd') return;
    const poisons = mechanism.kind === 'mixup' ? Math.min(sample.poisons, mechanism.k) : sample.poisons;
    const [drawn, plain] = mechanism.kind === 'mixup' ? everyRecord(mechanism) : everyStep(mechanism);
    const expected = accountant(plain);
    const epsilons = epsilonsOf(expected, { ...sample, poisons });
    // one mechanism may be composed in one piece and the other in T: the last digits differ
    const tolerance = { relative: 1e-9, absolute: 1e-13 };
    requireEqualPrivacy(this.name, accountant(drawn), expected, { ...sample, poisons, epsilons }, tolerance);
  },
};

type Pairing = readonly [drawn: Mechanism, plain: Mechanism];

/** All k records in every mixture: the mean shifts by diameter / k a record. */
function everyRecord(mechanism: Extract<Mechanism, { kind: 'mixup' }>): Pairing {
  const { k, noise, releases } = mechanism;
  const diameter = 1;
  const domain =
    noise.law === 'gaussian'
      ? ({ kind: 'l2-diameter', diameter } as const)
      : ({ kind: 'l1-diameter', diameter } as const);
  // noise that leaves something to compare
  const scaled = { law: noise.law, scale: (1 / k) * Math.max(1, Math.sqrt(releases) / 2) };
  const shared = { noise: scaled, releases, adjacency: 'replace' } as const;
  return [
    { ...mechanism, ...shared, n: k, domain, labels: { kind: 'in-record' } },
    { kind: 'additive', sensitivity: diameter / k, ...shared },
  ];
}

/** Every example in every batch: clipped to 1, so that an added one shifts the sum by 1 and a replaced one by 2. */
function everyStep(mechanism: Extract<Mechanism, { kind: 'dp-sgd' }>): Pairing {
  const { steps, adjacency } = mechanism;
  const noiseMultiplier = mechanism.noiseMultiplier * Math.max(1, Math.sqrt(steps) / 2);
  const sensitivity = adjacency === 'replace' ? 2 : 1;
  return [
    { ...mechanism, rate: 1, noiseMultiplier },
    {
      kind: 'additive',
      noise: { law: 'gaussian', scale: noiseMultiplier },
      sensitivity,
      releases: steps,
      adjacency,
    },
  ];
}
