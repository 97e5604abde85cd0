import { Decimal } from 'decimal.js';

/** Digits carried by every recomputation. */
export const DIGITS = 60;
const Real = Decimal.clone({ precision: DIGITS + 20 });
const HALF = new Real(1).div(2);
const TWO_PI = Real.acos(-1).times(2);

/** A number of many digits. */
export type Big = Decimal;

/** Exactly the value of a double (to the digits carried), where `new Decimal(0.1)` would read the text 0.1. */
export function big(x: number | Big): Big {
  if (typeof x !== 'number') return new Real(x);
  if (Number.isInteger(x)) return new Real(BigInt(x).toString());
  if (!Number.isFinite(x)) return new Real(x);
  let scale = 0;
  let whole = x;
  while (!Number.isInteger(whole)) {
    whole *= 2; // exact: a finite double that is no integer is below 2^53
    scale += 1;
  }
  return new Real(whole).div(new Real(2).pow(scale));
}

/**
 * P(Z > x) for a standard normal Z, to about 60 digits.
 *
 * |x| < 4: 1/2 -+ phi(x) (x + x^3/3 + x^5/(3*5) + ...), all terms positive (loses at most 5 digits of the 80).
 * x >= 4: phi(x) times the continued fraction 1/(x + 1/(x + 2/(x + 3/...))), backwards from a depth whose
 * truncation error exp(-2 x sqrt(2 depth)) lies below 1e-75.
 */
export function bigNormalTail(x: Big): Big {
  if (x.isNegative()) return new Real(1).minus(bigNormalTail(x.neg()));
  const density = x.times(x).div(-2).exp().div(TWO_PI.sqrt());
  return x.lt(4) ? HALF.minus(density.times(series(x))) : density.times(fraction(x));
}

function series(x: Big): Big {
  const square = x.times(x);
  let term: Big = x;
  let sum: Big = x;
  for (let odd = 3; term.gt(sum.times('1e-80')); odd += 2) {
    term = term.times(square).div(odd);
    sum = sum.plus(term);
  }
  return sum;
}

function fraction(x: Big): Big {
  const depth = 20 + Math.ceil((173 / (2 * x.toNumber())) ** 2 / 2);
  let below: Big = x;
  for (let i = depth; i >= 1; i -= 1) below = x.plus(new Real(i).div(below));
  return new Real(1).div(below);
}
