import { readFileSync } from 'node:fs';
import { Decimal } from 'decimal.js';
import { EPS } from '../../lib/numerics/float.js';

/** Decimal arithmetic far finer than doubles: 60 digits. */
export const D = Decimal.clone({ precision: 60, minE: -9e15, maxE: 9e15 });

/** The double itself, not its shortest decimal: x = mantissa 2^exponent, in 60 digits. */
export function exact(x: number): Decimal {
  if (x === 0 || !Number.isFinite(x)) return new D(x);
  let exponent = Math.max(-1074, Math.floor(Math.log2(Math.abs(x))) - 53);
  let mantissa = x * 2 ** Math.min(1000, -exponent) * 2 ** Math.max(0, -exponent - 1000);
  while (!Number.isInteger(mantissa)) {
    mantissa *= 2;
    exponent -= 1;
  }
  return new D(mantissa).times(new D(2).pow(exponent));
}

/** |actual - reference| / |reference| in units of 2^-52. */
export function units(actual: number, reference: Decimal | string): number {
  const truth = new D(reference);
  return exact(actual).minus(truth).div(truth).abs().div(EPS).toNumber();
}

export type Row = readonly (number | string)[];
export type LawRow = readonly (number | string | readonly (readonly [number, string])[])[];

/** The tables of test/fixtures/numerics.json, made by the script beside it. */
export function fixture<T = Row>(table: string): readonly T[] {
  const all = JSON.parse(readFileSync('test/fixtures/numerics.json', 'utf8')) as Record<string, T[]>;
  const rows = all[table];
  if (rows === undefined || rows.length === 0) throw new Error(`no table ${table}`);
  return rows;
}
