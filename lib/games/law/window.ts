import { bisect, goldenMinimum } from '../../numerics/index.js';

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

/** A window for a sum under an exponential tilt, 0 inside. */
export interface TiltedWindow extends Window {
  /** theta >= 0 */
  readonly tilt: number;
}

/** -ln of the Chernoff bound at the mean of the tilted sum: deltas near this are known best. */
const TILTED_TO = 3;

/** Chooses a tilt for delta of about e^-3 and less, and the window of the tilted sum. */
export function tiltedWindow(law: Sketch, copies: number, depth: number): TiltedWindow {
  const tilt = tiltOf(law, copies);
  const log = logMoment(law.value, law.mass, tilt);
  const tilted = {
    value: law.value,
    mass: law.mass.map((m, i) => (m > 0 ? m * Math.exp(tilt * law.value[i] - log) : 0)),
  };
  const window = windowOf(tilted, tilted, copies, depth);
  return { ...window, low: Math.min(0, window.low), high: Math.max(0, window.high), tilt };
}

/** T (t K'(t) - K(t)) = depth; or less, where the tilted mean is all but the largest loss. */
function tiltOf({ value, mass }: Sketch, copies: number): number {
  const largest = value.reduce((most, l, i) => (mass[i] > 0 ? Math.max(most, l) : most), 0);
  // losses that are all but none need no tilt, and rounding could not follow it
  if (!(largest > 1e-12)) return 0;
  const shallow = (u: number): boolean => {
    const t = Math.exp(u);
    const log = logMoment(value, mass, t);
    const slope = (logMoment(value, mass, t * (1 + 2 ** -12)) - log) / (t * 2 ** -12);
    return slope < NEARLY * largest && !(copies * (t * slope - log) > TILTED_TO);
  };
  const [low, high] = [Math.log(1e-8 / largest), Math.log(1e6 / largest)];
  if (!shallow(low)) return 0;
  return Math.exp(shallow(high) ? high : bisect(low, high, shallow, 12).holds);
}

/** A law with an atom at its largest loss never gets deep. */
const NEARLY = 0.5;

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
