import { above, iv, nextUp, probability } from '../../numerics/index.js';
import { complementUp } from '../psi.js';
import { type Baseline, baselineOf, ORDERS } from './baseline.js';

/**
 * Smallest Renyi divergence of the given order that can make another class as likely as A:
 *
 *   max{ -ln(1 - pA - pB + 2 M_(1-a)),  (a/(a - 1)) ln(1 - pA - pB + 2 M_a) },   M_s = ((pA^s + pB^s)/2)^(1/s)
 *
 * The first is the divergence of the poisoned law from the clean one, the second the reverse; a curve that
 * bounds both directions must pass both.
 *
 * @param pA     lower bound on the probability of A, in [0, 1], > pB
 * @param pB     upper bound on every rival, in [0, 1]; read as 1 - pA where that is smaller
 * @param order  a > 1
 * @returns  nats, >= 0, rounded down
 * @throws   DomainError outside these ranges
 * @source   the form of Li, Chen, Wang, Carin 2019 (Renyi divergence and additive noise); both lines derived here
 * @proof    proofs/baselines.md
 */
export function flipThreshold(pA: number, pB: number, order: number): number {
  probability({ pA, pB });
  above(1, { order });
  if (!(pA > pB)) return 0;
  const rival = Math.min(pB, complementUp(pA));
  const rest = iv.max(0, iv.sub(iv.sub(1, pA), rival));
  const ratio = iv.sub(iv.log(rival), iv.log(pA)); // <= 0, and all mean powers are pA times a function of it

  // 2 M_s = pA exp((ln(1 + exp(s ratio)) - ln 2)/s + ln 2)
  const twiceMean = (s: number) => {
    if (rival === 0) return s < 0 ? iv.of(0) : iv.mul(pA, iv.exp(iv.mul(LN2, iv.sub(1, iv.div(1, s)))));
    const size = iv.mul(s, ratio);
    // Beyond 700 nats ln(1 + exp(x)) - x is far below the spacing of doubles.
    const sum = size.hi > 700 ? iv.of(size.lo, nextUp(size.hi)) : iv.log1p(iv.exp(size));
    return iv.mul(pA, iv.exp(iv.add(iv.div(iv.sub(sum, LN2), s), LN2)));
  };
  const poisonedFromClean = -iv.log(iv.add(rest, twiceMean(1 - order))).hi;
  const cleanFromPoisoned = iv.mul(
    iv.div(order, iv.sub(order, 1)),
    iv.log(iv.add(rest, twiceMean(order))),
  ).lo;
  return Math.max(0, poisonedFromClean, cleanFromPoisoned);
}

const LN2 = iv.log(2);

/** The prediction is kept if the Renyi divergence of r records is below flipThreshold at one of ORDERS. @proof proofs/baselines.md */
export const renyiFlip: Baseline = baselineOf(
  'Renyi flip threshold',
  'Li, Chen, Wang, Carin 2019 (form); re-derived here',
  (knowledge, pA, pB, poisons) =>
    ORDERS.some((order) => knowledge.renyi(order, poisons) < flipThreshold(pA, pB, order)),
);
