import type { LossPair, Mass } from '../core/index.js';

/** The mass of no loss at all. */
export const NOTHING: Mass = { p: 0, q: 0, slack: 0 };

/**
 * The pair whose loss has the law of its own mirror image with P and Q exchanged, given its positive half.
 * What lies neither above nor below 0 is a tie.
 *
 * @param above     mass of {L > l} for l >= 0
 * @param highest   supremum of the finite losses
 * @param infinity  P(L = Infinity)
 */
export function mirroredPair(
  above: (l: number) => Mass,
  highest: number,
  momentAbove: LossPair['momentAbove'],
  infinity = 0,
): LossPair {
  const positive = above(0);
  const tied = Math.max(2 ** -52, 1 - positive.p - positive.q - infinity);
  return {
    tie: { p: tied, q: tied, slack: (positive.slack + 2 ** -51) / tied },
    infinity,
    support: [-highest, highest],
    above: (l) => (l >= highest ? NOTHING : l >= 0 ? above(l) : complement(exchanged(above(-l)), infinity)),
    below: (l) => (l <= -highest ? NOTHING : l <= 0 ? exchanged(above(-l)) : complement(above(l), infinity)),
    momentAbove: (order, l) => (l >= highest && infinity === 0 ? 0 : momentAbove(order, l)),
  };
}

export function exchanged({ p, q, slack }: Mass): Mass {
  return { p: q, q: p, slack };
}

/** What is left of all finite losses; a small rest has a large relative error. */
function complement({ p, q, slack }: Mass, infinity: number): Mass {
  const [restP, restQ] = [1 - infinity - p, 1 - infinity - q];
  const error = (mass: number, rest: number): number => (slack * mass + 2 ** -51) / rest;
  return { p: restP, q: restQ, slack: Math.max(error(p, restP), error(q, restQ)) };
}
