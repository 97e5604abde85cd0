import type { Direction, Profile } from '../../lib/core/index.js';
import { bisect, iv, normalCdf, normalTailBounds } from '../../lib/numerics/index.js';

// Exact profiles for tests of certificates, each with the law it belongs to.

const basis = { theorem: 'closed form', note: 'none', assumptions: [] };

const clamp = (x: number) => Math.min(1, Math.max(0, x));

/** N(0, 1) against N(r mu, 1). */
export function gaussian(mu: number): Profile<'upper'> {
  return {
    side: 'upper',
    adjacency: 'replace',
    basis,
    at(epsilon, poisons) {
      const shift = poisons * mu;
      if (shift === 0) return clamp(-Math.expm1(epsilon));
      if (epsilon === Infinity) return 0;
      if (epsilon < 0)
        return clamp(iv.sub(1, iv.mul(iv.exp(epsilon), iv.sub(1, this.at(-epsilon, poisons, 'forward')))).hi);
      const first = normalTailBounds(iv.sub(iv.div(epsilon, shift), iv.div(shift, 2)));
      const second = normalTailBounds(iv.add(iv.div(epsilon, shift), iv.div(shift, 2)));
      return clamp(iv.sub(first, iv.mul(iv.exp(epsilon), second)).hi);
    },
  };
}

/** The profile of a pair of laws on finitely many points; r is not used. */
export function discrete(clean: readonly number[], poisoned: readonly number[]): Profile<'upper'> {
  return {
    side: 'upper',
    adjacency: 'replace',
    basis,
    at(epsilon, _poisons, direction: Direction) {
      const [x, y] = direction === 'forward' ? [clean, poisoned] : [poisoned, clean];
      const grown = Math.exp(epsilon);
      return clamp(
        x.reduce((sum, p, i) => sum + Math.max(0, y[i] === 0 ? p : p - grown * y[i]), 0) * (1 + 1e-14),
      );
    },
  };
}

/** Any symmetric profile given for epsilon >= 0. */
export function symmetric(delta: (epsilon: number, poisons: number) => number): Profile<'upper'> {
  return {
    side: 'upper',
    adjacency: 'replace',
    basis,
    at: (epsilon, poisons) =>
      epsilon >= 0 ? delta(epsilon, poisons) : 1 - Math.exp(epsilon) * (1 - delta(-epsilon, poisons)),
  };
}

/** Pure epsilon for every r: the profile of randomised response at r * epsilon. */
export const pureProfile = (epsilon: number) =>
  symmetric((e, r) => clamp((Math.exp(r * epsilon) - Math.exp(e)) / (1 + Math.exp(r * epsilon))));

/** Laplace noise in one dimension, shift r * eta in units of the scale. */
export const laplaceProfile = (eta: number) => symmetric((e, r) => clamp(-Math.expm1((e - r * eta) / 2)));

/** Smallest epsilon with (epsilon, delta) for a Gaussian shift. */
export function gaussianEpsilon(shift: number, delta: number): number {
  if (delta === 0) return Infinity;
  const at = (e: number) =>
    normalCdf(shift / 2 - e / shift) - Math.exp(e) * normalCdf(-shift / 2 - e / shift);
  if (at(0) <= delta) return 0;
  return bisect(0, shift * shift + 40 * shift, (e) => at(e) <= delta, 80).holds * (1 + 1e-12);
}
