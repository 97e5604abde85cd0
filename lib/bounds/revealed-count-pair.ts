import type { LossPair, Mass } from '../core/index.js';
import type { Weights } from '../numerics/index.js';
import type { LocationFamily } from './location-family.js';
import { mirroredPair } from './mirrored-pair.js';
import { hitMoment } from './shift-moment.js';

/**
 * The simpler group bound of one k-subset release with r records replaced: groupPair with every a_j at
 * 1 + (a - 1)/w, w = 1 - pi_0, which is feasible. Its profile is, for e >= 0,
 *
 *   sum_{j>=1} pi_j H_{1 + (exp(e) - 1)/w}(F_{jt} || F_0),
 *
 * and the mirror image below 0. Never below groupPair's; equal for r = 1.
 *
 * @param hits   pi: hypergeometric weights of the number of hits
 * @param shift  t: diameter / (k noise scale), > 0
 * @source derived here, from advanced joint convexity (Balle, Barthe, Gaboardi 2018)
 * @proof proofs/group-pair.md
 */
export function revealedCountPair(family: LocationFamily, hits: Weights, shift: number): LossPair {
  const { pmf, miss, hit } = hits;
  const highest = Math.log1p(hit * Math.expm1(family.largestLoss((pmf.length - 1) * shift)));

  /** {L > l}, l >= 0 */
  const above = (l: number): Mass => {
    const inner =
      l < 30 ? Math.log1p(Math.expm1(l) / hit) : l - Math.log(hit) + Math.log1p(-miss * Math.exp(-l));
    let [p, q, slack] = [0, 0, 0];
    for (let j = 1; j < pmf.length; j++) {
      const t = j * shift;
      const weight = pmf[j] as number;
      if (!(weight > 0) || inner >= family.largestLoss(t)) continue;
      const x = family.threshold(inner, t);
      const missed = (miss / hit) * family.tail(x);
      p += weight * (family.tail(x - t) + missed);
      q += weight * (family.tail(x) + missed);
      const spread = 2 ** -50 * ((inner * (1 + hits.slack * 2 ** 52)) / t + t);
      slack = Math.max(slack, family.slack(x, spread), family.slack(x - t, spread));
    }
    return { p, q, slack: slack + 3 * hits.slack + (pmf.length + 4) * 2 ** -51 };
  };
  return mirroredPair(above, highest, (order, l) => hitMoment(family, hits, shift, order, l));
}
