import type { Additive, DpSgd, Mixup } from '../lib/index.js';

/** Records of diameter 1 (L2 for gaussian, L1 for laplace), one replaced; `ratio` = diameter / noise scale. */
export interface Release {
  readonly n: number;
  readonly k: number;
  readonly releases: number;
  readonly ratio: number;
  readonly law?: 'gaussian' | 'laplace';
}

export function subsets({ n, k, releases, ratio, law = 'gaussian' }: Release): Mixup {
  return {
    kind: 'mixup',
    n,
    k,
    releases,
    design: 'subsets',
    noise: { law, scale: 1 / ratio },
    domain: { kind: law === 'gaussian' ? 'l2-ball' : 'l1-ball', radius: 0.5 },
    labels: { kind: 'in-record' },
    adjacency: 'replace',
  };
}

/** Gaussian noise on a statistic, mu = sensitivity sqrt(releases) / scale in all. */
export function gaussian(mu: number, releases: number): Additive {
  return {
    kind: 'additive',
    noise: { law: 'gaussian', scale: 1 },
    sensitivity: mu / Math.sqrt(releases),
    releases,
    adjacency: 'replace',
  };
}

/** DP-SGD, records added or removed. */
export function dpSgd(rate: number, noiseMultiplier: number, steps: number): DpSgd {
  return { kind: 'dp-sgd', rate, noiseMultiplier, steps, adjacency: 'add-remove' };
}
