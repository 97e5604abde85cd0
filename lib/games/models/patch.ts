import type { DomainRecords } from '../../core/index.js';
import { DomainError } from '../../numerics/index.js';

/**
 * An image with a bright square in its last corner, a quarter of its shorter side wide: the backdoor patch of
 * BadNets (Gu, Dolan-Gavitt, Garg 2017, arXiv:1708.06733). Bright is the upper end of a box, else the largest
 * value of any record. What comes out may lie outside of the domain.
 *
 * @param image    features of one record
 * @param records  what it is one of
 * @throws DomainError where the records are no images
 */
export function withPatch(
  image: Float32Array,
  { image: shape, domain, features }: DomainRecords,
): Float32Array {
  if (shape === undefined)
    throw new DomainError('canary', 'mislabelled or unique-class for records that are no images', 'patch');
  const { height, width, channels } = shape;
  const side = Math.ceil(Math.min(height, width) / 4);
  const bright = domain.kind === 'box' ? domain.high : features.reduce((a, b) => Math.max(a, b));
  const patched = image.slice();
  for (let row = height - side; row < height; row++)
    patched.fill(bright, (row * width + width - side) * channels, (row + 1) * width * channels);
  return patched;
}
