import { bisect } from '../numerics/index.js';
import { cumulants, type Sketch, splittingVariance } from './moments.js';

/** How one composition is to be computed; chosen in plain floats, checked by the composition itself. */
export interface CompositionPlan {
  /** exponential tilt, >= 0 */
  readonly tilt: number;
  /** mean of the composed loss under the tilt, about: below it the transform's error grows */
  readonly centre: number;
  readonly step: number;
  /** points of the transform, a power of two */
  readonly size: number;
  /** the window of composed losses is [bottom, bottom + size * step), about */
  readonly bottom: number;
  /** Chernoff parameters: t of the upper tail, how much more tilt for that of the tilted law, t of the lower tail */
  readonly chernoff: { readonly above: number; readonly tiltedAbove: number; readonly below: number };
}

/** Decades of delta that one composition serves, and those left to truncation below them. */
const DECADES = 6;
const LEAD = 1.5;
const SPARE = 5;
const LARGEST = 2 ** 20;
const MODERATE = 2 ** 15;
const STEEPEST = 1e9;
/** Share of the supremum at which the mean of the tilted law is as good as there. */
const NEARLY = 0.99;
/** Halvings of a bracket: a plan needs three digits. */
const ROUGH = 12;

/**
 * The tilt at whose mean delta is about exp(-depth). For e^(T K(t) - t e) at the mean e, times the saddlepoint's factor
 * 1/(t (t + 1) sigma sqrt(2 pi)), sigma the deviation of the composed tilted loss: many tiny losses make delta far
 * smaller than the Chernoff bound.
 */
function tiltOfDelta(law: Sketch, releases: number, depth: number): number {
  const steepest = tiltOfDepth(law, releases, depth);
  const shallow = (t: number): boolean => {
    const { log, mean, variance } = cumulants(law, t);
    const factor = t * (t + 1) * Math.sqrt(2 * Math.PI * releases * variance);
    return !(releases * (t * mean - log) + Math.log1p(factor) > depth);
  };
  return shallow(steepest) ? steepest : bisect(0, steepest, shallow, ROUGH).holds;
}

/** The epsilon down to which level `level` and those before it serve: delta is about 10^-(6 (level + 1)) there. */
export function levelEnd(law: Sketch, releases: number, level: number): number {
  const t = tiltOfDelta(law, releases, Math.LN10 * DECADES * (level + 1));
  return releases * cumulants(law, t).mean;
}

/** P-mass of one loss that may lie outside the grid: nothing at the scale of the level once composed. */
export function negligibleMass(releases: number, level: number): { above: number; below: number } {
  return { above: 10 ** -(DECADES * (level + 1) + SPARE) / releases, below: 1e-13 / releases };
}

/**
 * The tilt t >= base at whose mean the law tilted by `base` has the Chernoff bound exp(-depth):
 * T ((t - base) K'(t) - K(t) + K(base)) = depth.
 *
 * A loss with an atom at its supremum may never get that deep: then the tilt that all but reaches it.
 */
function tiltOfDepth(law: Sketch, releases: number, depth: number, base = 0): number {
  const start = base > 0 ? cumulants(law, base).log : 0;
  const supremum = largestLoss(law);
  const shallow = (further: number): boolean => {
    const { log, mean } = cumulants(law, base + further);
    return mean < NEARLY * supremum && !(releases * (further * mean - log + start) > depth);
  };
  if (!shallow(0)) return base;
  let high = 1e-3;
  while (shallow(high)) {
    if (high > STEEPEST) return base + high;
    high *= 4;
  }
  return base + bisect(0, high, shallow, ROUGH).holds;
}

/**
 * A composition for delta between 10^-(6 (level + 1)) and 10^-(6 level).
 *
 * The tilt is a mild one for these decades: a stronger one would let rare large losses dominate. The window
 * leaves out what is five decades smaller, and is wide enough that nothing of weight wraps around onto the
 * epsilons served. The step keeps the error of epsilon within the accuracy.
 *
 * @param accuracy  relative accuracy asked of epsilon, about
 */
