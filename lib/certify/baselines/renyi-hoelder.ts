import { above, atLeast, iv, probability } from '../../numerics/index.js';
import { complementDown, complementUp } from '../psi.js';
import { type Baseline, type BaselineKnowledge, baselineOf, ORDERS } from './baseline.js';

/**
 * Hoelder's inequality: an event of probability p keeps at least
 *   exp(-divergence) p^(order/(order - 1))
 *
 * @param p           lower bound on its probability, in [0, 1]
 * @param order       > 1
 * @param divergence  Renyi divergence at that order, nats, >= 0, both directions
 * @returns  rounded down
 * @throws   DomainError outside these ranges
 * @source   Mironov, Renyi differential privacy, arXiv:1702.07476 (probability preservation); derived here
 * @proof    proofs/baselines.md
 */
export function hoelderKept(p: number, order: number, divergence: number): number {
  check(p, order, divergence);
  if (p === 0 || divergence === Infinity) return 0;
  const power = iv.mul(iv.div(order, iv.sub(order, 1)), iv.log(p));
  return Math.max(0, iv.exp(iv.sub(power, divergence)).lo);
}

/**
 * The other direction: an event of probability p reaches at most
 *   (exp(divergence) p)^((order - 1)/order)
 *
 * @param p  upper bound on its probability, in [0, 1]; otherwise as hoelderKept
 * @returns  rounded up, at most 1
 * @proof    proofs/baselines.md
 */
export function hoelderReached(p: number, order: number, divergence: number): number {
  check(p, order, divergence);
  if (divergence === Infinity) return 1;
  if (p === 0) return 0;
  const power = iv.mul(iv.div(iv.sub(order, 1), order), iv.add(divergence, iv.log(p)));
  return Math.min(1, iv.exp(power).hi);
}

function check(p: number, order: number, divergence: number): void {
  probability({ p });
  above(1, { order });
  if (divergence !== Infinity) atLeast(0, { divergence });
}

interface Form {
  /** also bound each event through its complement */
  readonly complement: boolean;
  /** one order for pA and pB together, as published; else each its own */
  readonly common: boolean;
}

/** pA' > pB' from a Renyi curve. Best order (or orders) of ORDERS. */
function hoelder({ complement, common }: Form) {
  return (knowledge: BaselineKnowledge, pA: number, pB: number, poisons: number): boolean => {
    let [lowest, highest] = [0, 1];
    for (const order of ORDERS) {
      const divergence = knowledge.renyi(order, poisons);
      if (!(divergence >= 0)) continue;
      const lows = [hoelderKept(pA, order, divergence)];
      const highs = [hoelderReached(pB, order, divergence)];
      if (complement) {
        lows.push(complementDown(hoelderReached(complementUp(pA), order, divergence)));
        highs.push(complementUp(hoelderKept(complementDown(pB), order, divergence)));
      }
      const [low, high] = [Math.max(...lows), Math.min(...highs)];
      if (common && low > high) return true;
      lowest = Math.max(lowest, low);
      highest = Math.min(highest, high);
    }
    return !common && lowest > highest;
  };
}

/** exp(-e_a) pA^(a/(a-1)) > (exp(e_b) pB)^((b-1)/b), orders a and b chosen apart. @proof proofs/baselines.md */
export const renyiHoelder: Baseline = baselineOf(
  'Renyi-Hoelder',
  'Liu et al. 2023 (outcomes guarantee under Renyi DP), orders optimised apart; re-derived here',
  hoelder({ complement: false, common: false }),
);

/** As renyiHoelder with one order for both bounds. @proof proofs/baselines.md */
export const renyiHoelderCommon: Baseline = baselineOf(
  'Renyi-Hoelder, one order',
  'Liu et al. 2023 (outcomes guarantee under Renyi DP); re-derived here',
  hoelder({ complement: false, common: true }),
);

/** As renyiHoelder, each event also bounded through its complement. @proof proofs/baselines.md */
export const renyiHoelderComplement: Baseline = baselineOf(
  'Renyi-Hoelder, complement',
  'Liu et al. 2023 with the complement branches; derived here',
  hoelder({ complement: true, common: false }),
);
