import { scientific } from './number.js';

/** How numbers are laid out along an axis; 'logit', ln(p / (1 - p)), spreads both ends of the unit interval. */
export type Scale = 'linear' | 'log' | 'logit';

export interface Axis {
  readonly ticks: readonly { readonly at: number; readonly name: string }[];
  /** pixel of a number, in hundredths */
  place(value: number): number;
}

interface Layout {
  /** least distance of ticks on a linear axis */
  readonly least?: number;
  /** a linear axis shows 0 */
  readonly zero?: boolean;
  /** the axis ends where the range does, and not at the next tick */
  readonly fixed?: boolean;
}

/** Beyond the picture on either side: where numbers go that the scale sends to infinity. */
const FAR = 2000;

/** An axis that shows [low, high] from pixel `start` to pixel `end`, with ticks at round numbers. */
export function axisOf(
  [low, high]: readonly [number, number],
  scale: Scale,
  start: number,
  end: number,
  { least = 0, zero = false, fixed = false }: Layout = {},
): Axis {
  const values =
    scale === 'linear'
      ? linearTicks([zero ? Math.min(0, low) : low, high], least)
      : scale === 'log'
        ? decades([low, high])
        : nines([low, high]);
  const map = MAPS[scale];
  const [from, to] = [map(fixed ? low : (values[0] ?? 0)), map(fixed ? high : (values.at(-1) ?? 1))];
  const place = (value: number): number => {
    const at = start + ((map(value) - from) / (to - from)) * (end - start);
    return (
      Math.round(Math.min(Math.max(at, Math.min(start, end) - FAR), Math.max(start, end) + FAR) * 100) / 100
    );
  };
  const shown = fixed ? values.filter((v) => v >= low && v <= high) : values;
  return { ticks: shown.map((value) => ({ at: place(value), name: nameOf(value, scale) })), place };
}

const MAPS: Readonly<Record<Scale, (value: number) => number>> = {
  linear: (value) => value,
  log: Math.log10,
  logit: (p) => Math.log10(p / (1 - p)),
};

function nameOf(value: number, scale: Scale): string {
  const rest = 1 - value;
  // 0.99999 is still read at a glance, 0.999999 is not
  return scale === 'logit' && rest < 5e-6
    ? `1 - ${Number(rest.toPrecision(3)).toExponential()}`
    : scientific(value);
}

/** Round numbers 1, 2 or 5 times a power of ten, `least` or more apart, that cover the span in about six steps. */
function linearTicks([low, high]: readonly [number, number], least = 0): number[] {
  const rough = Math.max((high - low) / 6, least);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5, 10].find((m) => m * power >= rough) ?? 10);
  const first = Math.floor(low / step);
  const count = Math.ceil(high / step) - first;
  return Array.from({ length: count + 1 }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}

/** Powers of ten around the span, thinned to at most ten. */
function decades([low, high]: readonly [number, number]): number[] {
  const from = Math.floor(Math.log10(Math.max(low, 1e-300)));
  const to = Math.max(from + 1, Math.ceil(Math.log10(Math.max(high, 1e-300))));
  const stride = Math.ceil((to - from) / 10);
  const count = Math.ceil((to - from) / stride);
  return Array.from({ length: count + 1 }, (_, i) => Number(`1e${from + i * stride}`));
}

/** 0.5, powers of ten below it and their complements above it, around the span, at most nine to a side. */
function nines([low, high]: readonly [number, number]): number[] {
  const reach = (p: number): number =>
    Math.min(300, Math.max(1, Math.ceil(-Math.log10(Math.max(p, 1e-300)) - 1e-9)));
  const below = reach(low);
  const above = reach(Math.max(1 - high, 2 ** -53));
  const stride = Math.max(1, Math.ceil(Math.max(below, above) / 9));
  const powers = (count: number): number[] =>
    Array.from({ length: Math.floor(count / stride) }, (_, i) => (i + 1) * stride);
  return [
    ...powers(below)
      .reverse()
      .map((n) => Number(`1e-${n}`)),
    0.5,
    ...powers(above).map((n) => 1 - Number(`1e-${n}`)),
  ];
}