export function planComposition(
  law: Sketch,
  releases: number,
  level: number,
  accuracy: number,
): CompositionPlan {
  const decades = (count: number): number => Math.LN10 * count;
  const tilt =
    level > 0
      ? tiltOfDelta(law, releases, decades(DECADES * level))
      : tiltOfDepth(law, releases, decades(LEAD)) / 2;
  const centre = releases * cumulants(law, tilt).mean;
  // the first epsilon served: where the level before ends, which is the mean under this tilt
  const start = level > 0 ? centre : 0;
  const probe = tiltOfDelta(law, releases, decades(DECADES * (level + 0.5)));
  const outer = tiltOfDepth(law, releases, decades(DECADES * (level + 1) + SPARE));
  const wrapping = tiltOfDepth(law, releases, decades(DECADES + SPARE), tilt);
  const { lower, bottom } = lowerEdge(law, releases, tilt);
  const { mean } = cumulants(law, outer);
  // close to the largest loss, all of it: an atom there lies inside
  const top = releases * (mean < 0.98 * largestLoss(law) ? mean : largestLoss(law) * (1 + 2 ** -9));
  const range = Math.max(top - bottom, releases * cumulants(law, wrapping).mean - start);
  const step = chooseStep(law, releases, probe, range, accuracy);
  const size = Math.min(LARGEST, Math.max(2 ** 8, 2 ** Math.ceil(Math.log2(range / step))));
  return {
    tilt,
    centre,
    step: range / (size - 4),
    size,
    bottom,
    chernoff: { above: outer, tiltedAbove: wrapping - tilt, below: lower },
  };
}

function largestLoss(law: Sketch): number {
  return law.loss.reduce((most, l) => Math.max(most, l), 0);
}

/** Where the tilted law has little left below: t < tilt with Chernoff exponent of five decades, and its mean. */
function lowerEdge(law: Sketch, releases: number, tilt: number): { lower: number; bottom: number } {
  const at = cumulants(law, tilt);
  const infimum = law.loss.reduce((least, l) => Math.min(least, l), 0);
  const deepEnough = (t: number): boolean => {
    const { log, mean } = cumulants(law, t);
    return mean < NEARLY * infimum || releases * (log - at.log - (t - tilt) * mean) < -Math.LN10 * SPARE;
  };
  let reach = 1e-3;
  while (reach < STEEPEST && !deepEnough(tilt - reach)) reach *= 4;
  const lower =
    reach < STEEPEST && !deepEnough(tilt)
      ? tilt - bisect(reach, 0, (r) => deepEnough(tilt - r), ROUGH).holds
      : tilt - reach;
  // the window also holds 0, where epsilon starts
  return { lower, bottom: Math.min(0, releases * cumulants(law, lower).mean * (1 + 2 ** -6)) };
}

/**
 * Splitting losses to the grid adds a variance v to the composed loss, which raises delta by a factor of about
 * 1 + theta (theta + 1) v / 2 and hence epsilon by (theta + 1) v / 2.
 *
 * A step much longer than a typical loss would blur rare losses with all others: that, too, is kept in bounds
 * as long as the grid stays small.
 */
function chooseStep(law: Sketch, releases: number, tilt: number, range: number, accuracy: number): number {
  const epsilon = releases * cumulants(law, tilt).mean;
  const allowed = (accuracy * epsilon) / (1 + tilt);
  const fine = (step: number): boolean => releases * splittingVariance(law, tilt, step) <= allowed;
  const coarsest = Math.min(range / 256, Math.max(meanSize(law) / 4, range / MODERATE));
  if (!(coarsest < Infinity) || fine(coarsest) || !fine(0)) return coarsest;
  // T losses moved by one step each are off by T steps at most: nothing asks for less than that
  const finest = Math.max(range / LARGEST, (accuracy * epsilon) / releases);
  return Math.max(bisect(0, coarsest, fine, ROUGH).holds, Math.min(finest, coarsest));
}

/** E |L| of one loss. */
function meanSize({ loss, mass }: Sketch): number {
  return loss.reduce((sum, l, i) => sum + Math.abs(l) * (mass[i] as number), 0);
}
