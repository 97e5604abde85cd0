import * as z from 'zod';
import type { ImageShape } from '../../core/index.js';
import { DomainError, integer } from '../../numerics/index.js';
import type { PixelGrid, SceneShape } from '../attack.js';

/** A small square in a corner of an image. */
export interface PatchSpec {
  /** pixels of a side */
  readonly size: number;
  readonly corner: Corner;
  /** 'solid': every pixel at its highest value; 'checkerboard': highest and lowest in turn, the corner highest */
  readonly pattern: 'solid' | 'checkerboard';
}

export const CORNERS = ['bottom-right', 'bottom-left', 'top-right', 'top-left'] as const;
export type Corner = (typeof CORNERS)[number];

/** The settings of a patch as they stand in a plan. */
export const patchSettings = {
  size: z.int().min(1).default(2).describe('pixels of a side of the patch'),
  corner: z.enum(CORNERS).default('bottom-right'),
  pattern: z.enum(['solid', 'checkerboard']).default('solid'),
};

/** A patch on images of one shape: which features it covers, and with what. */
export interface Patch {
  readonly at: Uint32Array;
  /** same length */
  readonly values: Float32Array;
}

/** @throws DomainError where the records are no images, or the patch is larger than they are */
export function checkPatch(spec: PatchSpec, { image }: Pick<SceneShape, 'image'>): void {
  placeOf(spec, image);
}

/** The patch on images of this shape, all channels alike. @throws DomainError as checkPatch */
export function patchOf(
  spec: PatchSpec,
  image: ImageShape | undefined,
  { low, high }: Pick<PixelGrid, 'low' | 'high'>,
): Patch {
  const { width, channels, top, left } = placeOf(spec, image);
  const { size, corner, pattern } = spec;
  const at: number[] = [];
  const values: number[] = [];
  // the outermost pixel is the highest, whichever corner it is in
  const parity = (corner.startsWith('bottom') ? size - 1 : 0) + (corner.endsWith('right') ? size - 1 : 0);
  for (let row = 0; row < size; row += 1)
    for (let column = 0; column < size; column += 1)
      for (let channel = 0; channel < channels; channel += 1) {
        at.push(((top + row) * width + left + column) * channels + channel);
        values.push(pattern === 'solid' || (row + column - parity) % 2 === 0 ? high : low);
      }
  return { at: Uint32Array.from(at), values: Float32Array.from(values) };
}

/** Puts a patch on an image, in place: x <- (1 - opacity) x + opacity patch where it lies. */
export function stamp({ at, values }: Patch, record: Float32Array, opacity = 1): void {
  for (let i = 0; i < at.length; i += 1) record[at[i]] = (1 - opacity) * record[at[i]] + opacity * values[i];
}

function placeOf({ size, corner }: PatchSpec, image: ImageShape | undefined) {
  if (image === undefined) throw new DomainError('patch', 'put on records that are images', 'no image shape');
  const { height, width, channels } = image;
  integer(1, Number.MAX_SAFE_INTEGER, { size });
  if (!(size <= Math.min(height, width)))
    throw new DomainError('patch size', `at most the smaller side of an image of ${height} x ${width}`, size);
  return {
    width,
    channels,
    top: corner.startsWith('bottom') ? height - size : 0,
    left: corner.endsWith('right') ? width - size : 0,
  };
}
