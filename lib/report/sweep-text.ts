import type { Sweep, SweepCell } from '../core/sweep.js';
import { table, wrap } from './layout.js';
import { fraction, scientific } from './number.js';

/** Numbers of poisons that a column may stand for; the longer ones only where a cell reaches them. */
const ALWAYS = [1, 2, 5, 10];
const FURTHER = [20, 50, 100, 200, 500, 1000];
/** Columns that fit a line. */
const MOST = 5;

/** The trade-off of a sweep: a row a cell, with what it keeps at each number of poisons. */
export function sweepSection(sweep: Sweep): string[] {
  const { cells, models, records, alpha, chosenFrom, share } = sweep;
  const poisons = columns(cells);
  return [
    ...wrap(
      `${cells.length} cells of ${models} models each on ${records} test records, alpha = ${scientific(alpha)} ` +
        'a record',
      ' ',
    ),
    ...table([
      ['k', 'sigma', 'model', 'vote', ...poisons.map((r) => `r=${r}`), 'median', `r(${share})`],
      ...cells.map((cell) => [
        String(cell.k),
        String(cell.sigma),
        fraction(cell.accuracy.models, 'nearest'),
        fraction(cell.accuracy.vote, 'nearest'),
        ...poisons.map((r) => fraction(certifiedAt(cell, r), 'down')),
        radius(cell.medianRadius),
        radius(cell.radius),
      ]),
    ]),
    ...wrap(
      'model, vote: clean accuracy of one model and of the vote of all. r=: share of records whose true label ' +
        `that many poisons cannot change. median: radius of the median record. r(${share}): largest r with a ` +
        `certified accuracy of at least ${share}. -: not even r = 0.`,
      '  ',
    ),
    ...poisons.flatMap((r) => best(cells, r)),
    ...wrap(chosenFrom === 1 ? alone(cells.length) : together(chosenFrom), '  '),
  ];
}

function columns(cells: readonly SweepCell[]): readonly number[] {
  const reached = [...ALWAYS, ...FURTHER.filter((r) => cells.some((cell) => certifiedAt(cell, r) > 0))];
  if (reached.length <= MOST) return reached;
  const last = reached.length - 1;
  return Array.from({ length: MOST }, (_, i) => reached[Math.round((i * last) / (MOST - 1))] ?? 0);
}

function best(cells: readonly SweepCell[], r: number): string[] {
  const most = cells.reduce((a, b) => Math.max(a, certifiedAt(b, r)), 0);
  if (most === 0) return [];
  const names = cells
    .filter((cell) => certifiedAt(cell, r) === most)
    .map(({ k, sigma }) => `k = ${k}, sigma = ${sigma}`);
  return wrap(`most at r = ${r}: ${fraction(most, 'down')} by ${names.join('; ')}`, '  ', '    ');
}

function alone(cells: number): string {
  return cells === 1
    ? ''
    : `Each row holds for itself. Whoever picks a row after reading them all must divide alpha by ${cells} ` +
        'first, as dpih calibrate --data does.';
}

function together(cells: number): string {
  return `Every bound is at alpha / ${cells}, so all rows hold at alpha together and any may be picked.`;
}

function certifiedAt(cell: SweepCell, poisons: number): number {
  return cell.certifiedAccuracy[poisons] ?? 0;
}

function radius(value: number): string {
  return value < 0 ? '-' : String(value);
}
