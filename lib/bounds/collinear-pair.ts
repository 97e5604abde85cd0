import type { LossPair, Mass } from '../core/index.js';
import { binomialWeights, type Weights } from '../numerics/index.js';
import { type BoundedLoss, hitLoss } from './hit-loss.js';
import { logExponentialMoment } from './largest-loss.js';
import { LAPLACE, type LocationFamily } from './location-family.js';
import { exchanged, NOTHING } from './mirrored-pair.js';
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
  const { shift: t, hits: v } = right;
  const { shift: u, hits: w } = left;
  const reachRight = reach(right);
  const reachLeft = reach(left);

  // ln dF_{-iu}/dF_0 at x equals ln dF_{iu}/dF_0 at -x: the law is symmetric.
  const loss = (x: number): Ratio => {
    const p = mixtureLogRatio(family, v, t, x);
    const q = mixtureLogRatio(family, w, u, -x);
    const value = p.value - q.value;
    return { value, slope: p.slope + q.slope, error: p.error + q.error + 2 ** -53 * Math.abs(value) };
  };
  const { lowest, highest, support } = lossRange(family, right, left, loss);

  const lone = v.pmf.length === 2 && w.pmf.length === 1;
  // a posterior mean of shifts changes with x by their variance, which is at most the mean times the largest
  const bend = family.name === 'gaussian' ? Math.max(reachRight, reachLeft) : Infinity;
  const locate = (l: number): Root => {
    if (lone) return loneThreshold(family, right, l);
    const start = startingPoint(family, right, left, l);
    let [lo, hi] = [Math.min(start, -reachLeft) - 1, Math.max(start, reachRight) + 1];
    for (let i = 0; i < DOUBLINGS && loss(lo).value > l; i++) lo = 2 * lo - hi;
    for (let i = 0; i < DOUBLINGS && loss(hi).value < l; i++) hi = 2 * hi - lo;
    return monotoneRoot(loss, l, bend, lo, hi, start);
  };
  const beyond = ({ x, error, displaced }: Root): Mass => {
    const p = mixtureTail(family, v, t, x, error);
    const q = mixtureTail(family, w, -u, x, error);
    return { p: p.mass, q: q.mass, slack: Math.max(p.slack, q.slack) + displaced };
  };
  const before = ({ x, error, displaced }: Root): Mass => {
    const p = mixtureTail(family, v, -t, -x, error);
    const q = mixtureTail(family, w, u, -x, error);
    return { p: p.mass, q: q.mass, slack: Math.max(p.slack, q.slack) + displaced };
  };
  // Beyond the outermost centres the Laplace loss is constant: an atom at each end. As far as its place is
  // known it is counted above the highest and not below the lowest l.
  const atoms = family.name === 'laplace';
  const rootOf = (l: number): Root => {
    if (atoms && l >= highest.value - highest.error) return exactly(reachRight);
    return atoms && l <= lowest.value + lowest.error ? exactly(-reachLeft) : locate(l);
  };
  const above = (l: number): Mass => {
    if (l > highest.value + highest.error) return l < support[1] ? dropped(v) : NOTHING;
    return l < lowest.value - lowest.error ? EVERYTHING : beyond(rootOf(l));
  };
  const below = (l: number): Mass => {
    if (l < lowest.value - lowest.error) return l > support[0] ? exchanged(dropped(w)) : NOTHING;
    if (atoms && l <= lowest.value + lowest.error) return NOTHING;
    return l > highest.value + highest.error ? EVERYTHING : before(rootOf(l));
  };
  return {
    tie: NOTHING,
    infinity: 0,
    support,
    above,
    below,
    momentAbove: (order, l) => {
      if (l >= support[1]) return 0;
      // at most the integral of exp(order L) dQ = exp((order - 1) L) dP over {L > l}
      if (support[1] < Infinity) {
        const { p, slack } = above(l);
        return p > 0 ? Math.exp((order - 1) * support[1] + Math.log(p * (1 + slack))) * (1 + 2 ** -30) : 0;
      }
      if (l < lowest.value) return gaussianMoment(family, right, left, order, -Infinity);
      const { x, error } = locate(l);
      return Math.min(
        gaussianMoment(family, right, left, order, x - error),
        rareMoment(family, right, left, order, x - error),
      );
    },
  };
}

const EVERYTHING: Mass = { p: 1, q: 1, slack: 0 };
const DOUBLINGS = 60;

/** The largest shift of a mixture. */
function reach({ hits, shift }: CollinearMixture): number {
  return (hits.pmf.length - 1) * shift;
}

