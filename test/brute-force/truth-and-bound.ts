import { dominating, gaussianProfile, pairDelta } from '../../lib/bounds/index.js';
import type { Direction, Domain, Mixup } from '../../lib/core/index.js';
import { hockeySticks, type Mixture } from './mixture.js';
import type { Records } from './release-law.js';

/*
 * The truth for a handful of records, against the bounds. Soundness: no data set found is above the bound.
 * Tightness: where the theory says equality, some data set reaches it. SLACK is the reference's own error.
 */

export const SLACK = 1e-11;
export const PLANE_SLACK = 3e-5;
export const EPSILONS = [-1, -0.2, 0, 0.05, 0.3, 1, 2.5];
const MULTIPLIERS = EPSILONS.map(Math.exp);

/** All non-decreasing sequences: data sets up to the order of their records. */
export function multisets(size: number, values: readonly number[]): number[][] {
  if (size === 0) return [[]];
  return values.flatMap((v, i) => multisets(size - 1, values.slice(i)).map((rest) => [v, ...rest]));
}

export const onLine = (values: readonly number[]): Records => values.map((v) => [v]);

export function mechanism(fields: Partial<Mixup> & Pick<Mixup, 'n' | 'k'>): Mixup {
  return {
    kind: 'mixup',
    releases: 1,
    design: 'subsets',
    noise: { law: 'gaussian', scale: 1 },
    domain: { kind: 'l2-ball', radius: 1, dimension: 1 },
    labels: { kind: 'in-record' },
    adjacency: 'replace',
    ...fields,
  };
}

/** delta of everything the mechanism releases; only where no composition by FFT is needed. */
export function bound(mixup: Mixup, poisons: number, direction: Direction): number[] {
  const pair = dominating(mixup, poisons);
  if (pair.kind === 'nothing') return EPSILONS.map(() => 1);
  if (pair.kind === 'gaussian') return EPSILONS.map((e) => gaussianProfile(pair.mu, e));
  if (pair.kind !== 'pairs' || pair.copies !== 1) throw new Error('not a single pair: use account');
  return EPSILONS.map((e) => pairDelta(pair[direction], e, 'upper'));
}

/** Largest divergence over the data sets given, for every epsilon. */
export function worst(
  pairs: Iterable<readonly [Mixture, Mixture]>,
  noise: Mixup['noise'],
  step?: number,
): number[] {
  const best = EPSILONS.map(() => 0);
  for (const [P, Q] of pairs)
    for (const [i, x] of hockeySticks(P, Q, noise, MULTIPLIERS, step).entries())
      best[i] = Math.max(best[i] as number, x);
  return best;
}

export const LINE: Domain = { kind: 'l2-diameter', diameter: 1, dimension: 1 };
export const LAWS = ['gaussian', 'laplace'] as const;
