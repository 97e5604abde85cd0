import { DomainError, integer, probability } from './check.js';
import { EPS } from './float.js';
import { compensatedSum } from './sum.js';

/** A law on 0, 1, ..., pmf.length - 1. */
export interface Weights {
  /** length m + 1, sums to 1 */
  readonly pmf: Float64Array;
  /** pmf[0] */
  readonly miss: number;
  /** sum of pmf[j] over j >= 1, computed without cancellation */
  readonly hit: number;
  /** bound on the relative error of miss, hit and every entry that is not 0 */
  readonly slack: number;
  /** bound on the total of all entries given as 0 though the exact ones are not; below 1e-294, mostly 0 */
  readonly dropped: number;
  /** E exp(s J) <= (1 + chance (e^s - 1))^trials for every s >= 0, dropped entries included; chance to 2^-52 */
  readonly envelope: { readonly trials: number; readonly chance: number };
}

const MOST_ENTRIES = 1_000_000;
const THRESHOLD = 2 ** -1000; // relative to the largest weight; below it doubles lose their bits

/**
 * The law with pmf[j + 1]/pmf[j] = ratio(j) on first..last, normalised: a product of ratios outwards from
 * `mode`, where it is largest, so that nothing cancels or overflows.
 */
function fromRatios(
  size: number,
  first: number,
  last: number,
  mode: number,
  ratio: (j: number) => number,
  ratioRoundings: number,
): Omit<Weights, 'envelope'> {
  const pmf = new Float64Array(size);
  pmf[mode] = 1;
  let small = 0;
  for (let j = mode; j < last; j++) {
    pmf[j + 1] = pmf[j] * ratio(j);
    if (pmf[j + 1] < THRESHOLD) {
      small += last - j;
      pmf[j + 1] = 0;
      break;
    }
  }
  for (let j = mode; j > first; j--) {
    pmf[j - 1] = pmf[j] / ratio(j - 1);
    if (pmf[j - 1] < THRESHOLD) {
      small += j - first;
      pmf[j - 1] = 0;
      break;
    }
  }
  const hits = compensatedSum(pmf.subarray(1));
  const total = pmf[0] + hits;
  for (let j = 0; j < size; j++) pmf[j] /= total;
  // An entry carries (ratioRoundings + 1) 2^-53 a step, the total as much again, and a few roundings at the end.
  const slack = ((ratioRoundings + 1) * (size - 1) + 4) * EPS;
  return { pmf, miss: pmf[0], hit: hits / total, slack, dropped: 2 * small * THRESHOLD };
}

function checkSize(entries: number): void {
  if (!(entries <= MOST_ENTRIES))
    throw new DomainError('number of weights', `at most ${MOST_ENTRIES}`, entries);
}

/**
 * Hypergeometric law: how many of the r marked ones are among k drawn without replacement from n,
 *
 *   pmf[j] = C(r, j) C(n - r, k - j) / C(n, k),   j = 0..min(r, k)
 *
 * @param n  whole number >= 1
 * @param r  whole number in [0, n]
 * @param k  whole number in [0, n]; min(r, k) < 1e6
 * @throws   DomainError
 * @proof proofs/weights.md
 */
export function hitWeights(n: number, r: number, k: number): Weights {
  integer(1, Number.MAX_SAFE_INTEGER, { n });
  integer(0, n, { r, k });
  const last = Math.min(r, k);
  checkSize(last + 1);
  const others = n - r;
  const first = Math.max(0, k - others);
  const mode = Math.min(last, Math.max(first, Math.floor(((r + 1) / (n + 2)) * (k + 1))));
  const ratio = (j: number) => ((r - j) * (k - j)) / ((j + 1) * (others - k + j + 1));
  return { ...fromRatios(last + 1, first, last, mode, ratio, 3), envelope: { trials: r, chance: k / n } };
}

/**
 * Binomial law of r trials of chance q: pmf[j] = C(r, j) q^j (1 - q)^(r - j), j = 0..r.
 *
 * The slack also covers a q and a complement that are each off by a relative 2^-52. For q near 1 that is
 * not exact, hand in the complement.
 *
 * @param r           whole number in [0, 1e6)
 * @param q           in [0, 1]
 * @param complement  1 - q, for callers that know it better than the rounded difference
 * @throws   DomainError
 * @proof proofs/weights.md
 */
export function binomialWeights(r: number, q: number, complement: number = 1 - q): Weights {
  integer(0, Number.MAX_SAFE_INTEGER, { r });
  probability({ q, complement });
  if (!(Math.abs(q + complement - 1) <= 4 * EPS)) throw new DomainError('complement', '1 - q', complement);
  checkSize(r + 1);
  const envelope = { trials: r, chance: q };
  if (complement === 0) return { ...fromRatios(r + 1, r, r, r, () => 0, 0), envelope };
  const odds = q / complement;
  const last = odds === 0 ? 0 : r;
  const mode = Math.min(last, Math.floor((r + 1) * q));
  return { ...fromRatios(r + 1, 0, last, mode, (j) => (odds * (r - j)) / (j + 1), 8), envelope };
}
