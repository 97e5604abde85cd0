import type { Records } from '../../core/index.js';
import type { PixelBudget, PixelGrid, Poisoning } from '../attack.js';
import { rowOf } from '../choices/choose.js';

/** What float32 arithmetic may add to a distance, as a share of the range. */
const SLACK = 2 ** -20;

/**
 * The poisons and queries as pictures can hold them: every pixel at the level nearest to it. A pixel that the attack
 * left as it was in the record stays as it is, and where the nearest level would leave the budget, the level next to
 * it on the record's side is taken, or the pixel of the record where there is none in between. An attack that left
 * its budget before is not helped: checkPoisoning finds it.
 */
export function onGrid(
  poisoning: Poisoning,
  { features, dimension }: Records,
  pixels: PixelGrid,
  budget: PixelBudget | undefined,
): Poisoning {
  const { positions, queries } = poisoning;
  const poisons = poisoning.features.slice();
  positions.forEach((position, i) => {
    const poison = rowOf(poisons, dimension, i);
    quantise(poison, rowOf(features, dimension, position), pixels, budget);
  });
  const asked = queries.features.map((x) => nearestLevel(x, pixels));
  return { ...poisoning, features: poisons, queries: { ...queries, features: asked } };
}

/** The pixel value nearest to x: clamped into the range, then, where there are levels, the nearest of them, as float32. */
export function nearestLevel(x: number, pixels: PixelGrid): number {
  const { low, high, levels } = pixels;
  const clamped = Math.max(low, Math.min(high, x));
  if (levels === undefined) return Math.fround(clamped);
  return levelAt(Math.round(((clamped - low) / (high - low)) * (levels - 1)), pixels);
}

/** Whether a pixel can be held: within the range, and one of the levels where there are some. */
export const isPixel = (x: number, pixels: PixelGrid): boolean => x === nearestLevel(x, pixels);

/** Whether a poison lies within its budget of the record it replaced, but for the rounding of float32. */
export function withinBudget(
  poison: Float32Array,
  record: Float32Array,
  { low, high }: PixelGrid,
  budget: PixelBudget | undefined,
): boolean {
  return (
    budget === undefined || distance(poison, record, budget.norm) <= most(budget, poison.length, high - low)
  );
}

/** Distance of two rows in the norm of a budget, in the pixels' own units. */
export function distance(a: Float32Array, b: Float32Array, norm: PixelBudget['norm']): number {
  let sum = 0;
  let largest = 0;
  for (let j = 0; j < a.length; j += 1) {
    const difference = Math.abs(a[j] - b[j]);
    if (!(difference <= largest)) largest = difference;
    sum += difference * difference;
  }
  return norm === 'linf' ? largest : Math.sqrt(sum);
}

/** The largest distance that passes for this budget, in the pixels' own units. */
function most({ norm, size }: PixelBudget, dimension: number, range: number): number {
  return range * (size + SLACK * (norm === 'linf' ? 1 : Math.sqrt(dimension)));
}

function quantise(
  poison: Float32Array,
  record: Float32Array,
  pixels: PixelGrid,
  budget: PixelBudget | undefined,
): void {
  const wanted = poison.slice();
  for (let j = 0; j < poison.length; j += 1)
    if (wanted[j] !== record[j]) {
      poison[j] = nearestLevel(wanted[j], pixels);
      const tooFar = budget?.norm === 'linf' && !withinOne(poison[j], record[j], budget, pixels);
      if (tooFar) poison[j] = inwards(wanted[j], record[j], pixels);
    }
  if (budget?.norm === 'l2' && !withinBudget(poison, record, pixels, budget))
    for (let j = 0; j < poison.length; j += 1)
      if (wanted[j] !== record[j]) poison[j] = inwards(wanted[j], record[j], pixels);
}

const withinOne = (x: number, origin: number, budget: PixelBudget, { low, high }: PixelGrid): boolean =>
  Math.abs(x - origin) <= most(budget, 1, high - low);

/** The level between the pixel of a record and what an attack wants of it that is nearest to that; else the pixel itself. */
function inwards(wanted: number, origin: number, pixels: PixelGrid): number {
  const { low, high, levels } = pixels;
  const clamped = Math.max(low, Math.min(high, wanted));
  if (levels === undefined) return Math.fround(clamped);
  const place = ((clamped - low) / (high - low)) * (levels - 1);
  const up = clamped > origin;
  // one float32 rounding may put a level just beyond what it equals
  const level = levelAt(up ? Math.floor(place + SLACK) : Math.ceil(place - SLACK), pixels);
  return (up ? level > origin : level < origin) ? level : origin;
}

const levelAt = (i: number, { low, high, levels = 2 }: PixelGrid): number =>
  Math.fround(low + (i * (high - low)) / (levels - 1));
