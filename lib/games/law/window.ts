import { goldenMinimum } from '../../numerics/index.js';

/** Where a sum of independent losses lies, but for a probability of about e^-depth on each side. */
export interface Window {
  readonly low: number;
  readonly high: number;
  /** exponents t > 0 of the Chernoff bounds of both sides, for whoever wants the probability exactly */
  readonly downwards: number;
  readonly upwards: number;
}

/** Values of a loss with their masses: as many as a plan needs. */
export interface Sketch {
  readonly value: Float64Array;
  readonly mass: Float64Array;
}

/**
 * About 2^10 values: neighbouring cells become one, in the middle between the smallest and the largest loss of
 * theirs. The outermost stay by themselves:
 * they may hold an atom.
 */
export function sketchOf(low: Float64Array, high: Float64Array, mass: Float64Array): Sketch {
  const last = mass.length - 1;
  const width = Math.ceil(mass.length / 1024);
  const starts = [0];
  for (let c = 1; c < last; c += width) starts.push(c);
  if (last > 0) starts.push(last);
  const sketch = { value: new Float64Array(starts.length), mass: new Float64Array(starts.length) };
  starts.forEach((from, i) => {
    const to = starts[i + 1] ?? mass.length;
    const [least, most] = [low[from], high[to - 1]];
    sketch.value[i] = Number.isFinite(least + most)
      ? (least + most) / 2
      : Number.isFinite(least)
        ? least
        : most;
    for (let c = from; c < to; c++) sketch.mass[i] += mass[c];
  });
  return sketch;
}

/** The narrowest window by Chernoff's bound; in plain floats, a plan and no more. */
export function windowOf(below: Sketch, above: Sketch, copies: number, depth: number): Window {
  const lower = edgeOf(below, -1, copies, depth);
  const upper = edgeOf(above, 1, copies, depth);
  return { low: -lower.edge, high: upper.edge, downwards: lower.exponent, upwards: upper.exponent };
}

/**
 * min over t > 0 of (T ln E e^(t s L) + depth)/t: quasi-convex in t. Where the largest loss carries mass it falls for ever;
 * from some t on by nothing that counts.
 */
function edgeOf(
  law: Sketch,
  sign: 1 | -1,
  copies: number,
  depth: number,
): { edge: number; exponent: number } {
  let [mean, size] = [0, 0];
  law.value.forEach((l, i) => {
    if (!(law.mass[i] > 0)) return;
    mean += law.mass[i] * sign * l;
    size = Math.max(size, Math.abs(l));
  });
  if (!(size > 0)) return { edge: 0, exponent: 1 };
  const edgeAt = (t: number): number => (copies * logMoment(law.value, law.mass, sign * t) + depth) / t;
  const { at, value } = goldenMinimum(
    (u) => edgeAt(Math.exp(u)),
    Math.log(1e-8 / size),
    Math.log(1e8 / size),
    0.01,
  );
  const exponent = Math.min(Math.exp(at), (STEEP * depth) / Math.abs(value - copies * mean));
  return { edge: edgeAt(exponent), exponent };
}

/** Relative to the depth over the width of the window: beyond, the window narrows by less than a thousandth. */
const STEEP = 1000;

/** ln sum m e^(t l), scaled by the largest term */
export function logMoment(value: ArrayLike<number>, mass: ArrayLike<number>, t: number): number {
  let peak = -Infinity;
  for (let i = 0; i < mass.length; i++) if (mass[i] > 0) peak = Math.max(peak, t * value[i]);
  let sum = 0;
  for (let i = 0; i < mass.length; i++) if (mass[i] > 0) sum += mass[i] * Math.exp(t * value[i] - peak);
  return peak + Math.log(sum);
}
