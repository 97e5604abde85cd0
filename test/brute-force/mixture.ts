import type { Noise } from '../../lib/core/mechanism.js';

/*
 * Hockey-stick divergence of two finite mixtures by integration, in any (small) dimension.
 *
 * Independent of lib/ on purpose: its own normal distribution function, its own quadrature. The last
 * coordinate is integrated exactly between sign changes of p - a q; further ones by quadrature.
 */

/** Weights (not necessarily summing to 1) and centres; every centre has the same length. */
export interface Mixture {
  readonly weights: readonly number[];
  readonly centres: readonly (readonly number[])[];
}

/** Merges equal centres. Keys are rounded to 1e-9 of the unit: data sets here are multiples of simple fractions. */
export function mixture(points: Iterable<readonly [number, readonly number[]]>): Mixture {
  const byKey = new Map<string, { weight: number; centre: readonly number[] }>();
  for (const [weight, centre] of points) {
    const key = centre.map((x) => Math.round(x * 1e9)).join(',');
    const found = byKey.get(key);
    if (found) found.weight += weight;
    else byKey.set(key, { weight, centre });
  }
  const parts = [...byKey.values()];
  return { weights: parts.map((p) => p.weight), centres: parts.map((p) => p.centre) };
}

/** P(X > x) of a standard normal: positive series near 0, continued fraction beyond. About 1e-15. */
export function upperTail(x: number): number {
  if (x < 0) return 1 - upperTail(-x);
  const density = Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);
  if (x < 3) {
    let term = x;
    let sum = x;
    for (let n = 1; term > 1e-18 * sum; n++) {
      term *= (x * x) / (2 * n + 1);
      sum += term;
    }
    return 0.5 - density * sum;
  }
  let fraction = x;
  for (let n = 60; n >= 1; n--) fraction = x + n / fraction;
  return density / fraction;
}

const gaussian = {
  density: (x: number) => Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI),
  tail: upperTail,
};
const laplace = {
  density: (x: number) => Math.exp(-Math.abs(x)) / 2,
  tail: (x: number) => (x >= 0 ? Math.exp(-x) / 2 : 1 - Math.exp(x) / 2),
};

/** Integral over a finite or infinite interval of sum w_i density(x - c_i), given both tails. */
function mass(
  law: typeof gaussian,
  weights: readonly number[],
  centres: readonly number[],
  low: number,
  high: number,
) {
  let sum = 0;
  for (let i = 0; i < weights.length; i++) {
    const a = low - (centres[i] as number);
    const b = high - (centres[i] as number);
    // tails on the side where they are small, so that far intervals keep their digits
    const part = a > 0 ? law.tail(a) - law.tail(b) : law.tail(-b) - law.tail(-a);
    sum += (weights[i] as number) * part;
  }
  return sum;
}

/** Points that cut the line so that p - a q has at most one sign change between two neighbours. */
function scan(noise: Noise['law'], centres: readonly number[]): number[] {
  const sorted = [...new Set(centres)].sort((x, y) => x - y);
  if (noise === 'laplace') return sorted; // A exp(x) + B exp(-x) between kinks: one zero at most
  const low = (sorted[0] as number) - 14;
  const high = (sorted[sorted.length - 1] as number) + 14;
  const count = Math.ceil((high - low) / 0.1);
  return Array.from({ length: count + 1 }, (_, i) => low + ((high - low) * i) / count);
}

