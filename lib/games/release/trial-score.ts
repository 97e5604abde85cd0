import { epochsOf, type Mixup } from '../../core/index.js';
import { type GamePair, logRatioOf, ratioOf } from '../pair.js';
import { epochShape, logEpochLikelihood } from './epoch-score.js';

/** Score of one trial: of its T observations, in noise units. */
export type TrialScore = (xs: Float64Array) => number;

/**
 * The log-likelihood ratio of the T observations of a trial, present against absent: where groups are independent
 * the sum of the losses of the releases; else the sum over epochs of the log-likelihood ratio of an epoch, whose
 * arrangement is not known to whoever sees the release.
 *
 * @param lattice  observations are whole numbers over this, if given; it only saves time
 */
export function trialScore(pair: GamePair, mechanism: Mixup, poisons: number, lattice?: number): TrialScore {
  const { design, n, k, releases } = mechanism;
  if (design === 'subsets' || design === 'poisson') {
    return lattice === undefined ? productScore(pair) : sumOf(tabulatedLoss(pair, lattice));
  }
  const length = releases / epochsOf(mechanism);
  const shape = epochShape(design, n, k, poisons);
  const likelihood = (shift: number, epoch: Float64Array): number =>
    logEpochLikelihood(shape, pair.family, shift, epoch);
  const { present, absent } = pair;
  // the law is symmetric: a shift to the left is one to the right of the mirrored observation
  const mirrored = (epoch: Float64Array): number =>
    likelihood(
      absent.shift,
      epoch.map((x) => -x),
    );
  const unshifted = likelihood(0, new Float64Array(length));
  return (xs) => {
    let score = 0;
    for (let at = 0; at < xs.length; at += length) {
      const epoch = xs.subarray(at, at + length);
      score += likelihood(present.shift, epoch) - (absent.shift > 0 ? mirrored(epoch) : unshifted);
    }
    return score;
  };
}

function sumOf(loss: (x: number) => number): TrialScore {
  return (xs) => {
    let sum = 0;
    for (let t = 0; t < xs.length; t += 1) sum += loss(xs[t]);
    return sum;
  };
}

/** The same as sumOf(logRatioOf(pair)), up to rounding: likelihood ratios are multiplied, one logarithm is taken. */
function productScore(pair: GamePair): TrialScore {
  const [ratio, loss] = [ratioOf(pair), logRatioOf(pair)];
  return (xs) => {
    let sum = 0;
    let product = 1;
    for (let t = 0; t < xs.length; t += 1) {
      const next = product * ratio(xs[t]);
      if (next > SMALLEST && next < LARGEST) product = next;
      else {
        sum += Math.log(product) + loss(xs[t]);
        product = 1;
      }
    }
    return sum + Math.log(product);
  };
}

const SMALLEST = 2 ** -900;
const LARGEST = 2 ** 900;

/** Noise units about the outermost shifts in which nearly all observations lie. */
const REACH = 10;
const MOST_ENTRIES = 2 ** 20;

function largestShift({ present, absent }: GamePair): number {
  const reach = ({ hits, shift }: GamePair['present']): number => (hits.pmf.length - 1) * shift;
  return Math.max(reach(present), reach(absent));
}

/** logRatioOf(pair) at whole numbers over `lattice`: looked up, where they are not far out. */
export function tabulatedLoss(pair: GamePair, lattice: number): (x: number) => number {
  const loss = logRatioOf(pair);
  const most = Math.min(Math.ceil((REACH + largestShift(pair)) * lattice), MOST_ENTRIES);
  const table = Float64Array.from({ length: 2 * most + 1 }, (_, i) => loss((i - most) / lattice));
  return (x) => {
    const place = Math.floor(x * lattice + most + 0.5);
    return place >= 0 && place < table.length ? table[place] : loss(x);
  };
}
