import { type Dominating, dominating } from '../bounds/dominating.js';
import { exchanged } from '../bounds/mirrored-pair.js';
import { pureEpsilon } from '../bounds/pure-epsilon.js';
import {
  type Basis,
  DIRECTIONS,
  type LossPair,
  type Mass,
  type Mechanism,
  type RenyiCurve,
} from '../core/index.js';
import { above, integer, remembered } from '../numerics/index.js';
import { outermost } from './moments.js';

/**
 * A pair with its profile joined by chords: masses at points, under P right of 0 and under Q left of it, so that
 * neither underflows. The losses of both are given by their size.
 */
interface ChordedPair {
  readonly right: Points;
  readonly left: Points;
  /** the last point, the profile there, and e^l times the Q-mass beyond, rounded up */
  readonly end: { readonly loss: number; readonly delta: number; readonly mass: number };
  /** Q-mass below the first point */
  readonly below: number;
}

interface Points {
  readonly loss: Float64Array;
  readonly mass: Float64Array;
}

const POINTS_A_SIDE = 1500;
/** The smallest loss looked at, as a share of the largest: what is nearer to 0 hardly counts. */
const NEAREST = 1e-8;
const LARGEST_ORDER = 1e6;
/** Below this order times loss a few terms of a series do. */
const SMALL = 1e-3;
/** From this loss on the other law's mass underflows and is left out of account. */
const STEEPEST = 700;

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
      const known = remembered(pairs, poisons, () => dominating(mechanism, poisons));
      const pair = known.kind === 'product' ? known.envelope : known;
      if (pair.kind === 'nothing') return Infinity;
      if (pair.kind === 'gaussian') return (order / 2) * pair.mu * pair.mu * (1 + 2 ** -50);
      const directions = pair.forward === pair.backward ? (['forward'] as const) : DIRECTIONS;
      const worst = directions.map((direction) => {
        const largest = 16 ** Math.ceil(Math.log2(order) / 4);
        const found = remembered(chorded, `${poisons} ${direction} ${largest}`, () =>
          chordPair(pair[direction], largest),
        );
        return momentExcess(found, pair[direction], order);
      });
      const divergence = (pair.copies * Math.log1p(Math.max(...worst))) / (order - 1);
      // never more than the pure epsilon, the divergence of infinite order
      return divergence >= 0
        ? Math.min(divergence * (1 + 2 ** -40), pureEpsilon(mechanism, poisons))
        : Infinity;
    },
  };
}

/** Chords over points that are dense near 0 and reach to where moments up to the given order have decayed. */
function chordPair(pair: LossPair, order: number): ChordedPair {
  const decayed = outermost((l) => Math.min(1, pair.momentAbove(order, l)), 1e-30);
  // past the smallest Q-mass that is still a normal number the pair's own bound takes over
  const seen = outermost((l) => pair.above(l).q, 1e-280);
  const right = chords((l) => pair.above(l), Math.min(decayed, seen));
  const left = chords(
    (l) => exchanged(pair.below(-l)),
    outermost((l) => pair.below(-l).q, 1e-30),
  );
  const last = right.loss.at(-1) ?? 0;
  const { p, q, slack } = pair.above(last);
  const most = p * (1 + slack);
  const steep = last >= STEEPEST;
  const end = {
    loss: last,
    delta: steep ? most : Math.max(0, most - Math.exp(last) * q * (1 - slack)),
    mass: steep ? most : Math.exp(last) * q * (1 + slack),
  };
  const lowest = pair.below(-(left.loss.at(-1) ?? 0));
  return { right, left, end, below: lowest.q * (1 + lowest.slack) };
}

/**
 * Mass at the points 0 < l_1 < ... under the law that is the larger one there; the share at the far end of a cell is
 * rounded up, where G is larger. From p = p_near + p_far and q = p_near e^-near + p_far e^-far.
 *
 * @param tail  mass of losses beyond l; `p` is that of the larger law
 */
function chords(tail: (l: number) => Mass, reach: number): Points {
  const loss = Float64Array.of(0, ...logSpaced(reach));
  const mass = new Float64Array(loss.length);
  let inner = tail(0);
  for (let i = 0; i + 1 < loss.length; i++) {
    const near = loss[i] as number;
    const far = loss[i + 1] as number;
    const outer = tail(far);
    const slack = 2 * Math.max(inner.slack, outer.slack) + 2 ** -50;
    const p = Math.max(0, inner.p - outer.p) + slack * inner.p;
    const q = Math.max(0, inner.q - outer.q - slack * inner.q);
    const away = near < STEEPEST ? (p - Math.exp(near) * q) / -Math.expm1(near - far) : p;
    const share = Math.min(p, Math.max(0, away * (1 + 2 ** -48)));
    mass[i] = (mass[i] as number) + p - share;
    mass[i + 1] = (mass[i + 1] as number) + share;
    inner = outer;
  }
  return { loss, mass };
}

/**
 * E_Q[G(R)], rounded up: the chords, the tangent at the last point with slope G'(R) <= a R^(a-1), what the pair says
 * lies beyond, and G <= G(0) = a - 1 below the first point.
 */
function momentExcess({ right, left, end, below }: ChordedPair, pair: LossPair, order: number): number {
  let sum = (order - 1) * below;
  for (let i = 1; i < left.loss.length; i++)
    sum += (left.mass[i] as number) * momentGap(-(left.loss[i] as number), order);
  for (let i = 1; i < right.loss.length; i++)
    sum += weighted(right.mass[i] as number, right.loss[i] as number, order);
  sum += weighted(end.mass, end.loss, order);
  if (end.delta > 0) sum += order * Math.exp((order - 1) * end.loss + Math.log(end.delta));
  sum += pair.momentAbove(order, end.loss);
  return sum >= 0 ? sum * (1 + 2 ** -36) : Infinity;
}

/** mass G(R)/R at R = e^l, l > 0; far out in logarithms, where e^((a-1) l) may overflow and the mass nearly vanish. */
function weighted(mass: number, l: number, order: number): number {
  const b = order - 1;
  if (mass === 0) return 0;
  if (b * l >= 300) return Math.exp(b * l + Math.log(mass));
  return (
    mass * (order * l < SMALL ? momentGap(l, order) * Math.exp(-l) : Math.expm1(b * l) + b * Math.expm1(-l))
  );
}

/**
 * G(R) = R^a - a R + a - 1 at R = e^l: near l = 0 the sum over m >= 2 of (a^m - a) l^m / m!. Elsewhere both terms
 * carry a - 1, so that nothing is lost at orders close to 1.
 */
function momentGap(l: number, order: number): number {
  const b = order - 1;
  if (Math.abs(order * l) < SMALL)
    return (
      order * l * l * (b / 2 + (b * (order + 1) * l) / 6 + (b * (order * order + order + 1) * l * l) / 20)
    );
  return Math.exp(l) * Math.expm1(b * l) - b * Math.expm1(l);
}

function logSpaced(end: number): number[] {
  return Array.from({ length: POINTS_A_SIDE + 1 }, (_, i) => end * NEAREST ** (1 - i / POINTS_A_SIDE));
}
