import type { ImageShape } from '../../core/index.js';

/** A rectangle of pixels: rows [top, bottom) and columns [left, right), inside the image. */
export interface PixelBox {
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
  readonly right: number;
}

/** The box of this height and width about a pixel; what sticks out of the image is cut off. */
export function boxAround(
  row: number,
  column: number,
  height: number,
  width: number,
  image: ImageShape,
): PixelBox {
  const top = row - Math.floor(height / 2);
  const left = column - Math.floor(width / 2);
  return {
    top: Math.max(0, top),
    bottom: Math.min(image.height, top + height),
    left: Math.max(0, left),
    right: Math.min(image.width, left + width),
  };
}

/** Pixels in the box. */
export function areaOf({ top, bottom, left, right }: PixelBox): number {
  return Math.max(0, bottom - top) * Math.max(0, right - left);
}

/** Visits where the values of the box stand in a record, (height, width, channels) row-major, every channel. */
export function forEachPixel(box: PixelBox, image: ImageShape, visit: (at: number) => void): void {
  for (let row = box.top; row < box.bottom; row++) {
    const start = (row * image.width + box.left) * image.channels;
    const end = (row * image.width + box.right) * image.channels;
    for (let at = start; at < end; at++) visit(at);
  }
}
