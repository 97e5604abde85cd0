import { type GridLaw, type GridWindow, gridSum } from './grid-sum.js';
import { logMoment } from './window.js';

/** delta as a function of epsilon, of masses on points, with what it may be off by. */
export interface HockeyStick {
  /** sum of P_i (1 - e^(l - l_i)) over the points beyond l */
  at(l: number): number;
  /** bound on the absolute error of at(l), what lies outside of the window or has wrapped around into it included */
  error(l: number): number;
  /** bound on its relative error from rounding */
  readonly rounding: number;
  /** losses of the points, ascending */
  readonly loss: Float64Array;
}

/**
 * H_a(P||Q) of T copies at a = e^l, where Q = e^-loss P and the masses are those of P, computed under an exponential
 * tilt: with f_i = P_i e^(theta l_i)/M and g its T-fold convolution, the masses of T copies are g_i e^(T ln M - theta l_i).
 * So errors of g count less the larger l is.
 *
 * @proof proofs/pair-enclosure.md
 */
export function hockeyStick(law: GridLaw, copies: number, tilt: number, window: GridWindow): HockeyStick {
  const { step, first, mass } = law;
  const places = mass.map((_, i) => (first + i) * step);
  const logM = logMoment(places, mass, tilt);
  const tilted = mass.map((m, i) => (m > 0 ? m * Math.exp(tilt * places[i] - logM) : 0));
  const sum = gridSum({ ...law, mass: tilted }, copies, window);
  const scale = copies * logM;
  const factor = (place: number): number => Math.exp(Math.min(700, scale - tilt * place));

  const count = sum.mass.length;
  const loss = new Float64Array(count);
  const value = new Float64Array(count);
  const [keep, fall] = [Math.exp(-step), -Math.expm1(-step)];
  let ratios = 0; // sum over j >= i of P_j e^(l_i - l_j)
  for (let i = count - 1; i >= 0; i--) {
    const place = (sum.first + i) * step;
    loss[i] = sum.origin + place;
    if (i < count - 1) value[i] = value[i + 1] + fall * ratios;
    ratios = sum.mass[i] * factor(place) + keep * ratios;
  }
  const width = Math.expm1(step);
  const reach = Math.max(Math.abs(places[0]), Math.abs(places[places.length - 1]));
  const farthest = Math.max(Math.abs(sum.first), Math.abs(sum.first + count)) * step;
  const doubt =
    copies * (8 + 2 * tilt * reach + 2 * Math.abs(logM)) + mass.length + count + 2 * tilt * farthest;
  return {
    loss,
    rounding: doubt * 2 ** -51,
    // by Cauchy-Schwarz, as weights are at most `factor`; the tilted mass outside of the window counts there and where it wraps to
    error: (l) => (sum.error * Math.sqrt(count) + 2 * sum.escaped) * factor(l - sum.origin) * (1 + 2 ** -20),
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
