import { svgText } from '../svg-parts.js';
import { type Drawing, line } from './frame.js';
import { ceiling, mark } from './glyphs.js';
import type { Identity } from './identity.js';

const ROW = 20;
/** pixels that a character takes, about */
const CHARACTER = 7;
const SAMPLE = 22;

/** Colours and marks of the defences, and what is measured and what is certified. */
export function key(identities: ReadonlyMap<string, Identity>, width: number): Drawing {
  const sample: Identity = {
    name: '',
    colour: 'currentColor',
    mark: 'M-4 0a4 4 0 1 0 8 0a4 4 0 1 0 -8 0Z',
    pgfMark: '*',
  };
  const entries: readonly Entry[] = [
    ...[...identities.values()].map((identity) => ({
      text: identity.name,
      draw: (x: number, y: number) =>
        line(x - 9, y, x + 9, y, `stroke="${identity.colour}" stroke-width="1.8"`) + mark(identity, x, y),
    })),
    {
      text: 'measured, with its interval',
      draw: (x, y) =>
        line(x, y - 9, x, y + 9, 'stroke="currentColor" stroke-width="1.4"') + mark(sample, x, y),
      starts: true,
    },
    {
      text: 'certified: no attack may succeed more often',
      draw: (x, y) =>
        line(
          x - 12,
          y - 3,
          x + 12,
          y - 3,
          'stroke="currentColor" stroke-width="1.4" stroke-dasharray="6 4"',
        ) + ceiling(sample, x, y - 3),
    },
    { text: 'without the poisons', draw: (x, y) => mark(sample, x, y, true) },
  ];
  const parts: string[] = [];
  let left = 0;
  let row = 0;
  for (const { text, draw, starts } of entries) {
    const needed = SAMPLE + text.length * CHARACTER + 18;
    if (left > 0 && (starts || left + needed > width)) {
      left = 0;
      row += 1;
    }
    const y = row * ROW + 11;
    parts.push(draw(left + 11, y), svgText(left + SAMPLE + 4, y + 4, text));
    left += needed;
  }
  return { width, height: (row + 1) * ROW + 4, body: parts.join('\n') };
}

interface Entry {
  readonly text: string;
  readonly draw: (x: number, y: number) => string;
  /** begins a row of its own */
  readonly starts?: boolean;
}
