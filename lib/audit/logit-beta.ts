const POINTS = 1 << 13;
const SMALLEST = 50; // the density is followed down to e^-50 of its peak

/** The law of ln(x / (1 - x)) for x ~ Beta(a, b), on a grid: accurate to about 1e-9, not enclosed. */
export interface LogitBeta {
  /** ascending, equally spaced */
  readonly logits: Float64Array;
  /** probability weight of each; sums to 1 */
  readonly weights: Float64Array;
  /** P(x <= y) from ln(y / (1 - y)) */
  below(logit: number): number;
}

/** x = 1/(1 + e^-t) and 1 - x, neither by a difference. */
export function fromLogit(t: number): { x: number; rest: number } {
  return { x: 1 / (1 + Math.exp(-t)), rest: 1 / (1 + Math.exp(t)) };
}

/** ln(1 + e^t) */
function softplus(t: number): number {
  return Math.max(t, 0) + Math.log1p(Math.exp(-Math.abs(t)));
}

/** Where a concave function with its peak at `peak` has fallen by SMALLEST; `sign` is the side. */
function reach(log: (t: number) => number, peak: number, sign: number): number {
  const least = log(peak) - SMALLEST;
  let step = 1e-3;
  while (log(peak + sign * step) > least) step *= 1.5;
  return peak + sign * step;
}

/**
 * In t = ln(x / (1 - x)) the density of Beta(a, b) is proportional to e^(a t) / (1 + e^t)^(a + b): smooth, and falling
 * exponentially on both sides, so that the trapezoid rule gives its total to rounding. Sums up to a point have the
 * first correction of Euler and Maclaurin.
 *
 * @param a  > 0
 * @param b  > 0
 */
export function logitBeta(a: number, b: number): LogitBeta {
  const log = (t: number) => a * t - (a + b) * softplus(t);
  const slope = (t: number) => a - (a + b) * fromLogit(t).x;
  const peak = Math.log(a / b);
  const [from, to] = [reach(log, peak, -1), reach(log, peak, 1)];
  const step = (to - from) / (POINTS - 1);
  const logits = Float64Array.from({ length: POINTS }, (_, i) => from + i * step);
  const density = logits.map((t) => Math.exp(log(t) - log(peak)));
  const total = density.reduce((sum, f) => sum + f, 0) * step;
  const upTo = new Float64Array(POINTS);
  for (let i = 1; i < POINTS; i++) upTo[i] = upTo[i - 1] + (step * (density[i - 1] + density[i])) / 2;
  const corrected = (i: number) => upTo[i] - (step * step * slope(logits[i]) * density[i]) / 12;
  return {
    logits,
    weights: density.map((f) => (f * step) / total),
    below(logit) {
      const i = Math.floor((logit - from) / step);
      if (!(i >= 0)) return 0;
      if (i >= POINTS - 1) return 1;
      return Math.min(1, Math.max(0, hermite(i, (logit - from) / step - i) / total));
    },
  };

  /** Cubic through the sums at both ends of cell i with the densities as slopes. */
  function hermite(i: number, u: number): number {
    const [p, q] = [corrected(i), corrected(i + 1)];
    const [f, g] = [density[i] * step, density[i + 1] * step];
    const rise = q - p;
    return p + u * (f + u * (3 * rise - 2 * f - g + u * (f + g - 2 * rise)));
  }
}
