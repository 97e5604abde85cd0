import { scientific } from './number.js';

/** A line of a chart: points in the units of the axes, in drawing order. */
export interface Series {
  readonly name: string;
  readonly points: readonly (readonly [number, number])[];
  /** a baseline is drawn thinner and dashed */
  readonly baseline?: boolean;
  /** a dot at each point, with these words beside it; as many as there are points */
  readonly marks?: readonly string[];
  /** draw as steps: the value holds until the next point */
  readonly steps?: boolean;
  /** position in the palette; its place in the list if left out */
  readonly colour?: number;
}

export interface Chart {
  readonly title: string;
  readonly x: string;
  readonly y: string;
  readonly scale: 'linear' | 'log';
  /** true where x counts something: no tick stands between whole numbers */
  readonly counts?: boolean;
  readonly series: readonly Series[];
}

const WIDTH = 900;
const HEIGHT = 400;
const LEFT = 76;
/** room for the names of the lines, beside the picture: never over a line */
const RIGHT = 230;
const TOP = 40;
const BOTTOM = 52;
/** Okabe and Ito's palette: told apart by colour-blind readers. */
const COLOURS = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9', '#000000', '#999999'];

/** Charts one below the other as one SVG document. Same charts in, same bytes out. */
export function toSvg(charts: readonly Chart[]): string {
  const body = charts.map((chart, i) => `<g transform="translate(0 ${i * HEIGHT})">\n${panel(chart)}\n</g>`);
  const height = HEIGHT * charts.length;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" font-family="sans-serif" font-size="12">`,
    `<rect width="${WIDTH}" height="${height}" fill="white"/>`,
    ...body,
    '</svg>',
    '',
  ].join('\n');
}

function panel(chart: Chart): string {
  const drawn = chart.series.map((s) => visible(s, chart.scale));
  const all = drawn.flatMap((s) => s.points);
  const xTicks = linearTicks(span(all.map((p) => p[0])), chart.counts ? 1 : 0);
  const values = span(all.map((p) => p[1]));
  const yTicks = chart.scale === 'log' ? decades(values) : linearTicks([Math.min(0, values[0]), values[1]]);
  const x = axis(xTicks, LEFT, WIDTH - RIGHT, (v) => v);
  const y = axis(yTicks, HEIGHT - BOTTOM, TOP, chart.scale === 'log' ? Math.log10 : (v) => v);
  return [
    text(LEFT, 22, chart.title, 'font-size="14" font-weight="bold"'),
    ...xTicks.map((v) => tick(x(v), HEIGHT - BOTTOM, x(v), TOP, v, x(v), HEIGHT - BOTTOM + 16, 'middle')),
    ...yTicks.map((v) => tick(LEFT, y(v), WIDTH - RIGHT, y(v), v, LEFT - 6, y(v) + 4, 'end')),
    text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 14, chart.x, 'text-anchor="middle"'),
    text(
      18,
      (TOP + HEIGHT - BOTTOM) / 2,
      chart.y,
      `text-anchor="middle" transform="rotate(-90 18 ${(TOP + HEIGHT - BOTTOM) / 2})"`,
    ),
    ...drawn.map((s, i) => line(s, x, y, i)),
    ...drawn.flatMap((s, i) => dots(s, x, y, i)),
    ...drawn.map((s, i) => legend(s, i)),
  ].join('\n');
}

function visible(series: Series, scale: Chart['scale']): Series {
  const shown = series.points.map((point) => drawable(point, scale));
  const points = series.points.filter((_, i) => shown[i]);
  const { marks } = series;
  return { ...series, points, ...(marks === undefined ? {} : { marks: marks.filter((_, i) => shown[i]) }) };
}

function drawable([x, y]: readonly [number, number], scale: Chart['scale']): boolean {
  return Number.isFinite(x) && Number.isFinite(y) && (scale === 'linear' || y > 0);
}

function span(values: readonly number[]): readonly [number, number] {
  if (values.length === 0) return [0, 1];
  const low = values.reduce((a, b) => Math.min(a, b));
  const high = values.reduce((a, b) => Math.max(a, b));
  return low < high ? [low, high] : [low - 0.5, low + 0.5];
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

function axis(ticks: readonly number[], start: number, end: number, map: (v: number) => number) {
  const low = map(ticks[0] ?? 0);
  const high = map(ticks[ticks.length - 1] ?? 1);
  return (value: number): number => round(start + ((map(value) - low) / (high - low)) * (end - start));
}

function line(series: Series, x: (v: number) => number, y: (v: number) => number, index: number): string {
  const parts = series.points.map(([a, b], i) =>
    i === 0 ? `M${x(a)} ${y(b)}` : series.steps ? `H${x(a)}V${y(b)}` : `L${x(a)} ${y(b)}`,
  );
  return `<path d="${parts.join('')}" fill="none" ${stroke(series, index)}/>`;
}

function dots(series: Series, x: (v: number) => number, y: (v: number) => number, index: number): string[] {
  return (series.marks ?? []).map((words, i) => {
    const [a, b] = series.points[i] ?? [0, 0];
    return (
      `<circle cx="${x(a)}" cy="${y(b)}" r="4" fill="${colourOf(series, index)}"/>` +
      text(round(x(a) + 7), round(y(b) - 6), words, 'font-size="11"')
    );
  });
}

function legend(series: Series, index: number): string {
  const top = TOP + 14 + index * 16;
  const left = WIDTH - RIGHT + 16;
  return (
    `<line x1="${left}" y1="${top - 4}" x2="${left + 22}" y2="${top - 4}" ${stroke(series, index)}/>` +
    text(left + 28, top, series.name, '')
  );
}

function tick(
  x1: number,
  y1: number,
  x2: number,
  y2: number,
  value: number,
  labelX: number,
  labelY: number,
  anchor: string,
): string {
  return (
    `<line x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}" stroke="#e4e4e4"/>` +
    text(labelX, labelY, scientific(value), `text-anchor="${anchor}"`)
  );
}

function text(x: number, y: number, content: string, attributes: string): string {
  return `<text x="${x}" y="${y}"${attributes === '' ? '' : ` ${attributes}`}>${escapeXml(content)}</text>`;
}

/** Text as XML character data; characters that XML 1.0 forbids are replaced. */
export function escapeXml(content: string): string {
  return (
    content
      .replace(/&/g, '&amp;')
      .replace(/</g, '&lt;')
      .replace(/>/g, '&gt;')
      .replace(/"/g, '&quot;')
      .replace(/'/g, '&apos;')
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters XML forbids
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '\ufffd')
  );
}

/** Baselines are thin and dashed, with another dash where the palette begins again. */
function stroke(series: Series, index: number): string {
  const place = series.colour ?? index;
  const colour = colourOf(series, index);
  const dash = place < COLOURS.length ? '5 3' : '2 3';
  return `stroke="${colour}" ${series.baseline ? `stroke-width="1.2" stroke-dasharray="${dash}"` : 'stroke-width="2.2"'}`;
}

function colourOf(series: Series, index: number): string {
  return COLOURS[(series.colour ?? index) % COLOURS.length] ?? '#000000';
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
