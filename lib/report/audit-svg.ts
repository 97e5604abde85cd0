import type { AuditDocument, GameName, Roc, ScoreHistogram } from '../core/audit.js';
import type { Mechanism } from '../core/mechanism.js';
import { type Chart, type Series, toSvg } from './svg.js';

/** A picture that says that there is none: an empty file would look like a fault. */
const EMPTY: Chart = {
  title: 'This audit kept no scores to draw',
  x: '',
  y: '',
  scale: 'linear',
  series: [],
};

/** Positions in the palette: without the canary, with it, what was measured, what is exact, what is ruled out. */
const ABSENT = 0;
const PRESENT = 1;
const MEASURED = 1;
const EXACT = 6;
const BOUND = 7;

/**
 * An audit drawn: error rates as measured beside the exact trade-off curve of the pair and beside what the bound
 * rules out, on axes that show tails and bulk alike; below it the scores of both worlds beside their laws.
 */
export function auditSvg(document: AuditDocument): string {
  const { roc, histograms = [] } = document;
  const charts = [
    ...(roc === undefined ? [] : [rocChart(roc, document)]),
    ...(histograms.length === 0
      ? []
      : [scoreChart(histograms, SCORES[document.game]), tailChart(histograms)]),
  ];
  return toSvg(charts.length === 0 ? [EMPTY] : charts);
}

function rocChart(roc: Roc, { game, mechanism }: AuditDocument): Chart {
  const least = leastRate(roc);
  const range = [least, 1 - least] as const;
  return {
    title: `Error rates of every threshold: ${game}${widthOf(mechanism)}`,
    x: 'false positive rate (canary absent, called present)',
    y: 'false negative rate',
    scale: 'logit',
    xScale: 'logit',
    xRange: range,
    yRange: range,
    height: 640,
    series: [
      ...(roc.bound === undefined
        ? []
        : [{ name: 'ruled out by the bound', points: roc.bound, area: true, colour: BOUND }]),
      {
        name: 'guessing',
        points: [
          [least, 1 - least],
          [1 - least, least],
        ],
        baseline: true,
        colour: BOUND,
      },
      // between two thresholds there is none: the curve is a staircase
      { name: 'measured, as counted', points: roc.measured, steps: true, colour: MEASURED },
      ...(roc.exact === undefined
        ? []
        : [{ name: 'exact for the pair', points: roc.exact, baseline: true, colour: EXACT }]),
    ],
  };
}

/** The power of ten below every rate that was measured, but none that no trial can show. */
function leastRate({ measured }: Roc): number {
  const rates = measured.flat().filter((rate) => rate > 0);
  const least = rates.reduce((a, b) => Math.min(a, b), 0.1);
  return 10 ** Math.max(-12, Math.floor(Math.log10(least) + 1e-6));
}

function widthOf(mechanism: Mechanism): string {
  return mechanism.kind === 'mixup'
    ? `, n = ${mechanism.n}, k = ${mechanism.k}, T = ${mechanism.releases}`
    : '';
}

function scoreChart(histograms: readonly ScoreHistogram[], x: string): Chart {
  return {
    title: 'Scores of both worlds',
    x,
    y: 'share of trials per unit',
    scale: 'linear',
    series: histograms.flatMap(seriesOf),
  };
}

const LIKELIHOOD = 'log-likelihood ratio (higher: the canary is there)';
const OTHER = 'score (higher: the canary is there)';

const SCORES: Readonly<Record<GameName, string>> = {
  labels: 'releases whose mixed label tells the canary',
  release: LIKELIHOOD,
  family: LIKELIHOOD,
  'one-run': LIKELIHOOD,
  'white-box': LIKELIHOOD,
  'black-box': OTHER,
  poison: OTHER,
  scores: OTHER,
};

/** The same on a logarithmic axis: noise that was clamped or cut short shows at its ends. */
function tailChart(histograms: readonly ScoreHistogram[]): Chart {
  const series = histograms.flatMap(seriesOf);
  const measured = series.filter((s) => s.area).flatMap((s) => s.points.map(([, height]) => height));
  const positive = measured.filter((height) => height > 0);
  const least = positive.reduce((a, b) => Math.min(a, b), 1);
  const most = positive.reduce((a, b) => Math.max(a, b), least);
  return {
    title: 'The same, logarithmic: the tails',
    x: 'score',
    y: 'share of trials per unit',
    scale: 'log',
    yRange: [10 ** Math.floor(Math.log10(least) - 0.3), 10 ** Math.ceil(Math.log10(most))],
    series,
  };
}

function seriesOf({ world, edges, measured, law }: ScoreHistogram): Series[] {
  const colour = world === 'absent' ? ABSENT : PRESENT;
  const name = world === 'absent' ? 'without the canary' : 'with the canary';
  return [
    { name: `${name}: measured`, points: density(edges, measured), steps: true, area: true, colour },
    ...(law === undefined
      ? []
      : [{ name: `${name}: law`, points: density(edges, law), steps: true, baseline: true, colour }]),
  ];
}

/** Shares over the widths of their bins, from the foot of the first bin to that of the last. */
function density(edges: readonly number[], shares: readonly number[]): (readonly [number, number])[] {
  const bins = shares.flatMap((share, i) => {
    const [left = 0, right = 0] = edges.slice(i, i + 2);
    // a bin without an end has a share but no height
    return Number.isFinite(right - left) ? [{ left, right, height: share / (right - left) }] : [];
  });
  const [first, last] = [bins[0], bins.at(-1)];
  if (first === undefined || last === undefined) return [];
  return [
    [first.left, 0],
    ...bins.map(({ left, height }) => [left, height] as const),
    [last.right, last.height],
    [last.right, 0],
  ];
}
