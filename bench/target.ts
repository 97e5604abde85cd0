/** What a measured number should be. */
export type Target =
  | { readonly kind: 'near'; readonly value: number; readonly relative: number }
  | { readonly kind: 'in'; readonly low: number; readonly high: number };

export const near = (value: number, relative: number): Target => ({ kind: 'near', value, relative });
export const between = (low: number, high: number): Target => ({ kind: 'in', low, high });
export const exactly = (value: number): Target => between(value, value);
export const atMost = (high: number): Target => between(-Infinity, high);
export const atLeast = (low: number): Target => between(low, Infinity);

/** False for NaN. */
export function meets(target: Target, value: number): boolean {
  if (target.kind === 'in') return value >= target.low && value <= target.high;
  return Math.abs(value - target.value) <= target.relative * target.value;
}

export function describe(target: Target): string {
  if (target.kind === 'near') return `${target.value} +-${Number((100 * target.relative).toPrecision(2))}%`;
  if (target.low === target.high) return `= ${target.low}`;
  if (target.low === -Infinity) return `<= ${target.high}`;
  return target.high === Infinity ? `>= ${target.low}` : `[${target.low}, ${target.high}]`;
}