/** P-mass of weights given as 0: between 0 and twice what is stated. */
function dropped(weights: Weights): Mass {
  return { p: weights.dropped, q: 0, slack: weights.dropped > 0 ? 1 : 0 };
}

/** One shift against none, solved by hand. */
function loneThreshold(family: LocationFamily, { hits, shift }: CollinearMixture, l: number): Root {
  const { value, error } = hitLoss(l, hits);
  const largest = family.largestLoss(shift);
  const x = family.threshold(Math.max(-largest, Math.min(value, largest)), shift);
  const known = error / family.slope(shift / 2, shift);
  const spacing = 2 ** -51 * (Math.abs(x) + shift);
  if (known < 2 ** -10) return { x, error: known + spacing, displaced: 0 };
  // close to ln(1 - w) nearly all of x has that loss, up to the errors of e^l and of w
  const displaced = 4 * (2 ** -50 + hits.slack) * Math.abs(l);
  return { x, error: x === -Infinity ? 0 : spacing, displaced };
}

function exactly(x: number): Root {
  return { x, error: 0, displaced: 0 };
}

interface LossRange {
  /** infimum and supremum, with the error they are known to; what weights drop is left out */
  readonly lowest: BoundedLoss;
  readonly highest: BoundedLoss;
  /** the same rounded outwards, dropped weights included */
  readonly support: readonly [number, number];
}

function lossRange(
  family: LocationFamily,
  right: CollinearMixture,
  left: CollinearMixture,
  loss: (x: number) => Ratio,
): LossRange {
  if (family.name === 'gaussian') {
    const [low, high] = [limit(left, right.hits), limit(right, left.hits)];
    const outer = (value: number, error: number): number => (value + 2 * error) * (1 + 2 ** -50);
    return {
      lowest: { value: -low, error: right.hits.slack },
      highest: { value: high, error: left.hits.slack },
      support: [-outer(low, right.hits.slack), outer(high, left.hits.slack)],
    };
  }
  const [lowest, highest] = [loss(-reach(left)), loss(reach(right))];
  return { lowest, highest, support: [-outermost(left, right), outermost(right, left)] };
}

/** ln of the largest ratio of two Laplace mixtures: where x is beyond all centres of the first. Rounded up. */
function outermost(own: CollinearMixture, other: CollinearMixture): number {
  const against = mixtureLogRatio(LAPLACE, other.hits, other.shift, -reach(own));
  return (logExponentialMoment(own.hits, own.shift) - against.value + 2 * against.error) * (1 + 2 ** -50);
}

/** Supremum of the Gaussian loss on one side: Infinity, or -ln of the unshifted weight of the other law. */
function limit(side: CollinearMixture, other: Weights): number {
  return reach(side) > 0 ? Infinity : -Math.log(other.miss) * (1 + 2 ** -50);
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
  // of what weights drop, at most all of it at the largest distance
  const dropped = right.hits.dropped + left.hits.dropped;
  const farthest = (order * (order - 1) * (reach(right) + reach(left)) ** 2) / 2;
  let sum = dropped > 0 ? Math.exp(Math.log(dropped) + farthest) : 0;
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

/**
 * The same integral where hits are rare: Q >= w_0 F_0, and P = (v_0 + (1 - v_0) M) F_0 with M the ratio of a hit; past
 * X the factor before F_0 is at most its share of M at X times M. So the integral is at most
 * w_0^(1-a) (R_X/M_X)^a sum_{j>=1} v_j/(1 - v_0) E_{F_0}[(dF_{jt}/dF_0)^a; x > X].
 */
function rareMoment(
  family: LocationFamily,
  right: CollinearMixture,
  left: CollinearMixture,
  order: number,
  x: number,
): number {
  const { hits, shift } = right;
  if (!(hits.miss > 0 && hits.hit > 0 && left.hits.miss > 0) || hits.dropped > 0 || left.hits.dropped > 0)
    return Infinity;
  const ratio = mixtureLogRatio(family, hits, shift, x);
  const hit = hitLoss(ratio.value - ratio.error, hits);
  const growth =
    order * (ratio.value + ratio.error - hit.value + hit.error) + (1 - order) * Math.log(left.hits.miss);
  let sum = 0;
  for (let j = 1; j < hits.pmf.length; j++) {
    const gap = j * shift;
    const exponent = growth + (order * (order - 1) * gap * gap) / 2 + family.logTail(x - order * gap);
    if ((hits.pmf[j] as number) > 0) sum += ((hits.pmf[j] as number) / hits.hit) * Math.exp(exponent);
  }
  return sum * (1 + 2 ** -30);
}
