import { gaussianProfile } from '../bounds/plain-profile.js';
import { groupEpsilonDelta, groupRenyi, pointProfile, renyiDelta } from '../convert/index.js';
import type { Guarantee, RenyiCurve } from '../core/index.js';
import { type EnclosedDelta, reflected } from './composed-profile.js';

/**
 * delta at epsilon >= 0 implied by a guarantee proved elsewhere, in either direction, by generic group
 * conversions for r > 1: mu of Gaussian differential privacy grows to r mu; an (epsilon, delta) and each
 * point of a profile to its group pair; Renyi divergences by Mironov's rule.
 *
 * @returns in [0, 1], rounded up
 * @proof proofs/guarantee.md
 */
export function guaranteeDelta(form: Guarantee['form'], epsilon: number, poisons: number): number {
  switch (form.kind) {
    case 'gdp':
      return gaussianProfile(form.mu * poisons * (1 + 2 ** -50), epsilon);
    case 'epsilon-delta':
      return pointProfile(groupEpsilonDelta(form, poisons), epsilon);
    case 'renyi': {
      const deltas = form.orders.map((order, i) => {
        const group = groupRenyi(order, form.divergences[i] ?? Infinity, poisons);
        return group === undefined ? 1 : renyiDelta(epsilon, group.order, group.divergence);
      });
      return Math.min(1, ...deltas);
    }
    case 'profile': {
      const points = form.epsilons.map((e, i) => ({ epsilon: e, delta: form.deltas[i] ?? 1 }));
      const deltas = points.map((point) => pointProfile(groupEpsilonDelta(point, poisons), epsilon));
      return Math.min(1, poisons === 1 ? chordDelta(points, epsilon) : 1, ...deltas);
    }
  }
}

/** A profile is convex in e^epsilon: between two of its points it lies below their chord. */
function chordDelta(points: readonly { epsilon: number; delta: number }[], epsilon: number): number {
  const left = points.filter((point) => point.epsilon <= epsilon).sort((a, b) => b.epsilon - a.epsilon)[0];
  const right = points.filter((point) => point.epsilon > epsilon).sort((a, b) => a.epsilon - b.epsilon)[0];
  if (left === undefined || right === undefined) return left?.delta ?? 1;
  const along = Math.expm1(epsilon - left.epsilon) / Math.expm1(right.epsilon - left.epsilon);
  return (left.delta + (right.delta - left.delta) * along) * (1 + 2 ** -44);
}

/** A guarantee holds in both directions; nothing is known from below. */
export function guaranteedDelta({ form }: Guarantee): EnclosedDelta {
  const at: EnclosedDelta['at'] = (epsilon, poisons, direction, side) => {
    if (side === 'lower') return epsilon >= 0 ? 0 : reflected(epsilon, 0, 'lower');
    if (Number.isNaN(epsilon)) return 1;
    if (epsilon < 0) return reflected(epsilon, at(-epsilon, poisons, direction, 'upper'), 'upper');
    return poisons === 0 ? 0 : guaranteeDelta(form, epsilon, poisons);
  };
  return { at };
}

/** The Renyi curve that a guarantee states itself: mu^2 a/2, or the listed orders. */
export function guaranteedRenyi(
  guarantee: Guarantee,
  basis: RenyiCurve['basis'],
): RenyiCurve<'upper'> | undefined {
  const { form, adjacency } = guarantee;
  if (form.kind === 'gdp')
    return {
      side: 'upper',
      adjacency,
      basis,
      maximalOrder: 1e6,
      at: (order, poisons) => (order / 2) * (form.mu * poisons) ** 2 * (1 + 2 ** -50),
    };
  if (form.kind !== 'renyi') return undefined;
  return {
    side: 'upper',
    adjacency,
    basis,
    maximalOrder: Math.max(...form.orders),
    // Renyi divergence does not fall with the order: the next listed order bounds it
    at: (order, poisons) => {
      if (poisons === 0) return 0;
      const bounds = form.orders.map((listed, i) => {
        const group = groupRenyi(listed, form.divergences[i] ?? Infinity, poisons);
        return group !== undefined && group.order >= order ? group.divergence : Infinity;
      });
      return Math.min(...bounds);
    },
  };
}
