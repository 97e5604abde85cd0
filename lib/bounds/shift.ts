import { type Mixup, UnsupportedError } from '../core/index.js';
import { diameter, radius } from './diameter.js';

const UP = 1 + 2 ** -49;

/**
 * How far one replaced record moves a mixture that holds it, in units of the noise, rounded up.
 *
 *   gaussian: sqrt((D2/(k sigma))^2 + 2/(k sigma_y)^2)     laplace: D1/(k b) + 2/(k b_y)
 *
 * D2, D1: diameter of the domain; the second terms only for noised one-hot labels, of which two entries
 * change by 1. With exposed labels the labels are unchanged and add nothing.
 *
 * @proof proofs/diameter.md
 */
export function replacementShift(mechanism: Mixup): number {
  return combined(mechanism, diameter(mechanism.domain, normOf(mechanism)), Math.SQRT2, 2);
}

/**
 * How far one record moves a sum about the public centre that it joins, in units of the noise, rounded up:
 * as replacementShift with the radius in place of the diameter and the one-hot norm 1.
 */
export function insertionShift(mechanism: Mixup): number {
  if (mechanism.labels.kind === 'exposed')
    throw new UnsupportedError(
      'labels exposed: a record more or fewer shows in the released labels, so no bound holds; use adjacency replace',
    );
  return combined(mechanism, radius(mechanism.domain, normOf(mechanism)), 1, 1);
}

function normOf(mechanism: Mixup): 'l1' | 'l2' {
  return mechanism.noise.law === 'gaussian' ? 'l2' : 'l1';
}

function combined(mechanism: Mixup, reach: number, labelL2: number, labelL1: number): number {
  const { k, noise, labels } = mechanism;
  const features = reach / (k * noise.scale);
  if (labels.kind !== 'noised') return features * UP;
  return noise.law === 'gaussian'
    ? Math.hypot(features, labelL2 / (k * labels.scale)) * UP
    : (features + labelL1 / (k * labels.scale)) * UP;
}

/** How far one replaced record moves each coordinate of a mixture, in noise units, and how many coordinates. */
export interface CoordinateShift {
  readonly shift: number;
  readonly coordinates: number;
}

/**
 * Laplace noise on a box moves every coordinate for itself: by (high - low)/(k b) each; two entries of noised
 * one-hot labels by 1/(k b_y), counted as two more coordinates at the larger of both shifts.
 *
 * @returns rounded up; undefined for other noise and domains
 * @proof proofs/product-laplace.md
 */
export function coordinateShift({ k, noise, domain, labels }: Mixup): CoordinateShift | undefined {
  if (noise.law !== 'laplace' || domain.kind !== 'box') return undefined;
  const features = ((domain.high - domain.low) / (k * noise.scale)) * UP;
  if (labels.kind !== 'noised') return { shift: features, coordinates: domain.dimension };
  return { shift: Math.max(features, UP / (k * labels.scale)), coordinates: domain.dimension + 2 };
}
