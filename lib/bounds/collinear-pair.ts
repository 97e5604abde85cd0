import type { LossPair, Mass } from '../core/index.js';
import { binomialWeights, type Weights } from '../numerics/index.js';
import type { LocationFamily } from './location-family.js';
import { mixtureLogRatio, type Ratio } from './mixture-ratio.js';
import { mixtureTail } from './mixture-tail.js';
import { monotoneRoot, type Root } from './monotone-root.js';

/** A mixture of the shifts 0, t, 2t, ... of the noise law. */
export interface CollinearMixture {
  /** weights of the multiples of the shift */
  readonly hits: Weights;
  /** t, in noise units, >= 0 */
  readonly shift: number;
}

/** The law without any shift. */
export const UNSHIFTED: CollinearMixture = { hits: binomialWeights(0, 0), shift: 0 };

/**
 * The pair of collinear mixtures, to the right and to the left of 0,
 *
 *   P = sum_j v_j F_{j t},   Q = sum_i w_i F_{-i u}
 *
 * of shifts of one symmetric log-concave law F. It dominates every pair sum_j v_j F_{a_j},
 * sum_i w_i F_{a'_i} of vector shifts with |a_j - a'_i| <= j t + i u for all i, j
 * (L2 norm for Gaussian, L1 norm for Laplace noise). The pair with the roles exchanged is
 * collinearPair(family, left, right).
 *
 * L = ln dP/dQ is non-decreasing in the observation x, so tails of L are tails of x.
 *
 * @source derived here; for Q = F_0 the Gaussian case is in Choquette-Choo et al., arXiv:2310.15526
 * @proof proofs/collinear-pair.md
 */
export function collinearPair(
  family: LocationFamily,
  right: CollinearMixture,
  left: CollinearMixture = UNSHIFTED,
): LossPair {
  const {
    shift: t,
    hits: { pmf: v },
  } = right;
  const {
    shift: u,
    hits: { pmf: w },
  } = left;
  const reachRight = (v.length - 1) * t;
  const reachLeft = (w.length - 1) * u;
  const weightSlack = right.hits.slack + left.hits.slack;

  // ln dF_{-iu}/dF_0 at x equals ln dF_{iu}/dF_0 at -x: the law is symmetric.
  const loss = (x: number): Ratio => {
    const p = mixtureLogRatio(family, v, t, x);
    const q = mixtureLogRatio(family, w, u, -x);
    return {
      value: p.value - q.value,
      slope: p.slope + q.slope,
      error: p.error + q.error + weightSlack * Math.abs(p.value - q.value),
    };
  };
  const [lowest, highest] = lossRange(family, right, left, loss);

  const lone = v.length === 2 && w.length === 1;
  const locate = (l: number): Root => {
    if (lone) return loneThreshold(family, right, l);
    const start = startingPoint(family, right, left, l);
    let [lo, hi] = [Math.min(start, -reachLeft) - 1, Math.max(start, reachRight) + 1];
    while (loss(lo).value > l) lo = 2 * lo - hi;
    while (loss(hi).value < l) hi = 2 * hi - lo;
    return monotoneRoot(loss, l, lo, hi, start);
  };
  const beyond = ({ x, error }: Root): Mass => {
    const p = mixtureTail(family, v, t, x, error);
    const q = mixtureTail(family, w, -u, x, error);
    return { p: p.mass, q: q.mass, slack: Math.max(p.slack, q.slack) + weightSlack };
  };
  const before = ({ x, error }: Root): Mass => {
    const p = mixtureTail(family, v, -t, -x, error);
    const q = mixtureTail(family, w, u, -x, error);
    return { p: p.mass, q: q.mass, slack: Math.max(p.slack, q.slack) + weightSlack };
  };
  // Beyond the outermost centres the Laplace loss is constant: an atom at each end.
  const above = (l: number): Mass => {
    if (l >= highest) return NOTHING;
    return l < lowest ? EVERYTHING : beyond(l === lowest ? { x: -reachLeft, error: 0 } : locate(l));
  };
  const below = (l: number): Mass => {
    if (l <= lowest) return NOTHING;
    return l > highest ? EVERYTHING : before(l === highest ? { x: reachRight, error: 0 } : locate(l));
  };
  return {
    tie: NOTHING,
    infinity: 0,
    support: [lowest, highest],
    above,
    below,
    momentAbove: (order, l) => {
      if (l >= highest) return 0;
      // at most the integral of exp(order L) dQ = exp((order - 1) L) dP over {L > l}
      if (highest < Infinity) return Math.exp((order - 1) * highest + Math.log(above(l).p)) * (1 + 2 ** -30);
      const x = l < lowest ? -Infinity : locate(l).x;
      return gaussianMoment(family, right, left, order, x);
    },
  };
}

