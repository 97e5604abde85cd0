import * as fc from 'fast-check';
import { DIRECTIONS } from '../core/index.js';
import type { Enclosed } from './enclosed.js';
import { uniform } from './numbers.js';
import { requireAtMost } from './violation.js';

/** Two laws on the same finitely many outcomes, and two outcomes to be merged. */
export interface FinitePair {
  /** length m, positive, sums to 1 */
  readonly p: readonly number[];
  readonly q: readonly number[];
  readonly merge: readonly [number, number];
}

export function finitePairArbitrary(): fc.Arbitrary<FinitePair> {
  const weight = uniform(0.01, 1);
  return fc
    .tuple(fc.array(fc.tuple(weight, weight), { minLength: 2, maxLength: 6 }), fc.nat(5), fc.nat(4))
    .map(([weights, first, gap]) => {
      const m = weights.length;
      const i = first % m;
      const merge = [i, (i + 1 + (gap % (m - 1))) % m] as const;
      return { p: normalised(weights.map((w) => w[0])), q: normalised(weights.map((w) => w[1])), merge };
    });
}

function normalised(weights: readonly number[]): readonly number[] {
  const total = weights.reduce((sum, w) => sum + w, 0);
  return weights.map((w) => w / total);
}

/** delta(e) = sum (p_i - exp(e) q_i)_+, the definition. */
export function finitePairDelta({ p, q }: Pick<FinitePair, 'p' | 'q'>, epsilon: number): number {
  return p.reduce((sum, x, i) => sum + Math.max(0, x - Math.exp(epsilon) * (q[i] as number)), 0);
}

/** The pair after its two outcomes have been made one: post-processing. */
export function merged({ p, q, merge: [i, j] }: FinitePair): Pick<FinitePair, 'p' | 'q'> {
  const join = (x: readonly number[]): number[] =>
    x.flatMap((w, at) => (at === j ? [] : at === i ? [w + (x[j] as number)] : [w]));
  return { p: join(p), q: join(q) };
}

/**
 * Merging outcomes is never less private: for anything that takes a pair of finite laws to a profile, composed or
 * not; one changed record.
 * @throws LawViolation
 */
export function requireMergingNeverHurts(
  profileOf: (pair: Pick<FinitePair, 'p' | 'q'>) => Enclosed,
  pair: FinitePair,
  epsilons: readonly number[],
): void {
  const [fine, coarse] = [profileOf(pair), profileOf(merged(pair))];
  for (const epsilon of epsilons)
    for (const direction of DIRECTIONS)
      requireAtMost(
        'merging outcomes is never less private',
        coarse.enclosure(epsilon, 1, direction)[0],
        fine.enclosure(epsilon, 1, direction)[1],
        `epsilon ${epsilon}, ${direction}`,
      );
}
