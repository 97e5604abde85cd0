import { selfConvolution } from '../../numerics/self-convolution.js';

/** Masses at the points origin + (first + i) step. */
export interface GridLaw {
  readonly origin: number;
  readonly step: number;
  readonly first: number;
  readonly mass: Float64Array;
}

/** The law of a sum on a window of its grid, with what it may be off by. */
export interface GridSum extends GridLaw {
  /** bound on the L2 norm of the error of `mass`, what has wrapped around into the window left out */
  readonly error: number;
  /** bound on the mass outside of the window, which has wrapped around into it */
  readonly escaped: number;
}

/** A window of a grid: `size` points, a power of two, from `bottom` on; Chernoff exponents for what lies outside. */
export interface GridWindow {
  readonly bottom: number;
  readonly size: number;
  readonly downwards: number;
  readonly upwards: number;
}

/**
 * The law of T independent copies, by a circular convolution on the window.
 *
 * @param law  total mass in [1/2, 1 + 1e-6]
 * @proof proofs/pair-enclosure.md
 */
export function gridSum(law: GridLaw, copies: number, window: GridWindow): GridSum {
  const { origin, step, first, mass } = law;
  const { size } = window;
  const folded = new Float64Array(size);
  for (let i = 0; i < mass.length; i++) folded[modulo(first + i, size)] += mass[i];
  const power = selfConvolution(folded, copies);
  // the sum of T origins is one point of the new grid
  const from = Math.round((window.bottom - copies * origin) / step);
  const values = new Float64Array(size);
  for (let i = 0; i < size; i++) values[i] = Math.max(0, power.values[modulo(from + i, size)]);
  const [least, most] = ends(law);
  const last = from + size - 1;
  const under = copies * least >= from ? 0 : chernoff(law, copies, -window.downwards, from * step);
  const over = copies * most <= last ? 0 : chernoff(law, copies, window.upwards, last * step);
  // adding up what is folded together errs by 2^-53 for each term
  const folding = copies * Math.ceil(mass.length / size) * 2 ** -52;
  const error = power.error + folding;
  return { origin: copies * origin, step, first: from, mass: values, error, escaped: under + over };
}

function modulo(index: number, size: number): number {
  const rest = index % size;
  return rest < 0 ? rest + size : rest;
}

/** Indices of the first and the last point that has mass. */
function ends({ first, mass }: GridLaw): [number, number] {
  let [low, high] = [0, mass.length - 1];
  while (low < high && !(mass[low] > 0)) low++;
  while (high > low && !(mass[high] > 0)) high--;
  return [first + low, first + high];
}

/** P(sum of T > edge) <= exp(T ln E e^(t L) - t edge), for t < 0 below the edge; relative to the origin. Rounded up. */
function chernoff(law: GridLaw, copies: number, t: number, edge: number): number {
  const { step, first, mass } = law;
  const [least, most] = ends(law);
  const peak = Math.max(t * least * step, t * most * step);
  let sum = 0;
  for (let i = 0; i < mass.length; i++)
    if (mass[i] > 0) sum += mass[i] * Math.exp(t * (first + i) * step - peak);
  const moment = peak + Math.log(sum);
  const reach = Math.abs(t) * Math.max(Math.abs(least), Math.abs(most)) * step;
  const doubt =
    2 ** -51 * (copies * (mass.length + 8 + 2 * reach + 2 * Math.abs(moment)) + Math.abs(t * edge));
  const bound = Math.exp(copies * moment - t * edge + doubt);
  return bound < 1 ? bound : 1;
}
