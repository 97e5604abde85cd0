import * as z from 'zod';
import type { ImageShape } from '../../core/index.js';
import { DomainError } from '../../numerics/index.js';
import type { Draws } from '../../random/index.js';
import type { PixelGrid, SceneShape } from '../attack.js';

const PATTERNS = ['noise', 'checkerboard', 'stripes'] as const;

/** A picture as large as a record, to be blended over it. 'noise' is drawn, once for all records of a scene. */
export type PatternName = (typeof PATTERNS)[number];

export const patternSetting = z.enum(PATTERNS).default('noise').describe('picture that is blended in');

/** @throws DomainError for a pattern with rows and columns on records that are no images */
export function checkPattern(name: PatternName, { image }: Pick<SceneShape, 'image'>): void {
  if (name !== 'noise' && image === undefined)
    throw new DomainError('pattern', "'noise' where records are no images", name);
}

/** The pattern's values, length dimension: every pixel at low or high, for 'noise' by a fair coin. */
export function patternOf(
  name: PatternName,
  dimension: number,
  image: ImageShape | undefined,
  { low, high }: Pick<PixelGrid, 'low' | 'high'>,
  draws: Draws,
): Float32Array {
  checkPattern(name, image === undefined ? {} : { image });
  const { width, channels } = image ?? { width: dimension, channels: 1 };
  return Float32Array.from({ length: dimension }, (_, j) => {
    const pixel = Math.floor(j / channels);
    const column = pixel % width;
    const row = Math.floor(pixel / width);
    const on = {
      noise: () => draws.below(2),
      checkerboard: () => (row + column) % 2,
      stripes: () => row % 2,
    };
    return on[name]() === 1 ? high : low;
  });
}

/** x <- (1 - alpha) x + alpha pattern in place, where the mask, if there is one, is not 0. */
export function blend(
  pattern: Float32Array,
  alpha: number,
  record: Float32Array,
  mask?: ArrayLike<number>,
): void {
  for (let j = 0; j < record.length; j += 1)
    if (mask === undefined || mask[j] !== 0) record[j] = (1 - alpha) * record[j] + alpha * pattern[j];
}
