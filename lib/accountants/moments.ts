import type { LossPair } from '../core/index.js';

/**
 * A pair seen coarsely: a few hundred losses with their P-mass, close together near 0.
 *
 * It chooses grids, windows and tilts; no bound rests on it.
 */
export interface Sketch {
  readonly loss: Float64Array;
  readonly mass: Float64Array;
}

const POINTS_A_SIDE = 150;
const SMALLEST = 1e-10;

/** The losses of a pair between -left and right; what lies outside is left out. */
export function sketch(pair: LossPair, left: number, right: number): Sketch {
  const loss: number[] = [0];
  const mass: number[] = [pair.tie.p];
  const side = (end: number, tail: (l: number) => { p: number; q: number }, sign: number): void => {
    let inner = tail(0);
    let near = 0;
    for (const l of lossesTo(end)) {
      const outer = tail(sign * l);
      const p = inner.p - outer.p;
      const q = inner.q - outer.q;
      if (p > 0 && q > 0) {
        // the mean of the likelihood ratio over the cell, kept between the ends of the cell
        const centre = sign * Math.log(p / q);
        loss.push(sign * Math.min(Math.max(centre, near), l));
        mass.push(p);
      }
      inner = outer;
      near = l;
    }
  };
  side(right, (l) => pair.above(l), 1);
  side(left, (l) => pair.below(l), -1);
  return { loss: Float64Array.from(loss), mass: Float64Array.from(mass) };
}

/** Losses up to `end`: evenly spaced ones, and ever closer ones towards 0. */
function lossesTo(end: number): Float64Array {
  const even = Array.from({ length: POINTS_A_SIDE }, (_, i) => (end * (i + 1)) / POINTS_A_SIDE);
  const closer = Array.from(
    { length: POINTS_A_SIDE },
    (_, i) => SMALLEST * (end / SMALLEST) ** (i / POINTS_A_SIDE),
  );
  return Float64Array.from([...even, ...closer]).sort();
}

/** A loss l > 0 with mass(l) <= level, at most a relative 2^-10 above the smallest one. */
export function outermost(mass: (l: number) => number, level: number): number {
  let high = SMALLEST;
  while (mass(high) > level && high < 1e6) high *= 2;
  let low = high / 2;
  for (let i = 0; i < 10; i++) {
    const middle = (low + high) / 2;
    if (mass(middle) > level) low = middle;
    else high = middle;
  }
  return high;
}

/** ln E exp(t L) with its first two derivatives, under P. */
export interface Cumulants {
  readonly log: number;
  readonly mean: number;
  readonly variance: number;
}

export function cumulants({ loss, mass }: Sketch, t: number): Cumulants {
  let peak = 0;
  for (let i = 0; i < loss.length; i++) peak = Math.max(peak, t * (loss[i] as number));
  // Near t = 0 the moment is 1 + a small excess, kept apart; far out everything is scaled by the peak.
  const near = peak < 300;
  let [excess, first, second, total] = [0, 0, 0, 0];
  for (let i = 0; i < loss.length; i++) {
    const l = loss[i] as number;
    const p = mass[i] as number;
    const growth = near ? Math.expm1(t * l) : Math.exp(t * l - peak) - 1;
    const weight = p * (1 + growth);
    total += p;
    excess += p * growth;
    first += weight * l;
    second += weight * l * l;
  }
  const moment = total + excess;
  const mean = first / moment;
  const log = near ? Math.log1p(excess / total) : peak + Math.log(moment / total);
  return { log, mean, variance: Math.max(0, second / moment - mean * mean) };
}

/** Variance that splitting a loss to a grid of this step adds, on average under the law tilted by t. */
export function splittingVariance({ loss, mass }: Sketch, t: number, step: number): number {
  let peak = 0;
  for (let i = 0; i < loss.length; i++) peak = Math.max(peak, t * (loss[i] as number));
  let [added, total] = [0, 0];
  for (let i = 0; i < loss.length; i++) {
    const l = loss[i] as number;
    const weight = (mass[i] as number) * Math.exp(t * l - peak);
    total += weight;
    added += weight * Math.min((step * step) / 6, step * Math.abs(l));
  }
  return added / total;
}
