import type { AuditDocument } from '../core/audit.js';

const HEADING =
  'false_positive_rate,false_negative_rate,exact_false_negative_rate,bound_false_negative_rate' as const;

type Point = readonly [number, number];

/**
 * The error rates of an audit as CSV, false positives ascending, numbers in full: as measured, of the exact law
 * of the pair that was played, and of the bound. A curve that was not computed at a rate has an empty cell there.
 * @throws RangeError where a number is NaN: it must never be published
 */
export function auditCsv({ roc }: AuditDocument): string {
  const curves = roc === undefined ? [] : [roc.measured, roc.exact ?? [], roc.bound ?? []].map(byRate);
  const rates = [...new Set(curves.flatMap((curve) => [...curve.keys()]))].sort((a, b) => a - b);
  const rows = rates.flatMap((rate) => {
    const cells = curves.map((curve) => curve.get(rate) ?? []);
    // several thresholds may share a rate of false positives
    const depth = Math.max(...cells.map((values) => values.length));
    return Array.from({ length: depth }, (_, i) =>
      [rate, ...cells.map((values) => values[i] ?? '')].map(cell).join(','),
    );
  });
  return `${[HEADING, ...rows].join('\n')}\n`;
}

function byRate(points: readonly Point[]): ReadonlyMap<number, readonly number[]> {
  const found = new Map<number, number[]>();
  for (const [rate, missed] of points) {
    const at = found.get(rate);
    if (at === undefined) found.set(rate, [missed]);
    else if (at.at(-1) !== missed) at.push(missed);
  }
  return found;
}

function cell(value: number | ''): string {
  if (Number.isNaN(value)) throw new RangeError('CSV must hold no NaN');
  return String(value);
}