/** For every a in `multipliers`: integral over the line of (p - a q)_+, unit noise. */
function line(
  noise: Noise['law'],
  p: readonly [readonly number[], readonly number[]],
  q: readonly [readonly number[], readonly number[]],
  multipliers: readonly number[],
): number[] {
  const law = noise === 'gaussian' ? gaussian : laplace;
  const at = ([weights, centres]: typeof p, x: number) => {
    let sum = 0;
    for (let i = 0; i < weights.length; i++)
      sum += (weights[i] as number) * law.density(x - (centres[i] as number));
    return sum;
  };
  const grid = scan(noise, [...p[1], ...q[1]]);
  // one unit beyond the outermost kink a Laplace mixture has no further zero: both parts decay alike
  if (noise === 'laplace') {
    grid.unshift((grid[0] as number) - 1);
    grid.push((grid[grid.length - 1] as number) + 1);
  }
  const ps = grid.map((x) => at(p, x));
  const qs = grid.map((x) => at(q, x));
  return multipliers.map((a) => {
    const positive = (i: number) => (ps[i] as number) > a * (qs[i] as number);
    let total = 0;
    let start = positive(0) ? -Infinity : Number.NaN;
    for (let i = 1; i < grid.length; i++) {
      if (positive(i) === positive(i - 1)) continue;
      let low = grid[i - 1] as number;
      let high = grid[i] as number;
      for (let step = 0; step < 60; step++) {
        const mid = (low + high) / 2;
        if (at(p, mid) > a * at(q, mid) === positive(i)) high = mid;
        else low = mid;
      }
      if (positive(i)) start = low;
      else {
        total += mass(law, p[0], p[1], start, low) - a * mass(law, q[0], q[1], start, low);
        start = Number.NaN;
      }
    }
    if (positive(grid.length - 1))
      total += mass(law, p[0], p[1], start, Infinity) - a * mass(law, q[0], q[1], start, Infinity);
    return total;
  });
}

const LEGENDRE: readonly (readonly [number, number])[] = [
  [-0.906179845938664, 0.2369268850561891],
  [-0.5384693101056831, 0.4786286704993665],
  [0, 0.5688888888888889],
  [0.5384693101056831, 0.4786286704993665],
  [0.906179845938664, 0.2369268850561891],
];

/** Abscissas and weights for one coordinate: trapezoid where smooth, panels between kinks where not. */
function rule(noise: Noise['law'], coordinates: readonly number[], step: number): [number, number][] {
  const sorted = [...new Set(coordinates)].sort((x, y) => x - y);
  const first = sorted[0] as number;
  const last = sorted[sorted.length - 1] as number;
  if (noise === 'gaussian') {
    const count = Math.ceil((last - first + 16) / step);
    return Array.from({ length: count + 1 }, (_, i) => [first - 8 + i * step, step]);
  }
  const ends = [first - 32, first - 16, first - 8, first - 4, first - 2, first - 1, ...sorted];
  ends.push(last + 1, last + 2, last + 4, last + 8, last + 16, last + 32);
  const points: [number, number][] = [];
  for (let i = 1; i < ends.length; i++) {
    const low = ends[i - 1] as number;
    const high = ends[i] as number;
    const parts = Math.max(2, Math.ceil(Math.min(high - low, 4) / (4 * step)));
    for (let j = 0; j < parts; j++) {
      const half = (high - low) / (2 * parts);
      const middle = low + (2 * j + 1) * half;
      for (const [x, w] of LEGENDRE) points.push([middle + half * x, half * w]);
    }
  }
  return points;
}

/**
 * H_a(P || Q) = integral of (p - a q)_+ for every a, iid noise of the given law in every coordinate.
 *
 * One coordinate: to about 1e-13. More: quadrature over the others, `step` in units of the noise.
 */
export function hockeySticks(
  P: Mixture,
  Q: Mixture,
  noise: Noise,
  multipliers: readonly number[],
  step = 0.125,
): number[] {
  const law = noise.law === 'gaussian' ? gaussian : laplace;
  const scaled = (m: Mixture) => m.centres.map((c) => c.map((x) => x / noise.scale));
  const slice = (
    p: readonly number[],
    cp: readonly (readonly number[])[],
    q: readonly number[],
    cq: readonly (readonly number[])[],
  ): number[] => {
    const dimension = (cp[0] as readonly number[]).length;
    const coordinate = (c: readonly number[]) => c[dimension - 1] as number;
    if (dimension === 1)
      return line(noise.law, [p, cp.map(coordinate)], [q, cq.map(coordinate)], multipliers);
    const rest = (cs: readonly (readonly number[])[]) => cs.map((c) => c.slice(0, -1));
    const totals = multipliers.map(() => 0);
    for (const [x, w] of rule(noise.law, [...cp, ...cq].map(coordinate), step)) {
      const weigh = (weights: readonly number[], cs: readonly (readonly number[])[]) =>
        weights.map((v, i) => v * w * law.density(x - coordinate(cs[i] as readonly number[])));
      for (const [i, part] of slice(weigh(p, cp), rest(cp), weigh(q, cq), rest(cq)).entries())
        totals[i] = (totals[i] as number) + part;
    }
    return totals;
  };
  return slice(P.weights, scaled(P), Q.weights, scaled(Q));
}
