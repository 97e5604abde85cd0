import type { Draws } from '../../random/index.js';

const STARTS = 10;
const MOST_ROUNDS = 100;

/** Points cut in two: for each, 0 or 1. */
export interface Halves {
  readonly side: Uint8Array;
  /** sum of squared distances to the centres */
  readonly spread: number;
}

/**
 * 2-means: the best of several runs of Lloyd's iteration, each from centres drawn as k-means++ does.
 *
 * @param points  at least one, all of one length
 * @source Lloyd 1982; Arthur, Vassilvitskii 2007 (k-means++), recalled by content
 */
export function twoMeans(points: readonly Float64Array[], draws: Draws): Halves {
  let best: Halves | undefined;
  for (let start = 0; start < STARTS; start++) {
    const found = lloyd(points, startOf(points, draws));
    if (best === undefined || found.spread < best.spread) best = found;
  }
  return best as Halves;
}

type Centres = readonly [Float64Array, Float64Array];

/** A uniform point, and another with probability in proportion to its squared distance from the first. */
function startOf(points: readonly Float64Array[], draws: Draws): Centres {
  const first = points[draws.below(points.length)];
  const squares = points.map((point) => squaredDistance(point, first));
  let left = draws.unit() * squares.reduce((a, b) => a + b, 0);
  const second = squares.findIndex((square) => {
    left -= square;
    return left < 0;
  });
  return [first.slice(), points[second === -1 ? 0 : second].slice()];
}

function lloyd(points: readonly Float64Array[], centres: Centres): Halves {
  const side = new Uint8Array(points.length);
  for (let round = 0; ; round++) {
    let moved = round === 0;
    let spread = 0;
    points.forEach((point, i) => {
      const [zero, one] = [squaredDistance(point, centres[0]), squaredDistance(point, centres[1])];
      const nearer = one < zero ? 1 : 0;
      spread += Math.min(zero, one);
      moved ||= nearer !== side[i];
      side[i] = nearer;
    });
    if (!moved || round === MOST_ROUNDS) return { side, spread };
    for (const which of [0, 1] as const) toMean(centres[which], points, side, which);
  }
}

/** Moves a centre to the mean of its points; without any it stays where it is. */
function toMean(centre: Float64Array, points: readonly Float64Array[], side: Uint8Array, which: 0 | 1): void {
  const mine = points.filter((_, i) => side[i] === which);
  if (mine.length === 0) return;
  centre.fill(0);
  for (const point of mine) for (let j = 0; j < centre.length; j++) centre[j] += point[j] / mine.length;
}

export function squaredDistance(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let j = 0; j < a.length; j++) sum += (a[j] - b[j]) ** 2;
  return sum;
}
