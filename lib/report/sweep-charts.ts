import type { Sweep, SweepCell } from '../core/sweep.js';
import type { Chart } from './svg.js';

/**
 * A sweep drawn: what accuracy without poison costs in radius, a line for each k and a dot for each sigma, and
 * below it the certified-accuracy curves of every cell, a picture for each k.
 */
export function sweepCharts({ cells, share }: Sweep): readonly Chart[] {
  const widths = [...new Set(cells.map(({ k }) => k))];
  const single = new Set(cells.map(({ sigma }) => sigma)).size === 1;
  return [tradeOff(cells, widths, share), ...(single ? [curves(cells, 'every k')] : each(cells, widths))];
}

function tradeOff(cells: readonly SweepCell[], widths: readonly number[], share: number): Chart {
  return {
    title: 'Accuracy against certified radius; a dot is a sigma',
    x: `largest r with certified accuracy >= ${share}`,
    y: 'clean accuracy of the vote',
    scale: 'linear',
    counts: true,
    series: widths.map((k) => {
      // a cell that never keeps the share has no radius to stand at; the table names it
      const own = cells.filter((cell) => cell.k === k && cell.radius >= 0);
      return {
        name: `k = ${k}`,
        points: own.map(({ radius, accuracy }) => [radius, accuracy.vote] as const),
        marks: own.map(({ sigma }) => String(sigma)),
      };
    }),
  };
}

function each(cells: readonly SweepCell[], widths: readonly number[]): readonly Chart[] {
  return widths.map((k) =>
    curves(
      cells.filter((cell) => cell.k === k),
      `k = ${k}`,
    ),
  );
}

function curves(cells: readonly SweepCell[], name: string): Chart {
  return {
    title: `Certified accuracy, ${name}`,
    x: 'poisoned records r',
    y: 'share of records certified',
    scale: 'linear',
    counts: true,
    series: cells.map(({ k, sigma, certifiedAccuracy }) => ({
      name: `k = ${k}, sigma = ${sigma}`,
      points: certifiedAccuracy.map((accuracy, r) => [r, accuracy] as const),
      steps: true,
    })),
  };
}
