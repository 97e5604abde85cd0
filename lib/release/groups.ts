import type { Mixup } from '../core/index.js';
import { remembered } from '../numerics/index.js';
import type { Draws } from '../random/draws.js';
import { binomialSurvival } from './binomial-count.js';
import { ThresholdTable } from './threshold-table.js';

/** Says which records the next mixture is made of, one mixture after the other. */
export interface Groups {
  /** indices of records, of which the first `next()` count; another call overwrites them */
  readonly members: Int32Array;
  /** Draws the next group. @returns its size */
  next(): number;
}

/**
 * The groups of a design, in the order of the mixtures. Each sampler has exactly the law that the accountant of
 * the design assumes.
 *
 * @proof proofs/sampling-designs.md
 */
export function groups({ design, n, k }: Pick<Mixup, 'design' | 'n' | 'k'>, draws: Draws): Groups {
  switch (design) {
    case 'subsets':
      return subsets(n, k, draws);
    case 'poisson':
      return poisson(n, k, draws);
    case 'partition':
      return partition(n, k, draws);
    case 'balanced':
      return balanced(n, k, draws);
  }
}

/** A uniform k-subset every time. */
function subsets(n: number, k: number, draws: Draws): Groups {
  const order = firstTo(n);
  return {
    members: order,
    next() {
      draws.shuffle(order, k);
      return k;
    },
  };
}

/** Each record with probability k/n, independently: a binomial number of them, then a uniform subset of that size. */
function poisson(n: number, k: number, draws: Draws): Groups {
  const order = firstTo(n);
  const sizes =
    k < n ? remembered(SIZES, `${n} ${k}`, () => new ThresholdTable(binomialSurvival(n, k))) : undefined;
  return {
    members: order,
    next() {
      const size = sizes === undefined ? n : sizes.draw(draws);
      draws.shuffle(order, size);
      return size;
    },
  };
}

/** Tables depend on n and k alone and are never changed. */
const SIZES = new Map<string, ThresholdTable>();

/** Every epoch a uniform order, cut into groups of k; the n mod k records left over are not used in that epoch. */
function partition(n: number, k: number, draws: Draws): Groups {
  const order = firstTo(n);
  const members = new Int32Array(k);
  let at = n;
  return {
    members,
    next() {
      if (at + k > n) {
        draws.shuffle(order);
        at = 0;
      }
      members.set(order.subarray(at, at + k));
      at += k;
      return k;
    },
  };
}

/**
 * Every epoch a uniform order on a circle, read from k different places of a uniform k-subset: n groups, in
 * which each record stands k times, never twice in one group. Each of the k readings is a uniform permutation.
 */
function balanced(n: number, k: number, draws: Draws): Groups {
  const order = firstTo(n);
  const places = firstTo(n);
  const members = new Int32Array(k);
  let at = n;
  return {
    members,
    next() {
      if (at === n) {
        draws.shuffle(order);
        draws.shuffle(places, k);
        at = 0;
      }
      for (let j = 0; j < k; j += 1) members[j] = order[(places[j] + at) % n];
      at += 1;
      return k;
    },
  };
}

const firstTo = (n: number): Int32Array => Int32Array.from({ length: n }, (_, i) => i);
