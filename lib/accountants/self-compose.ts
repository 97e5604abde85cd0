import type { LossDistribution } from '../core/index.js';
import { selfConvolution } from '../numerics/self-convolution.js';
import type { CompositionPlan } from './composition-plan.js';
import { BESIDE, ON_POINT } from './loss-cells.js';

/** delta of T releases as a function of epsilon, on the side of the loss it was made from. */
export type ComposedDelta = (epsilon: number) => number;

/**
 * T-fold composition of a discretised loss under an exponential tilt.
 *
 * With f_i = c_i e^(theta l_i) / M and g its T-fold circular convolution,
 *   delta(e) = sum over l_i > e of g_i e^(T ln M - theta l_i) (1 - e^(e - l_i)) + 1 - (1 - c_inf)^T
 * up to three errors, each moved to the safe side: the transform's (L2 norm of the error of g times that of
 * the weights), the mass that wraps around the window (Chernoff), and the rounding of every factor.
 *
 * @proof proofs/self-compose.md
 */
export function selfCompose(
  loss: LossDistribution<'upper' | 'lower'>,
  releases: number,
  plan: CompositionPlan,
): ComposedDelta {
  const { tilt, size } = plan;
  const { step } = loss;
  // T offsets move epsilon as a whole; from here on losses are multiples of the step
  const offset = releases * loss.offset;
  const bottom = Math.floor((plan.bottom - offset) / step) * step;
  const logM = logMomentOf(loss, tilt);
  const scale = releases * logM;

  const tilted = new Float64Array(size);
  for (let i = 0; i < loss.mass.length; i++) {
    const index = loss.first + i;
    const at = ((index % size) + size) % size;
    tilted[at] = (tilted[at] as number) + (loss.mass[i] as number) * Math.exp(tilt * index * step - logM);
  }
  const convolved = selfConvolution(tilted, releases);
  const firstIndex = Math.round(bottom / step);
  const tails = tailSums(convolved.values, { tilt, step, size, firstIndex, scale });

  // ln of relative rounding: each tilted mass errs by a few ulp of its exponent, T-fold; so does the scale.
  const reach = Math.max(Math.abs(loss.first), Math.abs(loss.first + loss.mass.length)) * step;
  const window = Math.max(Math.abs(bottom), Math.abs(bottom + size * step));
  const rounding = Math.expm1(
    2 ** -51 * (releases * (4 + 2 * tilt * reach + 2 * Math.abs(logM)) + 2 * tilt * window + 4 * size),
  );
  const top = bottom + size * step;
  const { above, tiltedAbove, below } = plan.chernoff;
  const largest = releases * lastIndex(loss);
  const lost = largest < firstIndex + size ? 0 : chernoff(loss, releases, Math.max(0, above))(top, 0);
  // Mass from outside the window that may land above epsilon. From above it must come from beyond
  // epsilon + size * step; from below it is untilted as if it lay at least size * step higher.
  const under = below < 0 ? chernoff(loss, releases, below)(bottom, 0) : 1;
  const fromBelow = Math.exp(-tilt * size * step) * (under < 1 ? under : 1);
  const beyond = chernoff(loss, releases, tilt + Math.max(0, tiltedAbove));
  const wrapped = (epsilon: number): number => {
    const edge = epsilon + size * step;
    return (largest + 1) * step < edge ? fromBelow : fromBelow + beyond(edge, tilt * size * step);
  };
  const infinite = -Math.expm1(releases * Math.log1p(-Math.min(1, loss.infinity)));

  // The points i * step round, as does the offset, and an atom may lie a little beside its point.
  const drift = releases * (2 * ON_POINT * (reach + Math.abs(loss.offset)) + BESIDE);
  const sign = loss.side === 'upper' ? -1 : 1;
  return (asked) => {
    const epsilon = asked - offset + sign * drift;
    const transform = convolved.error * weightNorm(epsilon, { tilt, step, scale, top });
    const sum = tails.delta(epsilon);
    if (loss.side === 'upper') {
      if (epsilon < bottom) return 1;
      const delta = (sum + transform) * (1 + rounding) + lost + infinite * (1 + 2 ** -40);
      return delta >= 0 && delta < 1 ? delta : 1;
    }
    if (epsilon < bottom) return 0;
    const delta = sum * (1 - rounding) - (transform + wrapped(epsilon)) * (1 + rounding);
    return delta > 0 && delta <= 1 ? delta : 0;
  };
}

