import { pairDelta } from '../bounds/pair-delta.js';
import type { LossPair } from '../core/index.js';
import { levelEnd, negligibleMass, planComposition } from './composition-plan.js';
import { discretiseDown, discretiseUp } from './discretise.js';
import { lossCells } from './loss-cells.js';
import { outermost, sketch } from './moments.js';
import { type ComposedDelta, selfCompose } from './self-compose.js';

/** delta(epsilon) of T independent copies of one pair, enclosed from both sides; for epsilon >= 0. */
export interface ComposedPair {
  readonly upper: ComposedDelta;
  readonly lower: ComposedDelta;
}

const DEEPEST = 8;
const MOST_CELLS = 2 ** 22;

/**
 * Composes T copies of a pair. One transform serves six decades of delta; those for smaller delta are
 * made when first asked for, down to about 1e-50.
 *
 * @param releases  T, a whole number >= 1
 * @param accuracy  relative accuracy asked of epsilon, about; in (0, 0.1]
 * @proof proofs/self-compose.md
 */
export function composePair(pair: LossPair, releases: number, accuracy: number): ComposedPair {
  if (releases === 1)
    return { upper: (e) => pairDelta(pair, e, 'upper'), lower: (e) => pairDelta(pair, e, 'lower') };
  const levels: Level[] = [];
  const prepared = (level: number): Level => {
    levels[level] ??= prepare(pair, releases, level, accuracy);
    return levels[level];
  };
  // Past the largest composed loss only infinite loss is left.
  const largest = releases * pair.support[1] * (1 + 2 ** -40);
  const infinite = -Math.expm1(releases * Math.log1p(-Math.min(1, pair.infinity))) * (1 + 2 ** -40);
  // A finer level may not exceed what the one before it says at its end: delta does not increase.
  const at = (side: 'upper' | 'lower', epsilon: number): number => {
    if (epsilon >= largest) return side === 'upper' ? Math.min(1, infinite) : 0;
    let cap = 1;
    for (let level = 0; ; level++) {
      const { end, ...composed } = prepared(level);
      if (epsilon <= end || level === DEEPEST) return Math.min(cap, composed[side](epsilon));
      cap = Math.min(cap, composed[side](end));
    }
  };
  return { upper: (e) => at('upper', e), lower: (e) => at('lower', e) };
}

interface Level extends ComposedPair {
  /** the largest epsilon that this level serves */
  readonly end: number;
}

/** Where no grid will do: delta may be 1, and it may be 0. */
const UNBOUNDED: Level = { end: Infinity, upper: () => 1, lower: () => 0 };

/** The compositions of one level, each made when first used. */
function prepare(pair: LossPair, releases: number, level: number, accuracy: number): Level {
  const outside = negligibleMass(releases, level);
  const right = outermost((l) => pair.above(l).p, outside.above);
  const left = outermost((l) => pair.below(-l).p, outside.below);
  // losses past all scales: nothing is bounded
  if (!(pair.above(right).p <= outside.above)) return UNBOUNDED;
  const law = sketch(pair, left, right);
  const plan = planComposition(law, releases, level, accuracy, pair.support[1]);
  const first = -Math.ceil(left / plan.step) - 1;
  const count = Math.ceil(right / plan.step) + 2 - first;
  if (!(plan.step > 0 && plan.bottom > -Infinity && count <= MOST_CELLS)) return UNBOUNDED;
  const cells = lossCells(pair, { step: plan.step, first, count });
  let upper: ComposedDelta | undefined;
  let lower: ComposedDelta | undefined;
  return {
    end: levelEnd(law, releases, level),
    upper: (e) => {
      upper ??= selfCompose(discretiseUp(cells), releases, plan);
      return upper(e);
    },
    lower: (e) => {
      lower ??= selfCompose(discretiseDown(cells), releases, plan);
      return lower(e);
    },
  };
}
