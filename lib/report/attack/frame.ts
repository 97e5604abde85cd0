import { wrap } from '../layout.js';
import { type Axis, axisOf } from '../svg-axis.js';
import { hundredths, svgText } from '../svg-parts.js';

/** A part of a picture: where it is put is up to whoever draws it. */
export interface Drawing {
  readonly width: number;
  readonly height: number;
  readonly body: string;
}

/** What a panel shows and how large its plot is, in pixels. */
export interface Frame {
  readonly title: string;
  readonly x: string;
  readonly y: string;
  readonly width: number;
  readonly height: number;
  readonly xRange: readonly [number, number];
  readonly yRange: readonly [number, number];
  /** x counts records: whole ticks only */
  readonly counts?: boolean;
  /** x is no quantity: no ticks */
  readonly unordered?: boolean;
}

export const MARGIN = { left: 46, right: 12, top: 34, bottom: 40 } as const;

const TITLE_LINE = 16;
/** pixels that a character of a title takes, about */
const TITLE_CHARACTER = 8;

/** Between the ends of the x axis and the first and last mark. */
const INSET = 14;

/** Lines of the picture itself take the colour of the page's text: they are seen in the light and in the dark. */
const GRID = 'stroke="currentColor" stroke-opacity="0.14"';

/** Title, axes, ticks and grid of a panel with its upper left corner at the origin. */
export function frameOf(frame: Frame): { readonly x: Axis; readonly y: Axis; readonly body: string } {
  const { width, height } = frame;
  const { left } = MARGIN;
  const title = wrap(frame.title, '', '', Math.max(10, Math.floor(width / TITLE_CHARACTER)));
  const top = MARGIN.top + (title.length - 1) * TITLE_LINE;
  const right = width - MARGIN.right;
  const foot = height - MARGIN.bottom;
  const x = axisOf(frame.xRange, 'linear', left + INSET, right - INSET, {
    fixed: true,
    least: frame.counts ? 1 : 0,
  });
  const y = axisOf(frame.yRange, 'linear', foot, top, { fixed: true });
  const middle = (top + foot) / 2;
  const body = [
    ...title.map((text, i) => svgText(0, 16 + i * TITLE_LINE, text, 'font-size="13" font-weight="600"')),
    ...y.ticks.map(
      ({ at, name }) =>
        line(left, at, right, at, GRID) + svgText(left - 6, at + 4, name, 'text-anchor="end" font-size="11"'),
    ),
    line(left, foot, right, foot, 'stroke="currentColor" stroke-opacity="0.5"'),
    ...(frame.unordered
      ? []
      : x.ticks.map(
          ({ at, name }) =>
            line(at, foot, at, foot + 4, 'stroke="currentColor" stroke-opacity="0.5"') +
            svgText(at, foot + 16, name, 'text-anchor="middle" font-size="11"'),
        )),
    svgText((left + right) / 2, foot + 32, frame.x, 'text-anchor="middle" font-size="11"'),
    svgText(
      10,
      middle,
      frame.y,
      `text-anchor="middle" font-size="11" transform="rotate(-90 10 ${hundredths(middle)})"`,
    ),
  ].join('\n');
  return { x, y, body };
}

export function line(x1: number, y1: number, x2: number, y2: number, attributes: string): string {
  return `<line x1="${hundredths(x1)}" y1="${hundredths(y1)}" x2="${hundredths(x2)}" y2="${hundredths(y2)}" ${attributes}/>`;
}

/** Drawings in rows of `columns`, `gap` pixels apart; each row as high as its highest. */
export function grid(drawings: readonly Drawing[], columns: number, gap = 0): Drawing {
  let top = 0;
  let width = 0;
  const parts: string[] = [];
  for (let first = 0; first < drawings.length; first += columns) {
    const row = drawings.slice(first, first + columns);
    let left = 0;
    for (const drawing of row) {
      parts.push(`<g transform="translate(${left} ${top})">\n${drawing.body}\n</g>`);
      left += drawing.width + gap;
    }
    width = Math.max(width, left - gap);
    top += Math.max(...row.map(({ height }) => height)) + gap;
  }
  return { width, height: Math.max(0, top - gap), body: parts.join('\n') };
}
