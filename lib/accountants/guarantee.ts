import { gaussianProfile } from '../bounds/plain-profile.js';
import { groupEpsilonDelta, groupRenyi, pointProfile, renyiDelta } from '../convert/index.js';
import type { Guarantee, RenyiCurve } from '../core/index.js';
import { integer } from '../numerics/index.js';
import { type EnclosedDelta, reflected } from './composed-profile.js';

/** delta does not increase: that of an infinite epsilon is at most that of this one. */
const LARGEST = Number.MAX_VALUE;

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
      return Math.min(1, ...deltas, renyiGroupDelta(form, epsilon, poisons));
    }
    case 'profile': {
      const points = form.epsilons.map((e, i) => ({ epsilon: e, delta: form.deltas[i] ?? 1 }));
      const deltas = points.map((point) => pointProfile(groupEpsilonDelta(point, poisons), epsilon));
      return Math.min(1, poisons === 1 ? chordDelta(points, epsilon) : 1, ...deltas);
    }
  }
}

/** The Renyi guarantee turned into (epsilon/r, delta) for one record first, then into its group pair. */
function renyiGroupDelta(
  form: Extract<Guarantee['form'], { kind: 'renyi' }>,
  epsilon: number,
  poisons: number,
): number {
  if (epsilon === Infinity) return 0;
  // rounded down, so that r times it does not pass epsilon
  const share = (epsilon / poisons) * (1 - 2 ** -40);
  const deltas = form.orders.map((order, i) => renyiDelta(share, order, form.divergences[i] ?? Infinity));
  return pointProfile(groupEpsilonDelta({ epsilon: share, delta: Math.min(1, ...deltas) }, poisons), epsilon);
}

/** A profile is convex in e^epsilon: between two of its points it lies below their chord. */
function chordDelta(points: readonly { epsilon: number; delta: number }[], epsilon: number): number {
  const left = points.filter((point) => point.epsilon <= epsilon).sort((a, b) => b.epsilon - a.epsilon)[0];
  const right = points.filter((point) => point.epsilon > epsilon).sort((a, b) => a.epsilon - b.epsilon)[0];
  if (left === undefined || right === undefined) return left?.delta ?? 1;
  // both shares from differences that neither cancel nor overflow
  const width = Math.expm1(left.epsilon - right.epsilon);
  const toLeft = Math.expm1(epsilon - right.epsilon) / width;
  const toRight = (Math.exp(epsilon - right.epsilon) * Math.expm1(left.epsilon - epsilon)) / width;
  const delta = (left.delta * toLeft + right.delta * toRight) * (1 + 2 ** -44);
  return delta <= 1 ? delta : 1;
}

/** A guarantee holds in both directions; nothing is known from below. */
export function guaranteedDelta({ form }: Guarantee): EnclosedDelta {
  const at: EnclosedDelta['at'] = (epsilon, poisons, direction, side) => {
    integer(0, Number.MAX_SAFE_INTEGER, { poisons });
    if (Number.isNaN(epsilon)) return side === 'upper' ? 1 : 0;
    if (epsilon < 0) return reflected(epsilon, at(-epsilon, poisons, direction, side), side);
    return side === 'lower' || poisons === 0 ? 0 : guaranteeDelta(form, Math.min(epsilon, LARGEST), poisons);
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
