import { type Axis, axisOf, type Scale } from './svg-axis.js';
import { COLOURS, escapeXml, hundredths, svgText as text } from './svg-parts.js';

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
  /** shade what lies between the line and the foot of the picture, instead of the line */
  readonly area?: boolean;
  /** position in the palette; its place in the list if left out */
  readonly colour?: number;
}

export interface Chart {
  readonly title: string;
  readonly x: string;
  readonly y: string;
  /** of y */
  readonly scale: Scale;
  /** of x; 'linear' if left out */
  readonly xScale?: Scale;
  /** what the axis shows; what lies outside is cut off. All points if left out */
  readonly xRange?: readonly [number, number];
  readonly yRange?: readonly [number, number];
  /** of the panel, in pixels */
  readonly height?: number;
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

/** Charts one below the other as one SVG document. Same charts in, same bytes out. */
export function toSvg(charts: readonly Chart[]): string {
  let height = 0;
  const body = charts.map((chart, i) => {
    const top = height;
    height += heightOf(chart);
    return `<g transform="translate(0 ${top})">\n${panel(chart, i)}\n</g>`;
  });
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" font-family="sans-serif" font-size="12">`,
    `<title>${escapeXml(charts.map(({ title }) => title).join('; '))}</title>`,
    `<rect width="${WIDTH}" height="${height}" fill="white"/>`,
    ...body,
    '</svg>',
    '',
  ].join('\n');
}

function heightOf({ height = HEIGHT }: Chart): number {
  return height;
}

function panel(chart: Chart, index: number): string {
  const { scale, xScale = 'linear', xRange, yRange } = chart;
  const drawn = chart.series.map((s) => visible(s, chart));
  const all = drawn.flatMap((s) => s.points);
  const foot = heightOf(chart) - BOTTOM;
  const xs = xRange ?? span(all.map((p) => p[0]));
  const ys = yRange ?? span(all.map((p) => p[1]));
  const x = axisOf(xs, xScale, LEFT, WIDTH - RIGHT, {
    least: chart.counts ? 1 : 0,
    fixed: xRange !== undefined,
  });
  const y = axisOf(ys, scale, foot, TOP, { zero: true, fixed: yRange !== undefined });
  const cut = xRange !== undefined || yRange !== undefined;
  const lines = drawn.map((s, i) => (s.area ? shade(s, x, y, foot, i) : line(s, x, y, i)));
  return [
    text(LEFT, 22, chart.title, 'font-size="14" font-weight="bold"'),
    ...x.ticks.map(({ at, name }) => tick(at, foot, at, TOP, name, at, foot + 16, 'middle')),
    ...y.ticks.map(({ at, name }) => tick(LEFT, at, WIDTH - RIGHT, at, name, LEFT - 6, at + 4, 'end')),
    text((LEFT + WIDTH - RIGHT) / 2, foot + BOTTOM - 14, chart.x, 'text-anchor="middle"'),
    text(
      18,
      (TOP + foot) / 2,
      chart.y,
      `text-anchor="middle" transform="rotate(-90 18 ${(TOP + foot) / 2})"`,
    ),
    ...(cut ? [clip(index, foot), `<g clip-path="url(#panel${index})">`, ...lines, '</g>'] : lines),
    ...drawn.flatMap((s, i) => dots(s, x, y, i)),
    ...drawn.map((s, i) => legend(s, i)),
  ].join('\n');
}

/** What a panel with a range of its own shows. */
function clip(index: number, foot: number): string {
  return (
    `<clipPath id="panel${index}"><rect x="${LEFT}" y="${TOP}" width="${WIDTH - RIGHT - LEFT}" ` +
    `height="${foot - TOP}"/></clipPath>`
  );
}

function visible(series: Series, chart: Chart): Series {
  const shown = series.points.map((point) => drawable(point, chart));
  const points = series.points.filter((_, i) => shown[i]);
  const { marks } = series;
  return { ...series, points, ...(marks === undefined ? {} : { marks: marks.filter((_, i) => shown[i]) }) };
}

/** On a logarithmic axis 0 has no place, unless the axis ends before it. */
function drawable([x, y]: readonly [number, number], { scale, yRange }: Chart): boolean {
  return Number.isFinite(x) && Number.isFinite(y) && (scale !== 'log' || y > 0 || yRange !== undefined);
}

function span(values: readonly number[]): readonly [number, number] {
  if (values.length === 0) return [0, 1];
  const low = values.reduce((a, b) => Math.min(a, b));
  const high = values.reduce((a, b) => Math.max(a, b));
  return low < high ? [low, high] : [low - 0.5, low + 0.5];
}

function line(series: Series, x: Axis, y: Axis, index: number): string {
  return `<path d="${path(series, x, y)}" fill="none" ${stroke(series, index)}/>`;
}

function path(series: Series, x: Axis, y: Axis): string {
  return series.points
    .map(([a, b], i) =>
      i === 0
        ? `M${x.place(a)} ${y.place(b)}`
        : series.steps
          ? `H${x.place(a)}V${y.place(b)}`
          : `L${x.place(a)} ${y.place(b)}`,
    )
    .join('');
}

function shade(series: Series, x: Axis, y: Axis, foot: number, index: number): string {
  const first = series.points[0];
  if (first === undefined) return '';
  return `<path d="${path(series, x, y)}V${foot}H${x.place(first[0])}Z" ${fill(series, index)}/>`;
}

function dots(series: Series, x: Axis, y: Axis, index: number): string[] {
  return (series.marks ?? []).map((words, i) => {
    const [a, b] = series.points[i] ?? [0, 0];
    return (
      `<circle cx="${x.place(a)}" cy="${y.place(b)}" r="4" fill="${colourOf(series, index)}"/>` +
      text(hundredths(x.place(a) + 7), hundredths(y.place(b) - 6), words, 'font-size="11"')
    );
  });
}

function legend(series: Series, index: number): string {
  const top = TOP + 14 + index * 16;
  const left = WIDTH - RIGHT + 16;
  const sample = series.area
    ? `<rect x="${left}" y="${top - 9}" width="22" height="10" ${fill(series, index)}/>`
    : `<line x1="${left}" y1="${top - 4}" x2="${left + 22}" y2="${top - 4}" ${stroke(series, index)}/>`;
  return sample + text(left + 28, top, series.name, '');
}

function tick(
  x1: number,
  y1: number,
  x2: number,
  y2: number,
  name: string,
  labelX: number,
  labelY: number,
  anchor: string,
): string {
  return (
    `<line x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}" stroke="#e4e4e4"/>` +
    text(labelX, labelY, name, `text-anchor="${anchor}"`)
  );
}

/** Baselines are thin and dashed, with another dash where the palette begins again. */
function stroke(series: Series, index: number): string {
  const place = series.colour ?? index;
  const colour = colourOf(series, index);
  const dash = place < COLOURS.length ? '5 3' : '2 3';
  return `stroke="${colour}" ${series.baseline ? `stroke-width="1.2" stroke-dasharray="${dash}"` : 'stroke-width="2.2"'}`;
}

function fill(series: Series, index: number): string {
  return `fill="${colourOf(series, index)}" fill-opacity="0.25"`;
}

function colourOf(series: Series, index: number): string {
  return COLOURS[(series.colour ?? index) % COLOURS.length] ?? '#000000';
}
