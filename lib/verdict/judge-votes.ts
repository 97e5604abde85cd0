import type { CellBound, MeasuredCell, SeedMeasure } from '../core/index.js';
import {
  binomialUpperTail,
  compensatedSum,
  DomainError,
  iv,
  openUnit,
  probability,
} from '../numerics/index.js';
import { agreed, type Judged } from './judged.js';
import { lostSeeds } from './lost-seeds.js';

/** Shares are whole counts of far fewer than a thousand million queries: less than this apart, they are equal. */
const SAME = 1e-9;

/** How many tests of a level of their own such a cell needs: none where no vote can be lost by chance. */
export function votesTests(failure: number): number {
  return failure === 0 ? 0 : 1;
}

/**
 * Holds a cell against what `changed` votes could turn the clean ensemble of each seed into. But for a probability of at
 * most `failure`, seed by seed, success is at most what is reachable, and accuracy at least that. CONTRADICTED where more
 * seeds go beyond it than that explains:
 *
 *   v >= 1 seeds beyond and  P[Bin(trained, failure) >= v] <= level
 *
 * where `trained` counts the seeds whose training failed too: which ones are left to look at may depend on the votes.
 * With failure 0, a single seed contradicts. The bounds in the table are on the means over these very seeds:
 *
 *   success   mean of the reachable success + b / seeds,  accuracy  mean of the reachable accuracy - b / seeds
 *
 * with b the least number that P[Bin(trained, failure) > b] <= alpha; 0 where failure is 0.
 *
 * @param cell   checked, one seed or more, with a guarantee of kind 'votes'
 * @param alpha  of the bounds in the table, in (0, 1)
 * @param level  of the test, in (0, 1)
 * @throws DomainError outside these ranges
 * @source derived here
 * @proof  proofs/attack-verdict.md
 */
export function judgeVotes(cell: MeasuredCell, alpha: number, level: number): Judged {
  const { seeds, guarantee } = cell;
  if (guarantee.kind !== 'votes') throw new DomainError('guarantee', "of kind 'votes'", guarantee.kind);
  openUnit({ alpha, level });
  probability({ failure: guarantee.failure });
  const n = seeds.length;
  const trained = n + lostSeeds(cell);
  const lost = iv.div(mostFailures(trained, guarantee.failure, alpha), n).hi;
  const basis = {
    ...guarantee.basis,
    assumptions: [
      ...guarantee.basis.assumptions,
      'bounds are on the mean over the ensembles of these very seeds',
      'without the poisons, the same seed gives the same ensemble again',
    ],
  };
  const [reach, keep] = [seeds.map((s) => reachableOf(s).success), seeds.map((s) => reachableOf(s).accuracy)];
  const success: CellBound = { value: Math.min(1, iv.add(meanOf(reach).hi, lost).hi), basis };
  const accuracy: CellBound = { value: Math.max(0, iv.sub(meanOf(keep).lo, lost).lo), basis };
  const means = {
    success: compensatedSum(seeds.map((s) => s.poisoned.success)) / n,
    accuracy: compensatedSum(seeds.map((s) => s.poisoned.accuracy)) / n,
  };
  const judged = agreed({ success, accuracy }, means);

  const beyond = seeds.filter(isBeyond);
  if (beyond.length === 0 || !(binomialUpperTail(beyond.length, trained, guarantee.failure).hi <= level))
    return judged;
  return {
    ...judged,
    verdict: 'CONTRADICTED',
    because:
      `${beyond.length} of ${n} seeds went beyond what ${guarantee.changed} changed ` +
      `${guarantee.changed === 1 ? 'vote' : 'votes'} can do (seeds ${beyond.map((s) => s.seed).join(', ')})`,
  };
}

function isBeyond(measured: SeedMeasure): boolean {
  const { success, accuracy } = reachableOf(measured);
  const { poisoned } = measured;
  return !(poisoned.success <= success + SAME && poisoned.accuracy >= accuracy - SAME);
}

function reachableOf({ seed, reachable }: SeedMeasure): { success: number; accuracy: number } {
  if (reachable === undefined) throw new DomainError('reachable', `given for seed ${seed}`, reachable);
  return reachable;
}

/** The least b with P[Bin(n, failure) > b] <= alpha. */
function mostFailures(n: number, failure: number, alpha: number): number {
  let b = 0;
  while (b < n && !(binomialUpperTail(b + 1, n, failure).hi <= alpha)) b++;
  return b;
}

/** Enclosure of the mean. */
function meanOf(values: readonly number[]): { lo: number; hi: number } {
  const sum = values.reduce((total, value) => iv.add(total, value), iv.of(0));
  return iv.div(sum, values.length);
}
