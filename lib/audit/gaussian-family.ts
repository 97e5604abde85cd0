import {
  above,
  bisect,
  EPS,
  expMinusSquare,
  type Interval,
  iv,
  normalTailBounds,
  normalTailQuantile,
  probability,
  scaledTail,
} from '../numerics/index.js';
import { checkDelta } from './clopper-pearson-bound.js';
import type { FamilyMember, TradeOffFamily } from './family.js';

/**
 * The Gaussian mechanism with its noise scaled: member(s) is the pair N(mu/s, 1) against N(0, 1), Gaussian differential
 * privacy of parameter mu/s.
 *   type II error  f(a) = Phi(Phi^-1(1 - a) - mu/s)
 *   delta(e) = Phi(mu/(2s) - e s/mu) - exp(e) Phi(-mu/(2s) - e s/mu)
 *
 * @param mu  > 0: distance of the two means over the standard deviation
 * @throws DomainError
 * @source Dong, Roth, Su 2022, arXiv:1905.02383; Balle, Wang 2018 (recalled by content)
 * @proof  proofs/gaussian-family.md
 */
export function gaussianFamily(mu: number): TradeOffFamily {
  above(0, { mu });
  return {
    name: `Gaussian, mu = ${mu}`,
    basis: {
      theorem:
        'trade-off function and profile of the Gaussian mechanism; Dong, Roth, Su 2022; Balle, Wang 2018',
      note: 'proofs/gaussian-family.md',
      assumptions: [
        'The two worlds are told apart no better and no worse than two Gaussians of equal variance.',
      ],
    },
    member(scale) {
      above(0, { scale });
      return gaussianMember(iv.div(mu, scale));
    },
  };
}

/** @param mu  an enclosure: the larger end has the smaller errors, the smaller end the smaller epsilon */
function gaussianMember(mu: Interval): FamilyMember {
  return {
    typeTwoBelow(typeOne) {
      probability({ typeOne });
      if (typeOne === 0) return 1;
      return normalTailBounds(iv.sub(mu.hi, quantileBelow(typeOne))).lo;
    },
    epsilonBelow(delta) {
      checkDelta(delta);
      if (delta === 0) return Infinity;
      const shift = mu.lo;
      const larger = (epsilon: number): boolean => deltaBelow(shift, epsilon) > delta;
      if (!(shift > 0) || !larger(0)) return 0;
      return bisect(0, shift * (shift / 2 + FURTHEST), larger).holds;
    },
  };
}

/** In standard deviations; beyond, a tail is no normal double and its lower end is 0. */
const FURTHEST = 40;

/** z with P(Z > z) >= a, verified, and hardly below the quantile. @param a  in (0, 1] */
function quantileBelow(a: number): number {
  const near = Math.max(-FURTHEST, normalTailQuantile(a));
  for (let slack = 4 * EPS; slack < 1; slack *= 4) {
    const z = near - slack * (1 + Math.abs(near));
    // 1 - a is exact from 1/2 on, and there the other tail knows more digits
    if (a > 0.5 ? normalTailBounds(-z).hi <= 1 - a : normalTailBounds(z).lo >= a) return z;
  }
  return -Infinity;
}

/**
 * P(Z > y) - exp(e) P(Z > x) with y = e/mu - mu/2, x = y + mu, rounded down. As e = (x^2 - y^2)/2, the second term is
 * exp(-y^2/2) R(x), R the scaled tail: nothing overflows.
 */
function deltaBelow(mu: number, epsilon: number): number {
  const quotient = iv.div(epsilon, mu);
  const half = iv.div(mu, 2);
  const y = iv.sub(quotient, half);
  const nearest = y.lo > 0 ? y.lo : y.hi < 0 ? -y.hi : 0;
  const x = iv.add(quotient, half).lo;
  const second = iv.mul(
    iv.mul(expMinusSquare(nearest, 0.5), scaledTail(x)),
    1 + 16 * EPS, // 6 and 10 halves of EPS are granted to the factors
  ).hi;
  return iv.sub(normalTailBounds(y).lo, second).lo;
}