interface Window {
  readonly tilt: number;
  readonly step: number;
  readonly size: number;
  /** index of the first point of the window: its loss over the step */
  readonly firstIndex: number;
  readonly scale: number;
}

/**
 * Untilted masses c_i summed from above: D_i = sum_{j>i} c_j (1 - e^(l_i - l_j)), B_i = sum_{j>=i} c_j e^(l_i - l_j),
 * by D_i = D_{i+1} + (1 - e^-h) B_{i+1} and B_i = c_i + e^-h B_{i+1}; nothing cancels.
 */
function tailSums(values: Float64Array, { tilt, step, size, firstIndex, scale }: Window) {
  const deltas = new Float64Array(size + 1);
  const ratios = new Float64Array(size + 1);
  const keep = Math.exp(-step);
  const fall = -Math.expm1(-step);
  for (let i = size - 1; i >= 0; i--) {
    const index = firstIndex + i;
    const at = ((index % size) + size) % size;
    // the transform's error may leave negative values where the exact ones are 0 or tiny
    const mass = Math.max(0, values[at] as number) * Math.exp(Math.min(700, scale - tilt * index * step));
    deltas[i] = (deltas[i + 1] as number) + fall * (ratios[i + 1] as number);
    ratios[i] = mass + keep * (ratios[i + 1] as number);
  }
  return {
    delta(epsilon: number): number {
      // the first point at or above epsilon
      const i = Math.max(0, Math.ceil(epsilon / step) - firstIndex);
      if (i >= size) return 0;
      const gap = (firstIndex + i) * step - epsilon;
      return (deltas[i] as number) - Math.expm1(-gap) * (ratios[i] as number);
    },
  };
}

/**
 * L2 norm of the weights e^(scale - theta l)(1 - e^(e - l)) over the points l >= e, from above: with
 * x = l - e, every e^(-theta x)(1 - e^-x) is at most 1/(1 + theta), so the sum of their squares is at most the number
 * of points times (1 + theta)^-2, and at most (1 + theta)^-2 + (1/h) 2/(2 theta (2 theta + 1)(2 theta + 2)).
 */
function weightNorm(
  epsilon: number,
  { tilt, step, scale, top }: { tilt: number; step: number; scale: number; top: number },
): number {
  const points = Math.max(0, (top - epsilon) / step) + 1;
  const largest = (1 + tilt) ** -2;
  const integral = 2 / (2 * tilt * (2 * tilt + 1) * (2 * tilt + 2) * step);
  return (
    Math.exp(scale - tilt * epsilon) *
    Math.sqrt(Math.min(points * largest, largest + integral)) *
    (1 + 2 ** -20)
  );
}

/** The index of the largest loss that has mass; its loss is the index times the step. */
function lastIndex({ mass, first }: LossDistribution): number {
  let i = mass.length - 1;
  while (i > 0 && !((mass[i] as number) > 0)) i--;
  return first + i;
}

/**
 * exp(T ln E e^(t L) - t x + shift) as a function of x and shift, rounded up: for shift 0 it bounds the mass of
 * T losses that lies beyond x (t >= 0) or below it (t < 0).
 */
function chernoff(loss: LossDistribution, releases: number, t: number): (x: number, shift: number) => number {
  const moment = logMomentOf(loss, t);
  const reach = Math.max(Math.abs(loss.first), Math.abs(loss.first + loss.mass.length)) * loss.step;
  // terms, their exponents and their logarithm each err by a few ulp
  const doubt = releases * (loss.mass.length + 8 + 4 * Math.abs(t) * reach + 4 * Math.abs(moment));
  return (x, shift) =>
    Math.exp(
      releases * moment - t * x + shift + 2 ** -52 * (doubt + 4 * Math.abs(t * x) + 4 * Math.abs(shift)),
    );
}

/** ln sum of c_i e^(t l_i), scaled by the largest term. */
function logMomentOf({ mass, first, step }: LossDistribution, t: number): number {
  const ends = [t * first * step, t * (first + mass.length - 1) * step];
  const peak = Math.max(0, ...ends);
  let sum = 0;
  for (let i = 0; i < mass.length; i++) sum += (mass[i] as number) * Math.exp(t * (first + i) * step - peak);
  return peak + Math.log(sum);
}
