import { type Direction, opposite, type Profile } from '../core/index.js';
import { goldenMinimum, integer, iv, nextDown, nextUp, probability } from '../numerics/index.js';

/**
 * What is known of the analysed training set.
 *
 * 'clean'    it holds no poison; the attacker will change r records of it
 * 'poisoned' it may already hold the r poisons; the statement is about the set without them
 */
export type Orientation = 'clean' | 'poisoned';

/** Beyond this many nats every event has lost all the weight a double can show. */
const LARGEST = 512;
const SMALLEST = 2 ** -12;
/** Relative length of the last bracket: a kink (Laplace, pure epsilon) costs about this much of the answer. */
const PRECISION = 1e-10;

/** A delta that is no number in [0, 1] says nothing: 1. */
function safeDelta(
  profile: Profile<'upper'>,
  epsilon: number,
  poisons: number,
  direction: Direction,
): number {
  const delta = profile.at(epsilon, poisons, direction);
  return delta >= 0 && delta <= 1 ? delta : 1;
}

/** 1 - x for x in [0, 1], rounded down; exact wherever the difference is a double. */
export function complementDown(x: number): number {
  const rest = 1 - x;
  return 1 - rest - x < 0 ? nextDown(rest) : rest; // 1 - rest - x is the rounding error, exactly
}

/** 1 - x for x in [0, 1], rounded up; exact wherever the difference is a double. */
export function complementUp(x: number): number {
  const rest = 1 - x;
  return 1 - rest - x > 0 ? nextUp(rest) : rest;
}

/**
 * Smallest probability that an event of probability p can have after r poisons:
 *
 *   Psi_r(p) = sup over real e of  exp(-e) (p - delta_r(e))
 *            = sup over e >= 0 of  max{ exp(-e) (p - delta_r(e)),  1 - delta'_r(e) - exp(e) (1 - p) }
 *
 * delta' is the other direction. The second line is the same supremum: delta_r(-e) = 1 - exp(-e)(1 - delta'_r(e)).
 * It is the form computed, because it does not cancel when p is near 1.
 *
 * The supremum is searched with plain floats (the objective has one hump); any e gives a valid answer,
 * so a failed search costs tightness only. The value at the e found is rounded down.
 *
 * @param p            lower bound on the probability under the analysed set, in [0, 1]
 * @param poisons      r, a whole number >= 0; Psi_0(p) = p
 * @param orientation  see Orientation
 * @param missing      upper bound on the probability of the complement; 1 - p if left out. Give it where
 *                     it is known better than 1 - p can tell
 * @returns  in [0, p], never above the exact value; 0 where the profile gives no number
 * @throws   DomainError outside these ranges
 * @source   Dong, Roth, Su, Gaussian differential privacy (duality of trade-off function and profile);
 *           both branches and their tightness derived here
 * @proof    proofs/psi.md
 */
export function psi(
  profile: Profile<'upper'>,
  p: number,
  poisons: number,
  orientation: Orientation = 'clean',
  missing: number = complementUp(p),
): number {
  probability({ p, missing });
  integer(0, Number.MAX_SAFE_INTEGER, { poisons });
  if (poisons === 0 || p === 0) return p;
  const first: Direction = orientation === 'clean' ? 'forward' : 'backward';
  const second = opposite(first);

  /** e >= 0: the first branch at e; e < 0: the second branch at -e. */
  const objective = (e: number): number =>
    e >= 0
      ? Math.exp(-e) * (p - safeDelta(profile, e, poisons, first))
      : 1 - safeDelta(profile, -e, poisons, second) - Math.exp(-e) * missing;
  const best = highest(objective, p, missing);

  const rigorous =
    best >= 0
      ? iv.mul(iv.exp(-best), iv.sub(p, safeDelta(profile, best, poisons, first))).lo
      : iv.sub(iv.sub(1, safeDelta(profile, -best, poisons, second)), iv.mul(iv.exp(-best), missing)).lo;
  // An event that misses nothing keeps all mass but what may escape the analysed law altogether.
  const certain = missing === 0 ? iv.sub(1, safeDelta(profile, Infinity, poisons, second)).lo : 0;
  return Math.min(p, Math.max(0, rigorous, certain));
}

/** The e at which the one-humped objective was found highest: doubling outwards from 0, then golden section. */
function highest(objective: (e: number) => number, p: number, missing: number): number {
  const points = [{ e: 0, value: objective(0) }];
  let top = points[0].value;
  const visit = (e: number) => {
    const value = objective(e);
    points.push({ e, value });
    top = Math.max(top, value);
  };
  // Neither branch exceeds its value at delta = 0, so a side is left once that falls below the best.
  for (let e = SMALLEST; e <= LARGEST && Math.exp(-e) * p > top; e *= 2) visit(e);
  for (let e = SMALLEST; e <= LARGEST && 1 - Math.exp(e) * missing > top; e *= 2) visit(-e);

  points.sort((a, b) => a.e - b.e);
  const peak = points.findIndex((point) => point.value === top);
  const middle = points[peak].e;
  const reach = Math.max(SMALLEST, Math.abs(middle));
  const left = points[peak - 1]?.e ?? middle - reach;
  const right = points[peak + 1]?.e ?? middle + reach;
  const refined = goldenMinimum((e) => -objective(e), left, right, PRECISION * (right - left));
  return -refined.value > top ? refined.at : middle;
}
