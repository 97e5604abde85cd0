import type { Decimal } from 'decimal.js';
import type { Interval } from '../numerics/index.js';
import type { Draws } from '../random/draws.js';
import { decimals } from './decimal-of.js';

const DOUBLE_BITS = 53;
const WORDS = 2;

/** A uniform number U in [0, 1) of endless bits, of which as many are drawn as a question needs. */
export class LazyUniform {
  /** U lies in [head, head + 1) / 2^length */
  #head: bigint;
  #length: number;
  readonly #draws: Draws;

  /** @param head the first `length` bits, as a whole number */
  constructor(head: number, length: number, draws: Draws) {
    this.#head = BigInt(head);
    this.#length = length;
    this.#draws = draws;
  }

  /**
   * Whether U < p, for the p that `near` gives to within 10^-digits and `bounds` encloses.
   *
   * Ends with probability 1: each round has the width of what is known of U and of p shrink by 2^-64.
   */
  below(near: (digits: number) => Decimal, bounds: Interval): boolean {
    while (this.#length < DOUBLE_BITS) this.#extend();
    const [lo, hi] = this.#enclosure();
    if (hi <= bounds.lo) return true;
    if (lo >= bounds.hi) return false;
    for (;;) {
      const sure = this.#against(near);
      if (sure !== undefined) return sure;
      this.#extend();
    }
  }

  /** Two doubles around U: its first 53 bits from the first 1 on, and one unit more. */
  #enclosure(): readonly [number, number] {
    const dropped = Math.max(0, this.#head.toString(2).length - DOUBLE_BITS);
    const head = Number(this.#head >> BigInt(dropped)); // exact: 53 bits
    if (this.#length > 1000) return [0, 1]; // what follows is exact down to 2^-1022
    const unit = 2 ** (dropped - this.#length);
    return [head * unit, (head + 1) * unit];
  }

  /** Undefined while the bits drawn leave both answers open. */
  #against(near: (digits: number) => Decimal): boolean | undefined {
    const digits = Math.ceil(this.#length * Math.LOG10E * Math.LN2) + 3;
    const Real = decimals(2 * digits + 40); // 2^length and the products below are exact
    const unit = new Real(2).pow(this.#length);
    const p = new Real(near(digits));
    const error = `1e-${digits}`;
    if (
      p
        .minus(error)
        .times(unit)
        .gte((this.#head + 1n).toString())
    )
      return true;
    if (p.plus(error).times(unit).lte(this.#head.toString())) return false;
    return undefined;
  }

  #extend(): void {
    for (let i = 0; i < WORDS; i += 1) {
      this.#head = (this.#head << 32n) | BigInt(this.#draws.word());
      this.#length += 32;
    }
  }
}
