import type { Profile, TradeOff } from '../core/index.js';
import { goldenMinimum, probability } from '../numerics/index.js';

/**
 * The trade-off function that a privacy profile implies:
 *   f(x) = max(0, sup_e 1 - delta(e) - e^e x)
 * over every real e, where delta is that of the given direction: type I error x is measured under the
 * second law, type II error under the first.
 *
 * Any e gives a valid value, so the search need not find the best one.
 *
 * @returns a trade-off function on the same side: for an upper profile f is never above the true one
 * @source Dong, Roth, Su 2022, arXiv:1905.02383 (recalled by content)
 * @proof proofs/trade-off.md
 */
export function tradeOff(profile: Profile<'upper'>): TradeOff<'upper'> {
  return {
    side: 'upper',
    adjacency: profile.adjacency,
    basis: profile.basis,
    at(typeOne, poisons, direction) {
      probability({ typeOne });
      const loss = (e: number): number =>
        Math.exp(e) * typeOne * (1 + 2 ** -50) + profile.at(e, poisons, direction) - 1;
      let best = { at: 0, value: loss(0) };
      for (let e = -64; e <= 64; e += 2) {
        const value = loss(e);
        if (value < best.value) best = { at: e, value };
      }
      const { value } = goldenMinimum(loss, best.at - 2, best.at + 2, 1e-6);
      return Math.max(0, -Math.min(value, best.value) - 2 ** -50);
    },
  };
}
