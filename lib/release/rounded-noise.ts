import type { Decimal } from 'decimal.js';
import type { Noise } from '../core/index.js';
import { above, DomainError, type Interval, iv, normalTailBounds, remembered } from '../numerics/index.js';
import type { Draws } from '../random/draws.js';
import { decimalOf, decimals } from './decimal-of.js';
import { absoluteNormalSurvival } from './normal-survival.js';
import type { Survival } from './survival.js';
import { ThresholdTable } from './threshold-table.js';

/** Larger spreads would need tables of more than 2^25 entries, for noise that leaves nothing to learn. */
export const LARGEST_SPREAD = 2 ** 20;

/**
 * Whole numbers with exactly the law of round(spread * Z), where Z is a standard normal number ('gaussian') or
 * has density exp(-|z|)/2 ('laplace'):
 *
 *   P[|N| >= j] = 2 P(Z > (j - 1/2)/spread)    or    exp(-(j - 1/2)/spread),    j = 1, 2, ...
 *
 * and a fair sign. No floating-point rounding enters the law.
 *
 * @proof proofs/rounded-noise.md
 */
export class RoundedNoise {
  readonly #table: ThresholdTable;

  /** @throws DomainError unless 0 < spread <= 2^20 */
  constructor(law: Noise['law'], spread: number) {
    above(0, { spread });
    if (!(spread <= LARGEST_SPREAD)) throw new DomainError('spread', `at most ${LARGEST_SPREAD}`, spread);
    this.#table = remembered(TABLES, `${law} ${spread}`, () => new ThresholdTable(survivalOf(law, spread)));
  }

  /** Fills `out` with independent draws. */
  fill(out: Int32Array, draws: Draws): void {
    const { floors, starts, shift } = this.#table;
    for (let i = 0; i < out.length; i += 1) {
      const word = draws.word();
      const u = word >>> 1;
      // ThresholdTable.at, written out: most of the time of a release is spent here.
      let size = starts[u >>> shift];
      while (u < floors[size]) size += 1;
      if (u - floors[size] < 2) size = this.#table.at(u, draws);
      out[i] = (word & 1) === 0 ? size : -size;
    }
  }
}

/** Tables depend on law and spread alone and are never changed. */
const TABLES = new Map<string, ThresholdTable>();

/** Survival of |round(spread * Z)|. */
export function survivalOf(law: Noise['law'], spread: number): Survival {
  const edge = (j: number): Interval => iv.div(j - 0.5, spread);
  const exactEdge = (j: number, digits: number): Decimal => {
    const Real = decimals(digits + 20);
    return new Real(2 * j - 1).div(decimalOf(spread, Real).times(2));
  };
  if (law === 'laplace')
    return {
      bounds: (j) => within01(iv.exp(iv.neg(edge(j)))),
      near: (j, digits) => exactEdge(j, digits).neg().exp(),
    };
  return {
    bounds: (j) => within01(iv.mul(2, normalTailBounds(edge(j)))),
    near: (j, digits) => absoluteNormalSurvival(exactEdge(j, digits), digits),
  };
}

const within01 = ({ lo, hi }: Interval): Interval => ({ lo: Math.max(0, lo), hi: Math.min(1, hi) });
