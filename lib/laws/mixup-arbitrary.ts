import * as fc from 'fast-check';
import type { Adjacency, Design, Domain, Labels, Mixup } from '../core/index.js';
import { approximateDiameter, domainArbitrary } from './domain-arbitrary.js';
import { logInteger, logUniform } from './numbers.js';
import { DEFAULT_SIZES, type Sizes } from './sizes.js';

const DESIGNS: readonly Design[] = ['subsets', 'poisson', 'partition', 'balanced'];
const EVERY_LABEL: readonly Labels['kind'][] = ['in-record', 'noised', 'exposed'];

/** k-way mixup under every design, noise, label and adjacency for which a bound is proved. */
export function mixupArbitrary(sizes: Sizes = DEFAULT_SIZES): fc.Arbitrary<Mixup> {
  return fc.oneof(...DESIGNS.map((design) => designArbitrary(design, sizes)));
}

/** Mixup of one design. The shift of one record is between 0.05 and 4 noise units. */
export function designArbitrary(design: Design, sizes: Sizes = DEFAULT_SIZES): fc.Arbitrary<Mixup> {
  const adjacencies: readonly Adjacency[] =
    design === 'subsets' || design === 'poisson' ? ['replace', 'add-remove'] : ['replace'];
  return fc.oneof(...adjacencies.map((adjacency) => cellArbitrary(design, adjacency, sizes)));
}

function cellArbitrary(design: Design, adjacency: Adjacency, sizes: Sizes): fc.Arbitrary<Mixup> {
  return fc
    .record({
      n: logInteger(2, sizes.records),
      width: logInteger(1, sizes.width),
      releases: logInteger(1, sizes.releases),
      law: fc.constantFrom('gaussian' as const, 'laplace' as const),
      domain: domainArbitrary(design === 'poisson'),
      // an added record would show in exposed labels
      labels: fc.constantFrom(...EVERY_LABEL.slice(0, adjacency === 'replace' ? 3 : 2)),
      shift: logUniform(0.05, 4),
      labelShift: logUniform(0.05, 2),
    })
    .map(({ n, width, releases, law, domain, labels, shift, labelShift }) => {
      const k = Math.min(n, width);
      return {
        kind: 'mixup',
        n,
        k,
        releases: wholeEpochs(design, n, k, releases),
        design,
        noise: { law, scale: scaleFor(domain, law, k, shift) },
        domain,
        labels: labels === 'noised' ? { kind: labels, scale: 2 / (k * labelShift) } : { kind: labels },
        adjacency,
      };
    });
}

function scaleFor(domain: Domain, law: 'gaussian' | 'laplace', k: number, shift: number): number {
  return approximateDiameter(domain, law === 'gaussian' ? 'l2' : 'l1') / (k * shift);
}

/** Releases in one epoch of a design; 1 where it has none. */
export function epochOf(design: Design, n: number, k: number): number {
  if (design === 'partition') return Math.floor(n / k);
  return design === 'balanced' ? n : 1;
}

function wholeEpochs(design: Design, n: number, k: number, releases: number): number {
  const epoch = epochOf(design, n, k);
  return epoch * Math.max(1, Math.round(releases / epoch));
}
