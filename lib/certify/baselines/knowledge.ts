import { epsilonAt } from '../../convert/index.js';
import type { Profile, RenyiCurve } from '../../core/index.js';
import { remembered } from '../../numerics/index.js';
import type { Orientation } from '../psi.js';
import type { BaselineKnowledge } from './baseline.js';

export interface KnowledgeSources {
  readonly profile: Profile<'upper'>;
  /** left out: the Renyi baselines certify nothing */
  readonly renyi?: RenyiCurve<'upper'> | undefined;
  /** pure epsilon of r records, rounded up; left out: none */
  readonly pure?: ((poisons: number) => number) | undefined;
  readonly orientation?: Orientation;
}

/**
 * What the baselines are told of a mechanism, each number looked up once. The (epsilon, delta) pairs are the
 * tight ones of the profile, so that a baseline is not held back by a weak accountant.
 *
 * Whatever is not known, or no number, is Infinity.
 */
export function baselineKnowledge(sources: KnowledgeSources): BaselineKnowledge {
  const { profile, renyi, pure, orientation = 'clean' } = sources;
  const epsilons = lookUp((delta, poisons) =>
    delta === 0 ? (pure?.(poisons) ?? Infinity) : epsilonAt(profile, delta, poisons),
  );
  const divergences = lookUp((order, poisons) =>
    renyi !== undefined && order <= renyi.maximalOrder ? renyi.at(order, poisons) : Infinity,
  );
  return { profile, orientation, epsilonAt: epsilons, renyi: divergences };
}

function lookUp(f: (x: number, poisons: number) => number): (x: number, poisons: number) => number {
  const known = new Map<string, number>();
  return (x, poisons) => {
    return remembered(known, `${x}/${poisons}`, () => {
      const found = f(x, poisons);
      return found >= 0 ? found : Infinity;
    });
  };
}
