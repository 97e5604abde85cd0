import type { AuditTest } from '../core/index.js';
import { DomainError, hitWeights, iv, nextDown, openUnit, sumUp } from '../numerics/index.js';
import { reachable } from './goodness-of-fit.js';

/** 1 where a value is above the middle of all of them: the split of the order that is nearest to halves. */
function upperHalf(values: Float64Array): { upper: Uint8Array; size: number } {
  const middle = values.slice().sort()[values.length >>> 1];
  let [above, atLeast] = [0, 0];
  for (const x of values) {
    if (x > middle) above += 1;
    if (x >= middle) atLeast += 1;
  }
  const strict = values.length - 2 * above <= 2 * atLeast - values.length;
  const upper = new Uint8Array(values.length);
  for (let i = 0; i < upper.length; i++)
    if (values[i] > middle || (!strict && values[i] === middle)) upper[i] = 1;
  return { upper, size: strict ? above : atLeast };
}

/**
 * Lower bound on -ln of twice the smaller tail, at `both`, of how many of `a` are among `b` out of n. Fisher's exact test.
 */
function fisher(n: number, a: number, b: number): (both: number) => number {
  const { pmf, slack, dropped } = hitWeights(n, a, b);
  return (both) => {
    const tail = Math.min(sumUp(pmf.subarray(0, both + 1)), sumUp(pmf.subarray(both)));
    const chance = Math.min(1, 2 * (tail * (1 + 2 * slack) + dropped));
    return Math.max(0, nextDown(-iv.log(chance).hi));
  };
}

const MOST_PAIRS = 999_000; // hypergeometric weights are refused from 1e6 on

function independence(
  allFirst: Float64Array,
  allSecond: Float64Array,
  alpha: number,
  name: string,
  finding: string,
): AuditTest {
  openUnit({ alpha });
  const n = Math.min(allFirst.length, MOST_PAIRS);
  const [first, second] = [allFirst.subarray(0, n), allSecond.subarray(0, n)];
  const [a, b] = [upperHalf(first), upperHalf(second)];
  let both = 0;
  for (let i = 0; i < n; i++) both += a.upper[i] & b.upper[i];
  const surprise = fisher(n, a.size, b.size);
  const statistic = surprise(both);
  // the fewest and the most that could be on the upper side of both medians
  const most = Math.max(surprise(Math.max(0, a.size + b.size - n)), surprise(Math.min(a.size, b.size)));
  const critical = reachable(iv.neg(iv.log(alpha)).hi, most);
  return {
    name: `independence, ${name}`,
    finding,
    statistic,
    critical,
    alpha,
    rejected: statistic > critical,
    trials: n,
    theorem: "Fisher's exact test on a split of both sides at their medians",
    note: 'proofs/independence.md',
  };
}

function checkScores(scores: Float64Array, name: string): void {
  const wrong = scores.findIndex(Number.isNaN);
  if (wrong !== -1) throw new DomainError(`score ${wrong} of ${name}`, 'a number', scores[wrong]);
}

/**
 * Tests that the i-th scores of two worlds say nothing about each other: are both above their median more
 * often, or more rarely, than independent ones would be? Sees worlds that share a seed, whose scores have the right
 * law in each world.
 *
 *   statistic = -ln of the two-sided hypergeometric tail,   critical = ln(1 / alpha)
 *
 * @param first   length n >= 2, independent draws of one law; +-Infinity allowed; the first 999,000 are looked at
 * @param second  length n, another law allowed
 * @param alpha   in (0, 1)
 * @param name    what the scores are, for the reader
 * @returns  rejects independent worlds with probability at most alpha; the critical value is Infinity where no order of
 *           these scores could be rejected: too few, or too many alike
 * @throws   DomainError for unequal lengths, fewer than 2 scores, or a NaN
 * @source   Fisher's exact test; conditioning on the split derived in the note
 * @proof    proofs/independence.md
 */
export function pairedIndependence(
  first: Float64Array,
  second: Float64Array,
  alpha: number,
  name: string,
): AuditTest {
  if (first.length !== second.length)
    throw new DomainError('scores', 'as many in both worlds', `${first.length} and ${second.length}`);
  if (!(first.length >= 2)) throw new DomainError('scores', '2 or more', first.length);
  checkScores(first, 'the first world');
  checkScores(second, 'the second world');
  return independence(
    first,
    second,
    alpha,
    name,
    'the two worlds depend on each other: they share randomness, so their error rates are no pair of probabilities',
  );
}

/**
 * The same on the trials (0, 1), (2, 3), ... of one world: randomness that is used again in the next trial.
 *
 * @param scores  length >= 4, independent draws of one law; of an odd number the last is left out
 * @throws   DomainError for fewer scores or a NaN
 * @proof    proofs/independence.md
 */
export function serialIndependence(scores: Float64Array, alpha: number, name: string): AuditTest {
  if (!(scores.length >= 4)) throw new DomainError('scores', '4 or more', scores.length);
  checkScores(scores, 'one world');
  const pairs = scores.length >>> 1;
  return independence(
    Float64Array.from({ length: pairs }, (_, i) => scores[2 * i]),
    Float64Array.from({ length: pairs }, (_, i) => scores[2 * i + 1]),
    alpha,
    name,
    'successive trials depend on each other: they share randomness, so their number says less than it seems',
  );
}
