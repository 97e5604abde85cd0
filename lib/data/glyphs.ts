import type { Records } from '../core/index.js';
import { integer } from '../numerics/index.js';
import { seededBits } from '../random/bits.js';
import { Draws } from '../random/draws.js';
import { allocateFloats } from './growing.js';

const SIDE = 8;

type Point = readonly [x: number, y: number];

/** Each glyph as strokes of a pen in the unit square, x y x y ... with y downwards. */
const STROKES: Readonly<Record<string, readonly string[]>> = {
  bar: ['.5 0 .5 1'],
  box: ['0 0 1 0 1 1 0 1 0 0'],
  cross: ['0 0 1 1', '1 0 0 1'],
  cup: ['0 0 0 1 1 1 1 0'],
  dash: ['0 .5 1 .5'],
  ell: ['0 0 0 1 1 1'],
  plus: ['.5 0 .5 1', '0 .5 1 .5'],
  tee: ['0 0 1 0', '.5 0 .5 1'],
  wedge: ['0 1 .5 0 1 1'],
  zed: ['0 0 1 0 0 1 1 1'],
};

/**
 * Drawn glyphs of 8 x 8 pixels in [0, 1], ten classes in turn: strokes at a jittered place, scale, slant and
 * thickness, plus pixel noise. Nothing private, nothing to download: the set that every command falls back on.
 *
 * The same records for the same arguments on every machine (only + - * / and square roots are used).
 *
 * @throws DomainError  unless count is a whole number >= 10
 */
export function glyphs(count = 1500, seed = 'glyphs'): Records {
  const classes = Object.keys(STROKES);
  integer(classes.length, 2 ** 24, { count });
  const pens = Object.values(STROKES).map((strokes) => strokes.map(points));
  const random = new Draws(seededBits(seed, 'glyphs'));
  const features = allocateFloats('glyphs', count * SIDE * SIDE);
  const labels = Uint16Array.from({ length: count }, (_, i) => i % classes.length);
  labels.forEach((label, i) => {
    draw(pens[label], random, features.subarray(i * SIDE * SIDE, (i + 1) * SIDE * SIDE));
  });
  return {
    count,
    dimension: SIDE * SIDE,
    features,
    labels,
    classes,
    image: { height: SIDE, width: SIDE, channels: 1 },
  };
}

function points(stroke: string): Point[] {
  const numbers = stroke.split(' ').map(Number);
  return Array.from({ length: numbers.length / 2 }, (_, i): Point => [numbers[2 * i], numbers[2 * i + 1]]);
}

function draw(strokes: readonly (readonly Point[])[], random: Draws, pixels: Float32Array): void {
  const between = (low: number, high: number) => low + (high - low) * random.unit();
  const width = between(4.4, 6.3);
  const height = between(4.6, 6.5);
  const slant = between(-0.2, 0.2);
  const left = (SIDE - width) / 2 + between(-0.85, 0.85);
  const top = (SIDE - height) / 2 + between(-0.85, 0.85);
  const thickness = between(0.45, 0.9);
  const ink = between(0.65, 1);
  const place = ([x, y]: Point): Point => [left + width * x + slant * height * (0.5 - y), top + height * y];
  const lines = strokes.map((stroke) => stroke.map(place));
  for (let i = 0; i < pixels.length; i++) {
    const centre: Point = [(i % SIDE) + 0.5, Math.floor(i / SIDE) + 0.5];
    const away = Math.min(...lines.map((line) => distance(centre, line)));
    const covered = Math.max(0, Math.min(1, thickness + 0.5 - away));
    const grain = 0.3 * (random.unit() + random.unit() + random.unit() - 1.5);
    pixels[i] = Math.max(0, Math.min(1, ink * covered + grain));
  }
}

/** From a point to the nearest place of a stroke. */
function distance([x, y]: Point, line: readonly Point[]): number {
  let nearest = Infinity;
  for (let i = 1; i < line.length; i++) {
    const [ax, ay] = line[i - 1];
    const [dx, dy] = [line[i][0] - ax, line[i][1] - ay];
    const along = Math.max(0, Math.min(1, ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy)));
    const [ex, ey] = [x - ax - along * dx, y - ay - along * dy];
    nearest = Math.min(nearest, ex * ex + ey * ey);
  }
  return Math.sqrt(nearest);
}
