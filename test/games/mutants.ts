import { Draws, seededBits } from '../../lib/random/index.js';

// Mixers as other people write them, of n records of one feature in [-1, 1], k to a mixture, T mixtures a trial: no
// code of lib/release. Record 0 is -1 in the world 'absent' and 1 in 'present', all others are -1.

export const N_RECORDS = 50;
export const K = 4;
export const SIGMA = 0.5;

/** How often, and with which weight, record 0 is in a mixture; one number for each mixture. */
export type Weights = Float32Array;

/** Weight 1/k where record 0 is one of k chosen without replacement. */
export function subsets(trials: number, releases: number, ...path: (string | number)[]): Weights {
  const draws = new Draws(seededBits('mutants', 'subsets', ...path));
  const chosen = new Int32Array(K);
  return Float32Array.from({ length: trials * releases }, () => {
    let held = 0;
    for (let j = 0; j < K; ) {
      const record = draws.below(N_RECORDS);
      let again = false;
      for (let i = 0; i < j; i += 1) again ||= chosen[i] === record;
      if (again) continue;
      chosen[j] = record;
      if (record === 0) held = 1 / K;
      j += 1;
    }
    return held;
  });
}

/** k chosen with replacement: record 0 may be there twice. */
export function withReplacement(trials: number, releases: number, ...path: (string | number)[]): Weights {
  const draws = new Draws(seededBits('mutants', 'replacement', ...path));
  return Float32Array.from({ length: trials * releases }, () => {
    let held = 0;
    for (let j = 0; j < K; j += 1) if (draws.below(N_RECORDS) === 0) held += 1 / K;
    return held;
  });
}

/** As public code mixes a batch with permutations of itself: in n mixtures every record stands exactly k times. */
export function permutations(trials: number, releases: number, ...path: (string | number)[]): Weights {
  const draws = new Draws(seededBits('mutants', 'permutations', ...path));
  const out = new Float32Array(trials * releases);
  for (let epoch = 0; epoch < out.length; epoch += N_RECORDS)
    for (let j = 0; j < K; j += 1) out[epoch + draws.below(N_RECORDS)] += 1 / K;
  return out;
}

/** Dirichlet(1) weights in place of 1/k. */
export function dirichlet(members: Weights, ...path: (string | number)[]): Weights {
  const draws = new Draws(seededBits('mutants', 'dirichlet', ...path));
  const exponential = (): number => -Math.log1p(-draws.unit());
  return members.map((weight) => {
    if (weight === 0) return 0;
    const first = exponential();
    let sum = first;
    for (let j = 1; j < K; j += 1) sum += exponential();
    return first / sum;
  });
}

/** Standard normal numbers by Box and Muller. */
export function normals(count: number, ...path: (string | number)[]): Float64Array {
  const draws = new Draws(seededBits('mutants', 'normal', ...path));
  const out = new Float64Array(count);
  for (let i = 0; i < count; i += 2) {
    const radius = Math.sqrt(-2 * Math.log1p(-draws.unit()));
    const angle = 2 * Math.PI * draws.unit();
    out[i] = radius * Math.cos(angle);
    if (i + 1 < count) out[i + 1] = radius * Math.sin(angle);
  }
  return out;
}

/** Laplace numbers of scale 1 by inversion, u a multiple of 2^-53. */
export function laplaces(count: number, ...path: (string | number)[]): Float64Array {
  const draws = new Draws(seededBits('mutants', 'laplace', ...path));
  return Float64Array.from({ length: count }, () => inverse(draws.unit() + 2 ** -54));
}

/** The same from a uniform number of 24 bits, as float32 generators give it. */
export function coarseLaplaces(count: number, ...path: (string | number)[]): Float64Array {
  const draws = new Draws(seededBits('mutants', 'coarse', ...path));
  return Float64Array.from({ length: count }, () => inverse(((draws.word() >>> 8) + 0.5) * 2 ** -24));
}

function inverse(u: number): number {
  return u < 0.5 ? Math.log(2 * u) : -Math.log(2 * (1 - u));
}

/**
 * What is released: means of k records plus noise. Record 0 is `canary`, all others are -1.
 *
 * @param noise  of the i-th mixture, in units of its scale
 */
export function released(
  weights: Weights,
  canary: -1 | 1,
  noise: (i: number) => number,
  count = weights.length,
): Float64Array {
  const out = new Float64Array(count);
  for (let i = 0; i < count; i += 1) out[i] = -1 + (canary + 1) * weights[i] + SIGMA * noise(i);
  return out;
}

export interface Noises {
  readonly absent: Float64Array;
  readonly present: Float64Array;
}

/** Both worlds of a mixer with these weights and this noise; the first so many mixtures. */
export function worlds(
  weights: Float32Array,
  noise: (z: Float64Array, i: number) => number,
  z: Noises,
  count = weights.length,
): [Float64Array, Float64Array] {
  return [
    released(weights, -1, (i) => noise(z.absent, i), count),
    released(weights, 1, (i) => noise(z.present, i), count),
  ];
}

export const plain = (z: Float64Array, i: number): number => z[i];
