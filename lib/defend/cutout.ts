import * as z from 'zod';
import type { DomainRecords, ImageShape, Mixtures } from '../core/index.js';
import { integer } from '../numerics/index.js';
import { Draws, seededBits } from '../random/index.js';
import type { Defence } from './defence.js';
import { imageOf, notOfImages } from './images/image-shape.js';
import { boxAround, forEachPixel, type PixelBox } from './images/pixel-box.js';
import { repeated } from './images/repeated.js';
import { NO_NOISE } from './uncertified.js';

export interface CutoutSpec {
  readonly kind: 'cutout';
  /** side of the square, in pixels */
  readonly size: number;
  /** rows of the training set for each record, each with a square of its own */
  readonly copies: number;
}

/**
 * Cutout: a square of every image is blotted out, each time about another pixel, before training. The square takes
 * the mean of each channel over the training records, which is the 0 of the normalised images of the paper.
 */
export const cutout: Defence<CutoutSpec> = {
  kind: 'cutout',
  summary: 'a square of every image is blotted out',
  source: 'DeVries, Taylor 2017, arXiv:1708.04552',
  schema: z.strictObject({
    kind: z.literal('cutout'),
    size: z.int().min(1).default(3),
    copies: z.int().min(1).max(1000).default(4),
  }),
  refusal: (spec, { image }) => noSquare(spec, image),
  guarantee: () => ({ kind: 'none', reason: NO_NOISE }),
  train(spec, { train, seed, fit }) {
    return fit(cutoutRows(spec, train, new Draws(seededBits(seed, 'cutout'))), seed);
  },
};

/** Why no square of this side can be cut from the records; undefined where it can. */
export function noSquare(
  { kind, size }: { readonly kind: string; readonly size: number },
  image: ImageShape | undefined,
): string | undefined {
  if (image === undefined) return notOfImages(kind);
  if (!(size <= Math.min(image.height, image.width)))
    return `size of ${kind} must be at most the ${image.height} x ${image.width} pixels of an image, got ${size}`;
  return undefined;
}

/** The records, `copies` times over, each row with a square of its own. */
export function cutoutRows({ size, copies }: CutoutSpec, records: DomainRecords, draws: Draws): Mixtures {
  const image = imageOf(records);
  const set = repeated(records, copies);
  const fill = channelMeans(records, image);
  for (let row = 0; row < set.count; row++) {
    const pixels = set.features.subarray(row * set.dimension, (row + 1) * set.dimension);
    forEachPixel(cutoutBox(draws, image, size), image, (at) => {
      pixels[at] = fill[at % image.channels];
    });
  }
  return set;
}

/**
 * The square of cutout: about a pixel drawn uniformly from the image, what sticks out cut off.
 * @param size  side in pixels, a whole number >= 1 and at most the height and the width
 * @throws DomainError
 */
export function cutoutBox(draws: Draws, image: ImageShape, size: number): PixelBox {
  integer(1, Math.min(image.height, image.width), { size });
  const row = draws.below(image.height);
  return boxAround(row, draws.below(image.width), size, size, image);
}

/** The mean of each channel over all pixels of the records: what a square is blotted out with. */
export function channelMeans({ features }: DomainRecords, { channels }: ImageShape): Float64Array {
  const means = new Float64Array(channels);
  for (let at = 0; at < features.length; at++) means[at % channels] += features[at];
  return means.map((sum) => sum / (features.length / channels));
}
