import type { LossPair, Mass } from '../core/index.js';
import type { Weights } from '../numerics/index.js';
import type { LocationFamily } from './location-family.js';
import { exchanged, NOTHING } from './mirrored-pair.js';
import { hitMoment } from './shift-moment.js';

/**
 * The pair of one release whose hit count is public: j with probability pi_j, then (F_{jt}, F_0).
 *
 * It dominates a release in which both worlds draw the same subset and the subset is known, as when
 * labels are exposed: there sampling amplifies nothing. L = 0 with probability pi_0.
 *
 * @param hits   weights of the hit count, the same in both worlds
 * @param shift  t: diameter / (k noise scale), > 0
 * @source derived here
 * @proof proofs/revealed-pair.md
 */
export function revealedPair(family: LocationFamily, hits: Weights, shift: number): LossPair {
  const { pmf, miss, dropped } = hits;
  const highest = family.largestLoss((pmf.length - 1) * shift);

  /** {L > l}: the threshold of count j is where ln dF_{jt}/dF_0 = l */
  const above = (l: number): Mass => {
    let [p, q, slack] = l < 0 ? [miss + dropped, miss + dropped, 0] : [dropped, dropped, 0];
    for (let j = 1; j < pmf.length; j++) {
      const t = j * shift;
      const x = family.threshold(l, t);
      if (x === Infinity || !((pmf[j] as number) > 0)) continue;
      // at l = t the Laplace ratio has its atom: {L > t} is empty
      if (l >= family.largestLoss(t)) continue;
      p += (pmf[j] as number) * family.tail(x - t);
      q += (pmf[j] as number) * family.tail(x);
      if (x === -Infinity) continue;
      const spread = 2 ** -50 * (Math.abs(l) / t + t);
      slack = Math.max(slack, family.slack(x, spread), family.slack(x - t, spread));
    }
    const missing = dropped > 0 ? (2 * dropped) / Math.min(p, q) : 0;
    return { p, q, slack: slack + hits.slack + missing + pmf.length * 2 ** -51 };
  };
  // every pair (F_t, F_0) is symmetric: L under P has the law of -L under Q
  return {
    tie: { p: miss, q: miss, slack: hits.slack },
    infinity: 0,
    support: [-highest, highest],
    above: (l) => (l >= highest ? NOTHING : above(l)),
    below: (l) => (l <= -highest ? NOTHING : exchanged(above(-l))),
    momentAbove: (order, l) => hitMoment(family, hits, shift, order, l),
  };
}
