import type { ScoreLaw } from '../../lib/audit/index.js';
import { normalTail } from '../../lib/numerics/index.js';
import { Draws, seededBits } from '../../lib/random/index.js';

/** Independent standard normal draws (Box and Muller), reproducible. */
export function normals(count: number, ...path: (string | number)[]): Float64Array {
  const draws = new Draws(seededBits('audit tests', ...path));
  const out = new Float64Array(count);
  for (let i = 0; i < count; i += 2) {
    const radius = Math.sqrt(-2 * Math.log(1 - draws.unit()));
    const angle = 2 * Math.PI * draws.unit();
    out[i] = radius * Math.cos(angle);
    if (i + 1 < count) out[i + 1] = radius * Math.sin(angle);
  }
  return out;
}

/** Laplace noise by inversion of u, `bits` random bits each: 53, or the 24 of a 32-bit float. */
export function laplaces(count: number, bits: number, ...path: (string | number)[]): Float64Array {
  const draws = new Draws(seededBits('audit tests', ...path));
  const cells = 2 ** bits;
  return Float64Array.from({ length: count }, () => {
    const u = (Math.floor(draws.unit() * cells) + 0.5) / cells;
    return u < 0.5 ? Math.log(2 * u) : -Math.log(2 * (1 - u));
  });
}

/** Law with the given distribution function, no atoms, enclosed by a relative 1e-12. */
export function continuousLaw(cdf: (x: number) => number): ScoreLaw {
  const around = (x: number): readonly [number, number] => {
    const p = cdf(x);
    return [p * (1 - 1e-12), Math.min(1, p * (1 + 1e-12))];
  };
  return { atMost: around, below: around };
}

export const NORMAL = continuousLaw((x) => normalTail(-x));
export const LAPLACE = continuousLaw((x) => (x < 0 ? Math.exp(x) / 2 : 1 - Math.exp(-x) / 2));

/** N(mean, 1). */
export function normalLaw(mean: number): ScoreLaw {
  return continuousLaw((x) => normalTail(mean - x));
}
