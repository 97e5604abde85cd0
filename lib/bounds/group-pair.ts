import type { LossPair, Mass } from '../core/index.js';
import type { Weights } from '../numerics/index.js';
import { largestMixtureLoss } from './largest-loss.js';
import type { LocationFamily } from './location-family.js';
import { mirroredPair, NOTHING } from './mirrored-pair.js';
import { poolThresholds } from './pool-thresholds.js';
import { sampledMoment } from './shift-moment.js';

/**
 * The dominating pair of one k-subset release when r records are replaced.
 *
 * Let pi_j be the probability that j of the r records are among the k drawn, F_t the noise law shifted by
 * t units, and H_a(P||Q) = sup_S P(S) - a Q(S). For a = exp(e) >= 1 the pair has the profile
 *
 *   u(a) = min sum_{j>=1} pi_j H_{a_j}(F_{jt} || F_0)
 *          over a_1, ..., a_J with  sum_{1<=j<=m} pi_j a_j <= a sum_{j<=m} pi_j - pi_0  for every m,
 *
 * and for a < 1 the mirror image 1 - a + a u(1/a). The minimum is found exactly by pooling adjacent
 * thresholds (poolThresholds). For r = 1 it is q H_{1 + (a-1)/q}(F_t || F_0), which some data set attains.
 *
 * @param hits   pi: hypergeometric weights of the number of hits
 * @param shift  t: diameter / (k noise scale), > 0 (L2 for Gaussian, L1 for Laplace noise)
 * @source derived here; r = 1 is Theorem 9 of Balle, Barthe, Gaboardi 2018 with the pair of
 *         Zhu, Dong, Wang 2022 (both recalled by content)
 * @proof proofs/group-pair.md
 */
export function groupPair(family: LocationFamily, hits: Weights, shift: number): LossPair {
  const { pmf, miss, dropped } = hits;
  const last = pmf.length - 1;

  /** {L > l} for l >= 0: each hit count has its own threshold, a miss the one of the smallest count. */
  const highest = largestMixtureLoss(family, hits, shift);
  const above = (l: number): Mass => {
    if (l >= highest) return NOTHING;
    const thresholds = poolThresholds(family, hits, shift, l);
    let [p, q, slack, lowest] = [dropped, dropped, 0, true];
    for (let j = 1; j <= last; j++) {
      const weight = pmf[j] as number;
      const x = thresholds.x[j] as number;
      if (!(weight > 0) || x === Infinity) continue;
      const tail = family.tail(x);
      const missed = lowest ? miss * tail : 0;
      p += weight * family.tail(x - j * shift) + missed;
      q += weight * tail + missed;
      const spread = thresholds.error + 2 ** -51 * j * shift;
      slack = Math.max(slack, family.slack(x, spread), family.slack(x - j * shift, spread));
      lowest = false;
    }
    const missing = dropped > 0 ? (2 * dropped) / Math.min(p, q) : 0;
    return { p, q, slack: slack + thresholds.displaced + hits.slack + missing + (2 * last + 2) * 2 ** -52 };
  };
  // The thresholds a_j = 1 + (a - 1)/w are feasible: sum_j pi_j H_{a_j}(F_{jt} || F_0) bounds the truncated moment.
  return mirroredPair(above, highest, (order, l) => sampledMoment(family, hits, shift, order, l));
}
