import type { ScoreLaw, ScoreLaws } from '../../audit/index.js';
import type { CollinearMixture, LocationFamily } from '../../bounds/index.js';
import { mixtureTail } from '../../bounds/mixture-tail.js';
import { above, atLeast } from '../../numerics/index.js';
import type { GamePair } from '../pair.js';

/** How observations differ from the continuous law of the noise. */
export interface Resolution {
  /** they are whole numbers over this: those nearest to what the continuous law gives */
  readonly lattice?: number;
  /** without a lattice: they lie this close to what the continuous law gives */
  readonly rounding?: number;
}

/** In steps of the lattice: an observation this close to a point of it lies there. */
const NEAR = 2 ** -10;

/**
 * The laws of one observation in both worlds. On a lattice, x = m/spread is what lies within half a step of it.
 *
 * @throws DomainError unless lattice > 0 and rounding >= 0
 * @proof proofs/score-law.md
 */
export function observationLaws(pair: GamePair, resolution: Resolution = {}): ScoreLaws {
  const { lattice, rounding = 0 } = resolution;
  if (lattice !== undefined) above(0, { lattice });
  atLeast(0, { rounding });
  const law = (side: CollinearMixture, sign: 1 | -1): ScoreLaw => {
    const cdf = distribution(pair.family, side, sign);
    if (lattice !== undefined) {
      const upTo = (m: number): readonly [number, number] =>
        cdf((m + 0.5) / lattice, 2 ** -52 * Math.abs(m / lattice));
      return {
        atMost: (x) => upTo(Math.floor(x * lattice + NEAR)),
        below: (x) => upTo(Math.ceil(x * lattice - NEAR) - 1),
      };
    }
    const around = (x: number): readonly [number, number] =>
      rounding > 0 ? [cdf(x - rounding, 0)[0], cdf(x + rounding, 0)[1]] : cdf(x, 0);
    return { atMost: around, below: around };
  };
  return { absent: law(pair.absent, -1), present: law(pair.present, 1) };
}

/** Enclosure of P(X <= x), X a mixture of shifts of the noise, x known within an error. */
export function distribution(
  family: LocationFamily,
  { hits, shift }: CollinearMixture,
  sign: 1 | -1,
): (x: number, error: number) => readonly [number, number] {
  return (x, error) => {
    if (Number.isNaN(x)) return [0, 1];
    if (Math.abs(x) === Infinity) return x > 0 ? [1, 1] : [0, 0];
    const lower = mixtureTail(family, hits, -sign * shift, -x, error);
    const upper = mixtureTail(family, hits, sign * shift, x, error);
    const off = (tail: { mass: number; slack: number }): number =>
      tail.mass * Math.min(1, tail.slack) + 2 ** -1000;
    return [
      Math.max(0, lower.mass - off(lower), 1 - upper.mass - off(upper) - 2 ** -53),
      Math.min(1, lower.mass + off(lower), 1 - upper.mass + off(upper) + 2 ** -53),
    ];
  };
}
