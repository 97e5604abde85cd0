import type { AuditTest } from '../core/index.js';
import { openUnit } from '../numerics/index.js';
import type { ScoreLaw } from './family.js';
import { dkwDistance, fitTest, outside } from './goodness-of-fit.js';
import { checkCount, type ObservationTally } from './observations.js';

/**
 * The test of goodnessOfFit on tallied observations, at the edges of the bins only: the distance over some x is
 * no larger than that over all.
 *
 * @param tally  of independent observations, >= 1
 * @param law    of one observation
 * @param alpha  in (0, 1)
 * @returns  as goodnessOfFit
 * @throws   DomainError
 * @proof    proofs/goodness-of-fit.md
 */
export function observationFit(
  { count, edges, counts }: ObservationTally,
  law: ScoreLaw,
  alpha: number,
  name: string,
): AuditTest {
  openUnit({ alpha });
  checkCount(count);
  let statistic = 0;
  let farthest = 0;
  for (let i = 0, upTo = 0; i < edges.length; i++) {
    upTo += counts[i];
    const [lo, hi] = law.atMost(edges[i]);
    statistic = Math.max(statistic, outside(upTo, count, [lo, hi]));
    farthest = Math.max(farthest, lo, 1 - hi); // all observations on one side of the edge
  }
  return fitTest(statistic, farthest, dkwDistance(alpha, count), alpha, count, name);
}
