import { readFile } from 'node:fs/promises';
import { inflateSync } from 'node:zlib';
import { convertIndexedToRgb, type DecodedPng, decode } from 'fast-png';
import type { ImageShape } from '../core/index.js';
import { asDataError, DataError } from './data-error.js';
import { type PngHeader, pixelChunks, pngChunks, pngHeader } from './png-chunks.js';

/** An image as it is stored. */
export interface Image {
  readonly shape: ImageShape;
  /** (height, width, channels) row-major, each in 0..most */
  readonly values: DecodedPng['data'];
  /** 2^depth - 1 */
  readonly most: number;
}

/**
 * A PNG image: gray, gray and alpha, RGB or RGBA in 8 or 16 bits, gray in 1 to 4 bits, or a palette (its
 * colours, 8 bits). Values as stored: no gamma, no alpha blending.
 *
 * @throws DataError for a file that is damaged, animated or too large for its bytes; one colour named
 *         transparent; interlacing below 8 bits
 */
export async function readPng(path: string): Promise<Image> {
  const bytes = await readFile(path).catch((error) => {
    throw asDataError(path, '', 'a file that can be read', error);
  });
  const chunks = pngChunks(path, bytes);
  const header = pngHeader(path, chunks);
  checkPixels(
    path,
    header,
    chunks.filter(({ type }) => type === 'IDAT').map(({ data }) => data),
  );
  try {
    return image(header, decode(pixelChunks(chunks, header)));
  } catch (error) {
    throw asDataError(path, '', 'an intact PNG image', error);
  }
}

/** fast-png takes missing pixels for black, so they are counted first; Node's zlib also checks their sum. */
function checkPixels(path: string, { rawBytes }: PngHeader, parts: readonly Buffer[]): void {
  let found: number;
  try {
    found = inflateSync(Buffer.concat(parts), { maxOutputLength: rawBytes + 1 }).length;
  } catch (error) {
    throw asDataError(path, '', 'an intact PNG image', error);
  }
  if (found !== rawBytes) throw new DataError(path, '', `an image of ${rawBytes} raw bytes`, `${found}`);
}

function image({ height, width, depth, indexed }: PngHeader, png: DecodedPng): Image {
  if (indexed) {
    const values = convertIndexedToRgb(png);
    return { shape: { height, width, channels: values.length / (height * width) }, values, most: 255 };
  }
  const values = depth < 8 ? unpack(png, depth) : png.data;
  return { shape: { height, width, channels: png.channels }, values, most: 2 ** depth - 1 };
}

/** Samples of 1, 2 or 4 bits, the first in the high bits; every line starts a byte. */
function unpack({ width, height, data }: DecodedPng, depth: number): Uint8Array {
  const line = Math.ceil((width * depth) / 8);
  const values = new Uint8Array(width * height);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const bit = x * depth;
      const byte = data[y * line + (bit >> 3)];
      values[y * width + x] = (byte >> (8 - depth - (bit & 7))) & (2 ** depth - 1);
    }
  return values;
}
