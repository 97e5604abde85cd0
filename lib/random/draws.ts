import { DomainError } from '../numerics/index.js';
import type { Bits } from './bits.js';

const BUFFERED = 1 << 13;
const TWO31 = 2 ** 31;
const LARGEST = TWO31 - 1;

/** Numbers of known law, made from bits one after the other. Every law here is exact. */
export class Draws {
  readonly source: Bits['source'];
  readonly #bits: Bits;
  readonly #words = new Uint32Array(BUFFERED);
  #next = BUFFERED;

  constructor(bits: Bits) {
    this.source = bits.source;
    this.#bits = bits;
  }

  /** 32 fair bits: a whole number in [0, 2^32). */
  word(): number {
    if (this.#next === BUFFERED) {
      this.#bits.fill(this.#words);
      this.#next = 0;
    }
    return this.#words[this.#next++];
  }

  /** Uniform in {0, ..., n - 1}, by rejection: no remainder is favoured. @throws DomainError unless 1 <= n <= 2^31 */
  below(n: number): number {
    if (!(Number.isInteger(n) && n >= 1 && n <= TWO31))
      throw new DomainError('n', 'a whole number in [1, 2^31]', n);
    let u = this.word() >>> 1;
    // fewer than n of the largest numbers are rejected: for all others there is no need to know how many
    if (u > LARGEST - n) {
      const end = TWO31 - (TWO31 % n);
      while (u >= end) u = this.word() >>> 1;
    }
    return u % n;
  }

  /** A multiple of 2^-53, uniform in [0, 1). */
  unit(): number {
    return ((this.word() >>> 6) * 2 ** 27 + (this.word() >>> 5)) * 2 ** -53;
  }

  /**
   * Fills the first `count` places with a uniform ordered sample of all items (Fisher and Yates); the others
   * follow in some order. Whatever order the items came in, the law is the same.
   */
  shuffle(items: Int32Array, count = items.length): void {
    for (let i = 0; i < count; i += 1) {
      const j = i + this.below(items.length - i);
      const held = items[i];
      items[i] = items[j];
      items[j] = held;
    }
  }

  /** A uniform order of 0, ..., n - 1. */
  order(n: number): Uint32Array {
    const items = Int32Array.from({ length: n }, (_, i) => i);
    this.shuffle(items);
    return Uint32Array.from(items);
  }
}
