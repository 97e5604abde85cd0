import type { RenyiCurve } from '../core/index.js';
import { above, atLeast, goldenMinimum, iv, openUnit } from '../numerics/index.js';

/**
 * delta at epsilon, given Renyi divergence tau at order a:
 *   delta = exp((a - 1)(tau - epsilon + ln(1 - 1/a))) / a
 *
 * @param epsilon     >= 0, nats
 * @param order       a > 1
 * @param divergence  tau >= 0, nats; bounds every pair of neighbours
 * @returns delta in [0, 1], never below the exact value
 * @throws DomainError outside these ranges
 * @source Canonne, Kamath, Steinke 2020, arXiv:2004.00010 (recalled by content)
 * @proof proofs/renyi-delta.md
 */
export function renyiDelta(epsilon: number, order: number, divergence: number): number {
  atLeast(0, { epsilon, divergence });
  above(1, { order });
  const gap = iv.add(iv.sub(divergence, epsilon), iv.log1p(iv.div(-1, order)));
  return Math.min(1, iv.div(iv.exp(iv.mul(iv.sub(order, 1), gap)), order).hi);
}

/**
 * epsilon at delta, given Renyi divergence tau at order a:
 *   epsilon = tau + ln(1 - 1/a) - (ln delta + ln a)/(a - 1)
 *
 * @param delta  in (0, 1)
 * @returns nats, >= 0, never below the exact value
 * @throws DomainError outside the ranges
 * @source Canonne, Kamath, Steinke 2020, arXiv:2004.00010 (recalled by content)
 * @proof proofs/renyi-delta.md
 */
export function renyiEpsilonAtOrder(delta: number, order: number, divergence: number): number {
  openUnit({ delta });
  above(1, { order });
  if (divergence === Infinity) return Infinity;
  atLeast(0, { divergence });
  const tail = iv.div(iv.add(iv.log(delta), iv.log(order)), iv.sub(order, 1));
  const epsilon = iv.sub(iv.add(divergence, iv.log1p(iv.div(-1, order))), tail).hi;
  return epsilon >= 0 ? epsilon : epsilon < 0 ? 0 : Infinity;
}

/** The best epsilon of a Renyi curve, with the order that gave it. */
export interface RenyiEpsilon {
  readonly epsilon: number;
  readonly order: number;
}

/**
 * epsilon at delta from a whole Renyi curve: the order is optimised over the reals, any order being sound.
 *
 * @param poisons  changed records r >= 1
 * @returns epsilon in nats, rounded up, and its order
 * @proof proofs/renyi-delta.md
 */
export function renyiEpsilon(curve: RenyiCurve<'upper'>, delta: number, poisons: number): RenyiEpsilon {
  openUnit({ delta });
  const at = (logOrder: number): number => {
    const order = 1 + Math.exp(logOrder);
    return order <= curve.maximalOrder
      ? renyiEpsilonAtOrder(delta, order, curve.at(order, poisons))
      : Infinity;
  };
  // a coarse scan first: the curve may be Infinity at large orders
  const most = Math.log(Math.min(curve.maximalOrder, 1e7) - 1);
  let best = { at: Math.min(-6, most), value: Infinity };
  for (let x = best.at; x <= most; x += 0.5) {
    const value = at(x);
    if (value < best.value) best = { at: x, value };
    else if (value > 4 * best.value) break; // the optimum lies behind: epsilon falls, then rises with the order
  }
  const fine = goldenMinimum(at, best.at - 0.5, Math.min(best.at + 0.5, most), 1e-3);
  const found = fine.value < best.value ? fine : best;
  return { epsilon: found.value, order: 1 + Math.exp(found.at) };
}
