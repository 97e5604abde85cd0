import type { AuditTest } from '../core/index.js';
import {
  binomialLowerTail,
  binomialUpperTail,
  DomainError,
  iv,
  nextDown,
  openUnit,
} from '../numerics/index.js';
import type { ScoreLaw } from './family.js';
import { reachable } from './goodness-of-fit.js';
import { checkCount, type ObservationTally } from './observations.js';

const FEWEST_HITS = 5;
const MOST_HITS = 100_000;

/**
 * Smaller of two upper bounds: on P[Bin(N, p) >= hits] for the largest p, and on P[Bin(N, p) <= hits] for the
 * smallest.
 */
function rarity(hits: number, trials: number, [lo, hi]: readonly [number, number]): number {
  const many = binomialUpperTail(hits, trials, Math.min(1, hi)).hi;
  const few = binomialLowerTail(hits, trials, Math.max(0, lo)).hi;
  return Math.min(many, few);
}

/**
 * Counts observations beyond each edge of the bins where the law expects 5 to 1e5, on both sides of 0, and asks
 * whether one count is too large or too small for a binomial law. Sees noise that ends too early (clamped, or
 * made from too few bits) and noise with a heavy tail, which the distance of distribution functions cannot.
 *
 *   statistic = -ln of the smallest binomial tail probability,   critical = ln(2 edges / alpha)
 *
 * @param tally  of independent observations
 * @param law    of one observation
 * @param alpha  in (0, 1)
 * @param name   what the observations are, for the reader
 * @returns  rejects a true law with probability at most alpha (union bound over edges and sides); the critical value is
 *           Infinity where no data could be rejected: at no edge are 5 hits expected
 * @throws   DomainError
 * @proof    proofs/tail-count.md
 */
export function tailCounts(
  { count, edges, counts }: ObservationTally,
  law: ScoreLaw,
  alpha: number,
  name: string,
): AuditTest {
  openUnit({ alpha });
  checkCount(count);
  let rarest = 1;
  let most = 0; // -ln of the rarest counts there could be, all or none
  let looks = 0;
  const look = (hits: number, chance: readonly [number, number]) => {
    const [lo, hi] = chance;
    if (!(lo <= hi)) throw new DomainError('enclosure of the law', 'lo <= hi', `[${lo}, ${hi}]`);
    const expected = count * hi;
    if (!(expected >= FEWEST_HITS && expected <= MOST_HITS)) return;
    looks += 2;
    rarest = Math.min(rarest, rarity(hits, count, chance));
    most = Math.max(most, -count * Math.log(Math.min(1, hi)), -count * Math.log1p(-Math.max(0, lo)));
  };
  for (let i = 0, upTo = 0; i < edges.length; i++) {
    upTo += counts[i];
    const [lo, hi] = law.atMost(edges[i]);
    look(upTo, [lo, hi]);
    look(count - upTo, [iv.sub(1, hi).lo, iv.sub(1, lo).hi]);
  }
  const statistic = Math.max(0, nextDown(-iv.log(rarest).hi));
  const critical = reachable(iv.log(iv.div(Math.max(looks, 1), alpha)).hi, Math.max(statistic, most));
  return {
    name: `tails, ${name}`,
    finding: 'noise lies beyond some threshold too often or too rarely: clamped, or of another tail',
    statistic,
    critical,
    alpha,
    rejected: statistic > critical,
    trials: count,
    theorem: 'exact binomial tails, union bound over thresholds fixed beforehand (derived here)',
    note: 'proofs/tail-count.md',
  };
}
