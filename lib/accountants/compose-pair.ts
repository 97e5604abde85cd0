import { pairDelta } from '../bounds/pair-delta.js';
import type { LossPair } from '../core/index.js';
import { bulkCentre } from './bulk.js';
import { type CompositionPlan, levelEnd, negligibleMass, planComposition } from './composition-plan.js';
import { discretiseDown, discretiseUp } from './discretise.js';
import { type LossCells, type LossGrid, lossCells } from './loss-cells.js';
import { outermost, sketch } from './moments.js';
import { type ComposedDelta, selfCompose } from './self-compose.js';

/** delta(epsilon) of T independent copies of one pair, enclosed from both sides; for epsilon >= 0. */
export interface ComposedPair {
  readonly upper: ComposedDelta;
  readonly lower: ComposedDelta;
}

const DEEPEST = 8;
const MOST_CELLS = 2 ** 22;
const WINDOWS = 4;

/**
 * Composes T copies of a pair. One transform serves six decades of delta; those for smaller delta are
 * made when first asked for, down to about 1e-50.
 *
 * @param releases  T, a whole number >= 1
 * @param accuracy  relative accuracy asked of epsilon, about; in (0, 0.1]
 * @param deepest   levels of six decades; past them the lower end is 0 and the upper one stays valid, if loose
 * @proof proofs/self-compose.md
 */
export function composePair(
  pair: LossPair,
  releases: number,
  accuracy: number,
  deepest: number = DEEPEST,
): ComposedPair {
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
  const at = (side: 'upper' | 'lower', epsilon: number): number => {
    if (epsilon >= largest) return side === 'upper' ? Math.min(1, infinite) : 0;
    let level = 0;
    while (level < deepest && epsilon > prepared(level).end) level++;
    if (side === 'lower' && epsilon > prepared(level).end) return 0;
    // A finer level may not exceed what those before it say at their ends: delta does not increase.
    let delta = prepared(level).composed()[side](epsilon);
    for (let before = 0; before < level; before++) {
      const { composed, end } = prepared(before);
      delta = Math.min(delta, composed()[side](end));
    }
    return delta;
  };
  return { upper: (e) => at('upper', e), lower: (e) => at('lower', e) };
}

interface Level {
  /** the largest epsilon that this level serves */
  readonly end: number;
  /** made when first asked for */
  readonly composed: () => ComposedPair;
}

/** Where no grid will do: delta may be 1, and it may be 0. */
const UNBOUNDED: Level = { end: Infinity, composed: () => ({ upper: () => 1, lower: () => 0 }) };

function prepare(pair: LossPair, releases: number, level: number, accuracy: number): Level {
  const outside = negligibleMass(releases, level);
  const right = outermost((l) => pair.above(l).p, outside.above);
  const left = outermost((l) => pair.below(-l).p, outside.below);
  // losses past all scales: nothing is bounded
  if (!(pair.above(right).p <= outside.above)) return UNBOUNDED;
  const law = sketch(pair, left, right);
  const plan = planComposition(law, releases, level, accuracy);
  const grid = gridOf(pair, plan, left, right);
  if (!(plan.step > 0 && plan.bottom > -Infinity && grid.count <= MOST_CELLS)) return UNBOUNDED;
  const composed = once(() => composeOn(lossCells(pair, grid), releases, plan));
  return { end: levelEnd(law, releases, level), composed };
}

/** Both ends of the enclosure on one grid, each composed when first asked for. */
function composeOn(cells: LossCells, releases: number, plan: CompositionPlan): ComposedPair {
  const upper = once(() => selfCompose(discretiseUp(cells), releases, plan));
  const lower = once(() => selfCompose(discretiseDown(cells), releases, plan));
  // delta does not increase, so what holds at the centre of the window holds left of it
  return { upper: (e) => upper()(e), lower: (e) => Math.max(lower()(e), lower()(Math.max(e, plan.centre))) };
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

/**
 * Points from -left to right. The bulk of the losses, if there is one, is the offset; a finite supremum of the
 * loss, which may carry an atom, is a point. Large negative losses hardly count under the tilt: at most a few
 * windows of them are followed.
 */
function gridOf(pair: LossPair, plan: CompositionPlan, left: number, right: number): LossGrid {
  const supremum = pair.support[1];
  let [offset, step] = [bulkCentre(pair, plan.step), plan.step];
  for (let i = 0; i < 3 && supremum < Infinity; i++) {
    const multiples = Math.floor((supremum - offset) / plan.step);
    step = multiples >= 1 ? (supremum - offset) / multiples : plan.step;
    if (i < 2) offset = bulkCentre(pair, step);
  }
  const first = -Math.min(Math.ceil((left + Math.abs(offset)) / step) + 1, WINDOWS * plan.size);
  const count = Math.ceil((right + Math.abs(offset)) / step) + 2 - first;
  return { offset, step, first, count };
}
