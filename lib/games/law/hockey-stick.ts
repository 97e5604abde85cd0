import type { GridSum } from './grid-sum.js';

/** delta as a function of epsilon, of masses on points, with what it may be off by. */
export interface HockeyStick {
  /** sum of P_i (1 - e^(l - l_i)) over the points beyond l */
  at(l: number): number;
  /** bound on the error of every value, what has wrapped around into the window included */
  readonly error: number;
  /** bound on what the mass outside of the window would add */
  readonly escaped: number;
  /** losses of the points, ascending, and the values there */
  readonly loss: Float64Array;
  readonly value: Float64Array;
}

/**
 * H_a(P||Q) at a = e^l where Q = e^-loss P: the masses are those of P. For masses of the other law Q the loss is
 * counted backwards, and so are the points: sign -1.
 */
export function hockeyStick(
  { origin, step, first, mass, error, escaped }: GridSum,
  sign: 1 | -1,
): HockeyStick {
  const count = mass.length;
  const loss = new Float64Array(count);
  const value = new Float64Array(count);
  const [keep, fall] = [Math.exp(-step), -Math.expm1(-step)];
  let ratios = 0; // sum over j >= i of P_j e^(l_i - l_j)
  for (let i = count - 1; i >= 0; i--) {
    const at = sign > 0 ? i : count - 1 - i;
    loss[i] = sign * (origin + (first + at) * step);
    if (i < count - 1) value[i] = value[i + 1] + fall * ratios;
    ratios = mass[at] + keep * ratios;
  }
  const width = Math.expm1(step);
  return {
    loss,
    value,
    // weights are at most 1; sums of positive terms round
    error: error * Math.sqrt(count) + escaped + count * 2 ** -50,
    escaped,
    at: (l) => {
      const i = Math.floor((l - loss[0]) / step);
      if (!(i >= 0)) return value[0];
      if (i >= count - 1) return 0;
      // between points it is linear in e^l
      const share = Math.min(1, Math.max(0, Math.expm1(l - loss[i]) / width));
      return value[i] + share * (value[i + 1] - value[i]);
    },
  };
}
