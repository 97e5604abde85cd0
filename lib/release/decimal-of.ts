import { Decimal } from 'decimal.js';

/** Decimals of `precision` significant digits. */
export function decimals(precision: number): typeof Decimal {
  return Decimal.clone({ precision });
}

/** Exactly the value of a finite double, to the precision of `Real`; new Decimal(0.1) would read the text 0.1. */
export function decimalOf(x: number, Real: typeof Decimal): Decimal {
  let whole = x;
  let scale = 0;
  while (!Number.isInteger(whole)) {
    whole *= 2; // exact: a finite double that is no integer is below 2^53
    scale += 1;
  }
  return new Real(BigInt(whole).toString()).div(new Real(2).pow(scale));
}
