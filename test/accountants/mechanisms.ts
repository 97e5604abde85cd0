import type { Additive, DpSgd, Mixup } from '../../lib/core/index.js';

/** k-subsets with a shift of `shift` noise units for one replaced record; any field may be set otherwise. */
export function subsets(
  { n, k, releases, shift }: { n: number; k: number; releases: number; shift: number },
  fields: Partial<Mixup> = {},
): Mixup {
  const law = fields.noise?.law ?? 'gaussian';
  return {
    kind: 'mixup',
    n,
    k,
    releases,
    design: 'subsets',
    noise: { law, scale: 1 / (k * shift) },
    domain: law === 'gaussian' ? { kind: 'l2-ball', radius: 0.5 } : { kind: 'l1-ball', radius: 0.5 },
    labels: { kind: 'in-record' },
    adjacency: 'replace',
    ...fields,
  };
}

/** As subsets, with Laplace noise: shift = D1/(k b). */
export function laplaceSubsets(size: { n: number; k: number; releases: number; shift: number }): Mixup {
  return subsets(size, { noise: { law: 'laplace', scale: 1 / (size.k * size.shift) } });
}

export function gaussianReleases(releases: number, mu: number): Additive {
  return {
    kind: 'additive',
    noise: { law: 'gaussian', scale: Math.sqrt(releases) },
    sensitivity: mu,
    releases,
    adjacency: 'replace',
  };
}

export function dpSgd(
  rate: number,
  noiseMultiplier: number,
  steps: number,
  adjacency: DpSgd['adjacency'] = 'add-remove',
): DpSgd {
  return { kind: 'dp-sgd', rate, noiseMultiplier, steps, adjacency };
}
