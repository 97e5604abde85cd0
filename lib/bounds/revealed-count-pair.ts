import type { LossPair, Mass } from '../core/index.js';
import type { Weights } from '../numerics/index.js';
import { hitLoss } from './hit-loss.js';
import type { LocationFamily } from './location-family.js';
import { mirroredPair } from './mirrored-pair.js';
import { sampledMoment } from './shift-moment.js';

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
  const { pmf, miss, hit, dropped } = hits;
  const highest = sureLoss(hits, family.largestLoss((pmf.length - 1) * shift));

  /** {L > l}, l >= 0 */
  const above = (l: number): Mass => {
    const inner = hitLoss(l, hits);
    let [p, q, slack] = [dropped / hit, dropped / hit, 0];
    for (let j = 1; j < pmf.length; j++) {
      const t = j * shift;
      const weight = pmf[j] as number;
      const largest = family.largestLoss(t);
      if (!(weight > 0) || inner.value - inner.error > largest) continue;
      const x = family.threshold(Math.min(inner.value, largest), t);
      const missed = (miss / hit) * family.tail(x);
      p += weight * (family.tail(x - t) + missed);
      q += weight * (family.tail(x) + missed);
      const spread = inner.error / family.slope(t / 2, t) + 2 ** -50 * (Math.abs(x) + t);
      slack = Math.max(slack, family.slack(x, spread), family.slack(x - t, spread));
    }
    const missing = dropped > 0 ? (2 * dropped) / hit / Math.min(p, q) : 0;
    return { p, q, slack: slack + 3 * hits.slack + missing + (pmf.length + 4) * 2 ** -51 };
  };
  return mirroredPair(above, highest, (order, l) => sampledMoment(family, hits, shift, order, l));
}

/** ln(1 - w + w e^largest), rounded up. */
function sureLoss({ hit, miss, slack }: Weights, largest: number): number {
  if (largest === Infinity) return Infinity;
  if (largest < 600) return Math.log1p(hit * Math.expm1(largest)) * (1 + slack + 2 ** -48);
  return largest + Math.log(hit + miss * Math.exp(-largest)) + slack + 2 ** -48 * largest;
}
