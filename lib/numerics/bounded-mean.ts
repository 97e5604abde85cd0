import { DomainError, integer, openUnit } from './check.js';
import { crossing } from './crossing.js';
import { iv } from './interval.js';
import { compensatedSum } from './sum.js';

/** The work grows with the square of the number of values. */
const MOST_VALUES = 1024;

/** Relative distance from the exact bound, far above the rounding of the polynomial. */
const TOLERANCE = 1e-13;

/**
 * Lower confidence bound on the mean of independent numbers in [0, 1], whatever their laws:
 *
 *   the m at which  sum over j = 1..n of  w_j A_j / m^j  =  1 / alpha,   w_j = 1 / (H_n (n + 1 - j))
 *
 * A_j is the average, over all sets of j of the n values, of their product, and H_n = 1 + 1/2 + ... + 1/n. If the mean
 * is at most m, E A_j <= m^j, so the left side has expectation at most 1 and exceeds 1 / alpha with probability at
 * most alpha. It is the wealth of a gambler who stakes everything on each value of a set, for every set at once.
 * The weights, fixed beforehand, favour large sets: best where values hardly vary.
 * No bound for such laws can exceed alpha^(1/n) max(values), as a value 0 may never have been met.
 *
 * @param values  length n in [1, 1024], each in [0, 1]; their order does not matter
 * @param alpha   probability that the bound is wrong, in (0, 1)
 * @returns  in [0, 1]; not above the exact bound. It bounds the average of the n expectations, which may differ
 * @throws   DomainError outside these ranges
 * @source   testing by betting: Waudby-Smith, Ramdas, Estimating means of bounded random variables by betting,
 *           arXiv:2010.09686; this bet derived here
 * @proof    proofs/bounded-mean.md
 */
export function meanLowerBound(values: readonly number[], alpha: number): number {
  check(values, alpha);
  return lowerBound(values, alpha);
}

/**
 * Upper confidence bound on the mean of independent numbers in [0, 1]: 1 minus the lower bound on the mean of 1 - value.
 *
 * @returns  in [0, 1]; not below the exact bound; otherwise as meanLowerBound
 * @throws   DomainError outside these ranges
 * @proof    proofs/bounded-mean.md
 */
export function meanUpperBound(values: readonly number[], alpha: number): number {
  check(values, alpha);
  const rests = values.map((value) => Math.max(0, iv.sub(1, value).lo));
  return Math.min(1, iv.sub(1, lowerBound(rests, alpha)).hi);
}

function lowerBound(values: readonly number[], alpha: number): number {
  const n = values.length;
  // ascending: the mean of the first i never exceeds that of all, so nothing below overflows
  const sorted = [...values].sort((a, b) => a - b);
  // products are taken of value / unit, so that they do not underflow; any unit > 0 is right
  const unit = compensatedSum(sorted) / n;
  if (!(unit > 0)) return 0;
  const averages = productAverages(sorted.map((value) => Math.max(0, iv.div(value, unit).lo)));
  const weighted = averages.map((average, j) => (j === 0 ? 0 : iv.div(average, n + 1 - j).lo));
  const needed = iv.div(harmonicNumber(n), alpha).hi;
  // in z = unit / m the left side is a polynomial that increases; its first term alone suffices at z = 2 n needed
  const high = Math.min(Number.MAX_VALUE, 2 * n * needed);
  const guess = Math.min(high, needed ** (1 / n));
  const { above } = crossing((z) => Math.log(polynomial(weighted, z) / needed), {
    low: 1,
    high,
    from: guess,
    step: 0.1 * guess,
    tolerance: (z) => TOLERANCE * z,
  });
  return above === undefined ? 0 : Math.min(1, Math.max(0, iv.div(unit, above).lo));
}

/** A_j for j = 0..n, rounded down: average over all sets of j values of their product. */
function productAverages(values: readonly number[]): number[] {
  const averages = [1, ...values.map(() => 0)];
  values.forEach((value, index) => {
    // of the sets of j among i values, the share j / i holds the last one
    const i = index + 1;
    for (let j = i; j >= 1; j--) {
      const without = iv.mul(averages[j], i - j);
      const having = iv.mul(iv.mul(value, averages[j - 1]), j);
      averages[j] = Math.max(0, iv.div(iv.add(without, having), i).lo);
    }
  });
  return averages;
}

/** Sum of coefficients[j] z^j, rounded down; coefficients and z are >= 0. */
function polynomial(coefficients: readonly number[], z: number): number {
  let total = 0;
  for (let j = coefficients.length - 1; j >= 0; j--) total = iv.add(iv.mul(total, z).lo, coefficients[j]).lo;
  return total;
}

/** 1 + 1/2 + ... + 1/n, rounded up. */
function harmonicNumber(n: number): number {
  let sum = 0;
  for (let j = n; j >= 1; j--) sum = iv.add(sum, iv.div(1, j)).hi;
  return sum;
}

function check(values: readonly number[], alpha: number): void {
  openUnit({ alpha });
  integer(1, MOST_VALUES, { 'values.length': values.length });
  for (const value of values)
    if (!(value >= 0 && value <= 1)) throw new DomainError('value', 'in [0, 1]', value);
}