const NOTHING: Mass = { p: 0, q: 0, slack: 0 };
const EVERYTHING: Mass = { p: 1, q: 1, slack: 0 };

/** One shift against none: (1 - w) + w e^y = e^l at y = ln(1 + (e^l - 1)/w), solved by hand. */
function loneThreshold(family: LocationFamily, { hits, shift }: CollinearMixture, l: number): Root {
  const excess = Math.expm1(l) / hits.hit;
  const y = excess < 1e15 ? Math.log1p(excess) : l - Math.log(hits.hit);
  const x = family.threshold(y, shift);
  const doubt =
    (2 ** -51 + hits.slack) * (Math.abs(y) + (4 * Math.abs(excess)) / (1 + excess)) +
    2 / Math.max(1e15, excess);
  return { x, error: doubt / family.slope(x, shift) + 2 ** -51 * (Math.abs(x) + shift) };
}

function lossRange(
  family: LocationFamily,
  right: CollinearMixture,
  left: CollinearMixture,
  loss: (x: number) => Ratio,
): [number, number] {
  const reachRight = (right.hits.pmf.length - 1) * right.shift;
  const reachLeft = (left.hits.pmf.length - 1) * left.shift;
  if (family.name === 'laplace') return [loss(-reachLeft).value, loss(reachRight).value];
  // Far out the largest shift wins; without shifts on a side only the unshifted weight remains.
  const lowest = reachLeft > 0 ? -Infinity : Math.log(right.hits.miss);
  const highest = reachRight > 0 ? Infinity : -Math.log(left.hits.miss);
  return [lowest, highest];
}

/** The x of the pair in which all shifted mass sits at one shift; exact for one record and Q = F_0. */
function startingPoint(
  family: LocationFamily,
  right: CollinearMixture,
  left: CollinearMixture,
  l: number,
): number {
  const towards = (side: CollinearMixture, level: number): number => {
    if (!(side.shift > 0)) return 0;
    const inner = Math.log1p(Math.expm1(Math.min(level, 600)) / side.hits.hit);
    const x = family.threshold(inner, side.shift);
    return Number.isFinite(x) ? x : 0;
  };
  return left.shift > 0 && (l < 0 || !(right.shift > 0)) ? -towards(left, -l) : towards(right, l);
}

/**
 * integral over {x > X} of P^a Q^(1-a) <= sum_ij v_j w_i integral of F_{jt}^a F_{-iu}^(1-a): joint convexity.
 * For unit normals the term is exp(a (a-1) (jt + iu)^2 / 2) P(N(a jt + (a-1) iu, 1) > X).
 */
function gaussianMoment(
  family: LocationFamily,
  right: CollinearMixture,
  left: CollinearMixture,
  order: number,
  x: number,
): number {
  let sum = 0;
  right.hits.pmf.forEach((v, j) => {
    left.hits.pmf.forEach((w, i) => {
      const gap = j * right.shift + i * left.shift;
      const centre = order * j * right.shift + (order - 1) * i * left.shift;
      if (v * w > 0)
        sum += v * w * Math.exp((order * (order - 1) * gap * gap) / 2 + family.logTail(x - centre));
    });
  });
  return sum * (1 + 2 ** -30);
}
