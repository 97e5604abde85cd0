import { integer } from '../numerics/index.js';
import { seededBits } from '../random/bits.js';
import { Draws } from '../random/draws.js';

/** m random directions; entries of variance 1/m, so that squared lengths are kept on average. */
export interface Projection {
  readonly kind: 'project';
  /** m: features that come out */
  readonly dimensions: number;
  readonly seed: string;
  /** 'gaussian' N(0, 1/m); 'signs' +-1/sqrt(m) with equal chances */
  readonly entries: 'gaussian' | 'signs';
}

/**
 * The matrix of a projection, (dimension, m) row-major: feature j adds x_j times row j.
 *
 * A function of the step and the number of features alone, never of a record; the same on every machine,
 * as nothing enters it but integers, + - * / and square roots, which IEEE 754 fixes to the last bit.
 */
export function projectionMatrix({ dimensions, seed, entries }: Projection, dimension: number): Float64Array {
  integer(1, 2 ** 26, { dimensions });
  const random = new Draws(seededBits(seed, 'projection', entries, dimension, dimensions));
  const draw = entries === 'signs' ? () => (random.word() >>> 31 === 0 ? 1 : -1) : normals(random);
  const scale = Math.sqrt(dimensions);
  return Float64Array.from({ length: dimension * dimensions }, () => draw() / scale);
}

/** Standard normal numbers by Marsaglia's polar method, two at a time. */
function normals(random: Draws): () => number {
  let spare: number | undefined;
  return () => {
    if (spare !== undefined) {
      const second = spare;
      spare = undefined;
      return second;
    }
    for (;;) {
      const x = 2 * random.unit() - 1;
      const y = 2 * random.unit() - 1;
      const s = x * x + y * y;
      if (s > 0 && s < 1) {
        const length = Math.sqrt((-2 * naturalLog(s)) / s);
        spare = y * length;
        return x * length;
      }
    }
  };
}

/**
 * ln x for 0 < x <= 1 to about 2^-51, the same to the last bit everywhere: Math.log is not.
 *
 *   x = m 2^e, m in [2/3, 4/3];  ln m = 2 (t + t^3/3 + t^5/5 + ...),  t = (m - 1)/(m + 1), |t| <= 1/5
 */
export function naturalLog(x: number): number {
  let m = x;
  let e = 0;
  while (m < 2 / 3) {
    m *= 2;
    e -= 1;
  }
  const t = (m - 1) / (m + 1);
  let sum = 0;
  for (let i = 23; i >= 1; i -= 2) sum = sum * t * t + 1 / i; // the first term left out is below 2^-58
  return e * Math.LN2 + 2 * t * sum;
}
