import { type Dominating, dominating } from '../bounds/dominating.js';
import { type Basis, DIRECTIONS, type LossPair, type Mechanism, type RenyiCurve } from '../core/index.js';
import { above, integer } from '../numerics/index.js';
import { outermost } from './moments.js';

/** One cell of a pair: its end points and the P-mass that joining the profile by a chord puts there. */
interface ChordedPair {
  readonly loss: Float64Array;
  readonly mass: Float64Array;
  /** the last point, and the profile and the Q-mass there */
  readonly end: { readonly loss: number; readonly delta: number; readonly q: number };
  /** Q-mass below the first point */
  readonly below: number;
}

const POINTS_A_SIDE = 1500;
const SMALLEST = 1e-10;
const LARGEST_ORDER = 1e6;

/**
 * Renyi divergence of all releases at any real order a > 1, from the profile of the dominating pair:
 *
 *   D_a = T/(a - 1) ln(1 + E_Q[G(R)]),   G(R) = R^a - a R + a - 1 >= 0,
 *
 * R the likelihood ratio. G is convex, so chords of the profile bound E_Q[G(R)] from above; beyond the last
 * point the pair bounds what is left. This is the integral
 * a (a - 1) times (u^(a-2) H_u(P||Q) + u^(-a-1) H_u(Q||P)) over u > 1, summed without cancellation.
 *
 * @returns a curve on the upper side; Infinity where the moment overflows
 * @source Sason, Verdu 2016 for the integral (recalled by content); derived here
 * @proof proofs/renyi-curve.md
 */
export function renyiCurve(mechanism: Mechanism, basis: Basis): RenyiCurve<'upper'> {
  const chorded = new Map<string, ChordedPair>();
  const pairs = new Map<number, Dominating>();
  return {
    side: 'upper',
    adjacency: mechanism.adjacency,
    basis,
    maximalOrder: LARGEST_ORDER,
    at(order, poisons) {
      above(1, { order });
      integer(0, Number.MAX_SAFE_INTEGER, { poisons });
      if (poisons === 0) return 0;
      if (order > LARGEST_ORDER) return Infinity;
      const found = remembered(pairs, poisons, () => dominating(mechanism, poisons));
      const pair = found.kind === 'product' ? found.envelope : found;
      if (pair.kind === 'nothing') return Infinity;
      if (pair.kind === 'gaussian') return (order / 2) * pair.mu * pair.mu * (1 + 2 ** -50);
      const directions = pair.forward === pair.backward ? (['forward'] as const) : DIRECTIONS;
      const worst = directions.map((direction) => {
        const largest = 16 ** Math.ceil(Math.log2(order) / 4);
        const chords = remembered(chorded, `${poisons} ${direction} ${largest}`, () =>
          chordPair(pair[direction], largest),
        );
        return momentExcess(chords, pair[direction], order);
      });
      const divergence = (pair.copies * Math.log1p(Math.max(...worst))) / (order - 1);
      return divergence >= 0 ? divergence * (1 + 2 ** -40) : Infinity;
    },
  };
}

/** Chords over points that are dense near 0 and reach to where moments up to the given order have decayed. */
function chordPair(pair: LossPair, order: number): ChordedPair {
  const right = outermost((l) => Math.min(1, pair.momentAbove(order, l)), 1e-30);
  const left = outermost((l) => pair.below(-l).q, 1e-30);
  const points = [
    ...logSpaced(left)
      .reverse()
      .map((l) => -l),
    0,
    ...logSpaced(right),
  ];
  const loss = Float64Array.from(points);
  const mass = new Float64Array(loss.length);
  for (let i = 0; i + 1 < loss.length; i++) {
    const [from, to] = [loss[i] as number, loss[i + 1] as number];
    const right = from >= 0;
    const [inner, outer] = right ? [pair.above(from), pair.above(to)] : [pair.below(to), pair.below(from)];
    const [slack, ratio] = [2 * Math.max(inner.slack, outer.slack) + 2 ** -50, Math.exp(from)];
    const p = Math.max(0, inner.p - outer.p) + slack * inner.p;
    const q = Math.max(0, inner.q - outer.q);
    // G falls up to 0 and rises after it: round the share of the far end up
    const share =
      (p - ratio * q + (right ? 1 : -1) * slack * (inner.p + ratio * inner.q)) / -Math.expm1(from - to);
    const top = Math.min(p, Math.max(0, share));
    mass[i] = (mass[i] as number) + p - top;
    mass[i + 1] = (mass[i + 1] as number) + top;
  }
  const last = loss.at(-1) ?? 0;
  const tail = pair.above(last);
  const delta = Math.max(0, tail.p * (1 + tail.slack) - Math.exp(last) * tail.q * (1 - tail.slack));
  return { loss, mass, end: { loss: last, delta, q: tail.q }, below: pair.below(loss[0] ?? 0).q };
}

/** E_Q[G(R)], rounded up: the chords, the tangent at the last point, what the pair says lies beyond, G(0) = a - 1. */
function momentExcess({ loss, mass, end, below }: ChordedPair, pair: LossPair, order: number): number {
  let sum = (order - 1) * below;
  for (let i = 0; i < loss.length; i++) sum += weightedG(mass[i] as number, loss[i] as number, order);
  sum += weightedG(end.q * Math.exp(end.loss), end.loss, order);
  // G'(R) = a (R^(a-1) - 1)
  if (end.delta > 0) sum += order * Math.exp((order - 1) * end.loss + Math.log(end.delta));
  sum += pair.momentAbove(order, end.loss);
  return sum * (1 + 2 ** -36);
}

/** mass G(R)/R at R = e^l; far out in logarithms, where e^((a-1) l) may overflow and the mass nearly vanish */
function weightedG(mass: number, l: number, order: number): number {
  if (!(mass > 0)) return 0;
  return (order - 1) * l < 300 ? mass * scaledG(l, order) : Math.exp((order - 1) * l + Math.log(mass));
}

/** G(R)/R = e^((a-1) l) - a + (a - 1) e^-l at R = e^l, without cancellation near l = 0. */
function scaledG(l: number, order: number): number {
  const b = order - 1;
  if (Math.abs(order * l) < 1e-3)
    return b * l * l * (order / 2 + ((b * b - 1) * l) / 6 + ((b * b * b + 1) * l * l) / 20);
  return Math.expm1(b * l) + b * Math.expm1(-l);
}

function logSpaced(end: number): number[] {
  const ratio = (end / SMALLEST) ** (1 / POINTS_A_SIDE);
  return Array.from({ length: POINTS_A_SIDE + 1 }, (_, i) => SMALLEST * ratio ** i);
}

function remembered<K, V>(known: Map<K, V>, key: K, make: () => V): V {
  let value = known.get(key);
  if (value === undefined) {
    value = make();
    known.set(key, value);
  }
  return value;
}
