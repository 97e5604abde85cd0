import type { Draws } from '../random/draws.js';
import { LazyUniform } from './lazy-uniform.js';
import type { Survival } from './survival.js';

/** Bits of the uniform number that the table looks at. */
export const TABLE_BITS = 31;
const ONE = 2 ** TABLE_BITS;
const MOST_ENTRIES = 1 << 25;

/**
 * Draws X exactly, by inversion: X = #{j >= 1 : U < P[X >= j]} for a uniform U in [0, 1) of endless bits.
 *
 * The first 31 bits u of U are looked up: U lies in [u, u + 1) / 2^31, and entry j - 1 of `floors` is a whole
 * number with floor <= 2^31 P[X >= j] <= floor + 2. So u < floor says U < P[X >= j], u >= floor + 2 says the
 * opposite, and only in between (a chance of 2^-30 per entry) are more bits drawn and P[X >= j] computed
 * closer. What is drawn is thus a function of U alone: no rounding enters.
 *
 * @proof proofs/rounded-noise.md
 */
export class ThresholdTable {
  /** length: the first j with floor 0; never increasing */
  readonly floors: Uint32Array;
  /** where to begin: entry u >>> shift counts the floors above every u of that bin */
  readonly starts: Uint32Array;
  readonly shift: number;
  readonly #survival: Survival;

  constructor(survival: Survival) {
    this.#survival = survival;
    this.floors = floorsOf(survival);
    const binBits = Math.min(18, Math.max(8, Math.ceil(Math.log2(this.floors.length)) + 1));
    this.shift = TABLE_BITS - binBits;
    this.starts = startsOf(this.floors, binBits);
  }

  draw(draws: Draws): number {
    return this.at(draws.word() >>> 1, draws);
  }

  /** X, given the first 31 bits of U; draws more where these do not decide. */
  at(u: number, draws: Draws): number {
    const { floors } = this;
    let x = this.starts[u >>> this.shift];
    while (u < floors[x]) x += 1;
    return u - floors[x] < 2 ? this.#closer(x, u, draws) : x;
  }

  /** X, when it is at least `sure` and the first bits say no more. */
  #closer(sure: number, u: number, draws: Draws): number {
    const uniform = new LazyUniform(u, TABLE_BITS, draws);
    let x = sure;
    while (uniform.below((digits) => this.#survival.near(x + 1, digits), this.#survival.bounds(x + 1)))
      x += 1;
    return x;
  }
}

function floorsOf(survival: Survival): Uint32Array {
  let floors: Uint32Array = new Uint32Array(1 << 12);
  for (let j = 1; j <= MOST_ENTRIES; j += 1) {
    const { lo, hi } = survival.bounds(j);
    const floor = Math.floor(lo * ONE); // exact: a factor 2^31
    if (!(floor >= 0 && hi * ONE <= floor + 2 && (j === 1 || floor <= floors[j - 2])))
      throw new Error(`P[X >= ${j}] in [${lo}, ${hi}] is no entry of a threshold table`);
    if (j > floors.length) floors = grown(floors);
    floors[j - 1] = floor;
    if (floor === 0) return floors.slice(0, j);
  }
  throw new Error(`a threshold table of more than ${MOST_ENTRIES} entries`);
}

function grown(old: Uint32Array): Uint32Array {
  const longer = new Uint32Array(2 * old.length);
  longer.set(old);
  return longer;
}

function startsOf(floors: Uint32Array, binBits: number): Uint32Array {
  const starts = new Uint32Array(2 ** binBits);
  const width = ONE / starts.length;
  let above = floors.length;
  for (let bin = 0; bin < starts.length; bin += 1) {
    while (above > 0 && floors[above - 1] < (bin + 1) * width) above -= 1;
    starts[bin] = above;
  }
  return starts;
}
