import type { AuditTest } from '../core/index.js';
import { binomialUpperTail, bisect, openUnit } from '../numerics/index.js';
import type { ScoreLaw } from './family.js';
import { reachable } from './goodness-of-fit.js';
import { checkCount, type ObservationTally } from './observations.js';

const STEP = 1 / 256; // noise units
const GROWTH = 1.5; // >= e^(44 * 2 STEP): how much a unit normal density changes over two steps while above e^-968
const FARTHEST = 2000; // steps end there at the latest: what lies beyond is bounded by its whole mass
const SMALL = 1e-9; // a conditional probability that 1e4 values do not notice

/**
 * Upper bound on the largest probability of one cell of the given width among the values with |x| >= start,
 * given that the value is there; 1 where nothing better is known.
 */
function largestCell(law: ScoreLaw, start: number, width: number): number {
  const left = law.atMost(-start);
  const right = law.below(start);
  const tail = left[0] + Math.max(0, 1 - right[1]);
  // A cell has its share of the step it lies in, up to GROWTH; one wider than a step lies in several.
  const share = width <= STEP ? GROWTH / Math.floor(STEP / width) : Math.ceil(width / STEP) + 1;
  let largest = 0;
  let beyond = [1 - right[0], left[1]];
  const enough = (rest: number) => rest <= Math.max(largest * share, SMALL * tail);
  for (let x = start, inside = right; x < FARTHEST && !enough(beyond[0]); x += STEP) {
    const next = law.below(x + STEP);
    largest = Math.max(largest, next[1] - inside[0]);
    beyond = [1 - next[0], beyond[1]];
    inside = next;
  }
  for (let x = -start, inside = left; x > -FARTHEST && !enough(beyond[1]); x -= STEP) {
    const next = law.atMost(x - STEP);
    largest = Math.max(largest, inside[1] - next[0]);
    beyond = [beyond[0], next[1]];
    inside = next;
  }
  const most = Math.max(largest * share, ...beyond) / tail;
  return most < 1 ? most * (1 + 2 ** -40) : 1;
}

/**
 * Counts values of the tail that equal an earlier one. Noise made from too few random bits has few values far
 * out (32-bit floats: their logarithm), and noise that is used twice repeats.
 *
 * Given what came before, the i-th of M values in the tail meets one of at most i - 1 earlier ones, each with
 * probability at most p, the largest conditional probability of one cell of rounding. So the count exceeds c with
 * probability at most P[Bin(M, (M - 1) p / 2) > c], for c >= M (M - 1) p / 2 (Hoeffding 1956).
 *
 * @param tally  of independent observations in noise units
 * @param law    of one observation before rounding, in noise units: a mixture of shifts of unit Gaussian or Laplace
 *               noise, or such a law rounded to a lattice of step tally.resolution
 * @param alpha  in (0, 1)
 * @param name   what the observations are, for the reader
 * @returns  rejects a true law with probability at most alpha; the critical value is Infinity where no values could be
 *           rejected: too few lie in the tail, or the lattice is too coarse
 * @throws   DomainError
 * @source   Hoeffding 1956, On the distribution of the number of successes in independent trials; derived here
 * @proof    proofs/coincidence.md
 */
export function coincidences(
  { count, tail, tailStart, resolution }: ObservationTally,
  law: ScoreLaw,
  alpha: number,
  name: string,
): AuditTest {
  openUnit({ alpha });
  checkCount(count);
  const most = tail.length - 1; // all values alike
  const critical = reachable(
    mostCoincidences(tail.length, largestCell(law, tailStart, resolution), alpha),
    most,
  );
  const statistic = tail.length - new Set(tail).size;
  return {
    name: `repeats, ${name}`,
    finding: 'noise repeats itself far out: made from too few random bits, or used twice',
    statistic,
    critical,
    alpha,
    rejected: statistic > critical,
    trials: count,
    theorem: 'Hoeffding 1956 on sums of unequal trials, cells bounded by the law (derived here)',
    note: 'proofs/coincidence.md',
  };
}

/** A count of repeats among `values` that is exceeded with probability at most alpha; each pair meets with at most `chance`. */
function mostCoincidences(values: number, chance: number, alpha: number): number {
  if (values < 2) return 0;
  const each = Math.min(1, ((values - 1) * chance) / 2) * (1 + 2 ** -40);
  if (!(each < 1)) return values;
  const mean = Math.ceil(values * each);
  const rare = (count: number) => binomialUpperTail(Math.floor(count) + 1, values, each).hi <= alpha;
  if (rare(mean)) return mean;
  return Math.floor(bisect(mean, values, rare, 40).holds); // where `rare` was seen to hold
}
