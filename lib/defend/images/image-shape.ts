import type { ImageShape, Records } from '../../core/index.js';
import { DomainError } from '../../numerics/index.js';

/** Why a defence that cuts images cannot be run on records that are none. */
export function notOfImages(defence: string): string {
  return `${defence} cuts images: state the height, the width and the channels of a record`;
}

/** @throws DomainError where records are no images */
export function imageOf({ image, dimension }: Records): ImageShape {
  if (image === undefined) throw new DomainError('records', 'images of a known shape', 'no shape');
  if (image.height * image.width * image.channels !== dimension)
    throw new DomainError(
      'image shape',
      `of ${dimension} values`,
      `${image.height} x ${image.width} x ${image.channels}`,
    );
  return image;
}
