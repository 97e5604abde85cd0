import type { Worlds } from '../../audit/index.js';
import { checkWorlds } from '../../audit/index.js';
import type { Roc, ScoreHistogram } from '../../core/index.js';

/** Steps of the log-odds of a rate between two points of a measured curve that are both kept. */
const LOGIT_STEP = 0.05;
/** Share of all scores beyond either end of a histogram. */
const BEYOND = 5e-5;
const BINS = 60;

/**
 * Error rates of the tests 'present where score >= threshold', over all thresholds: false positives ascending,
 * from (0, 1) to (1, 0). Thinned for a picture: of many points alike in both log-odds one is kept.
 *
 * @returns pairs (false positive rate, false negative rate)
 */
export function measuredRoc(worlds: Worlds): Roc['measured'] {
  checkWorlds(worlds);
  const absent = worlds.absent.toSorted();
  const present = worlds.present.toSorted();
  const points: (readonly [number, number])[] = [[0, 1]];
  let i = absent.length;
  let j = present.length;
  let place = '';
  while (i > 0 || j > 0) {
    const threshold = Math.max(absent[i - 1] ?? -Infinity, present[j - 1] ?? -Infinity);
    while (i > 0 && absent[i - 1] >= threshold) i--;
    while (j > 0 && present[j - 1] >= threshold) j--;
    const point = [1 - i / absent.length, j / present.length] as const;
    const next = point.map((rate) => Math.round(logit(rate) / LOGIT_STEP)).join();
    if (next !== place || (i === 0 && j === 0)) points.push(point);
    place = next;
  }
  return points;
}

const logit = (rate: number): number => Math.log(rate) - Math.log1p(-rate);

/** Type I errors that a curve of theory is drawn at: even in log-odds, from 1e-6 to 1 - 1e-6. */
export function curveTypeOnes(count = 121): readonly number[] {
  const end = logit(1 - 1e-6);
  return Array.from({ length: count }, (_, i) => 1 / (1 + Math.exp(end - (2 * end * i) / (count - 1))));
}

/**
 * Edges of bins that hold nearly all scores of both worlds: of width 1 about the whole numbers where these are few,
 * otherwise 60 of one width. Scores that are infinite have no place.
 */
export function histogramEdges({ absent, present }: Worlds): readonly number[] {
  const all = Float64Array.from([...absent, ...present].filter(Number.isFinite)).sort();
  const low = all[Math.floor(BEYOND * all.length)] ?? 0;
  const high = all[Math.ceil((1 - BEYOND) * all.length) - 1] ?? 0;
  if (high - low <= 2 * BINS && all.every(Number.isInteger))
    return Array.from({ length: high - low + 2 }, (_, i) => low - 0.5 + i);
  if (!(high > low)) return [low - 0.5, low + 0.5];
  return Array.from({ length: BINS + 1 }, (_, i) => low + ((high - low) * i) / BINS);
}

/** Share of the trials of a world in each bin (e_i, e_i+1]. */
export function measuredHistogram(
  world: ScoreHistogram['world'],
  scores: Float64Array,
  edges: readonly number[],
): ScoreHistogram {
  const sorted = scores.toSorted();
  const counts: number[] = [];
  let i = 0;
  for (const [bin, edge] of edges.entries()) {
    const before = i;
    while (i < sorted.length && sorted[i] <= edge) i++;
    if (bin > 0) counts.push((i - before) / sorted.length);
  }
  return { world, edges, measured: counts };
}
