import { crc32 } from 'node:zlib';
import { DataError } from './data-error.js';

const SIGNATURE = Buffer.from('89504e470d0a1a0a', 'hex');
/** Samples in a pixel, by colour type. */
const CHANNELS: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };
const DEPTHS: Readonly<Record<number, readonly number[]>> = {
  0: [1, 2, 4, 8, 16],
  2: [8, 16],
  3: [1, 2, 4, 8],
  4: [8, 16],
  6: [8, 16],
};
const PALETTE = 3;
const CRITICAL = ['IHDR', 'PLTE', 'IDAT', 'IEND'];
/** Left and top of Adam7's passes, and their steps to the right and down. */
const PASSES = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
];

interface Chunk {
  readonly type: string;
  readonly data: Buffer;
  /** with its length, type and check sum */
  readonly whole: Buffer;
}

export interface PngHeader {
  readonly width: number;
  readonly height: number;
  /** bits of a sample, or of an index into the palette */
  readonly depth: number;
  readonly indexed: boolean;
  /** bytes of the lines, each with its filter byte */
  readonly rawBytes: number;
}

/**
 * The chunks of a PNG file, IHDR first and IEND last, with their check sums checked.
 *
 * @throws DataError where the file is cut short, damaged or goes on after its end
 * @source W3C, Portable Network Graphics (PNG) Specification, chunk layout
 */
export function pngChunks(path: string, bytes: Buffer): readonly Chunk[] {
  if (!bytes.subarray(0, 8).equals(SIGNATURE))
    throw new DataError(path, 'byte 0', 'the signature of PNG', bytes.toString('latin1', 0, 8));
  const chunks: Chunk[] = [];
  let start = 8;
  while (chunks.at(-1)?.type !== 'IEND') {
    const whole = bytes.subarray(
      start,
      start + 12 + (start + 4 <= bytes.length ? bytes.readUInt32BE(start) : 0),
    );
    if (whole.length < 12 || whole.length !== 12 + whole.readUInt32BE(0))
      throw new DataError(path, `byte ${start}`, 'a whole chunk', 'the end of the file');
    if (crc32(whole.subarray(4, -4)) !== whole.readUInt32BE(whole.length - 4))
      throw new DataError(path, `byte ${start}`, 'a chunk of the check sum it carries', 'another');
    chunks.push({ type: whole.toString('latin1', 4, 8), data: whole.subarray(8, -4), whole });
    start += whole.length;
  }
  if (start !== bytes.length)
    throw new DataError(path, `byte ${start}`, 'the end of the file', 'trailing bytes');
  return chunks;
}

/** Size and sample depth. @throws DataError for kinds of PNG that would not be read exactly */
export function pngHeader(path: string, chunks: readonly Chunk[]): PngHeader {
  const [{ type, data }] = chunks;
  const has = (name: string): boolean => chunks.some((chunk) => chunk.type === name);
  if (!(type === 'IHDR' && data.length === 13 && chunks.filter((c) => c.type === 'IHDR').length === 1))
    throw new DataError(path, 'byte 8', 'one header', type);
  const [width, height] = [data.readUInt32BE(0), data.readUInt32BE(4)];
  const [depth, colour, , , interlace] = data.subarray(8);
  if (!(width > 0 && height > 0 && DEPTHS[colour]?.includes(depth)))
    throw new DataError(path, 'header', 'a size, a colour type and a depth of PNG', [...data].join(' '));
  // A capital says that the pixels mean nothing to who does not know the chunk.
  const alien = chunks.find((chunk) => /^[A-Z]/.test(chunk.type) && !CRITICAL.includes(chunk.type));
  if (alien !== undefined) throw new DataError(path, '', `made of ${CRITICAL.join(', ')}`, alien.type);
  if (has('acTL')) throw new DataError(path, '', 'one image', 'an animation');
  if (colour !== PALETTE && has('tRNS'))
    throw new DataError(path, '', 'without one colour that stands for transparent (tRNS)', 'one');
  if (colour === PALETTE && !has('PLTE')) throw new DataError(path, '', 'with its palette', 'none');
  if (interlace === 1 && depth < 8)
    throw new DataError(path, '', 'not interlaced below 8 bits', `${depth} bits`);
  const bits = depth * CHANNELS[colour];
  const rawBytes = interlace === 1 ? interlaced(width, height, bits / 8) : height * line(width, bits);
  return { width, height, depth, indexed: colour === PALETTE, rawBytes };
}

/**
 * The file less what does not make the pixels: text, time, colour management, and a palette that an image of
 * full colours only suggests.
 */
export function pixelChunks(chunks: readonly Chunk[], { indexed }: PngHeader): Buffer {
  const types = indexed ? [...CRITICAL, 'tRNS'] : CRITICAL.filter((type) => type !== 'PLTE');
  return Buffer.concat([
    SIGNATURE,
    ...chunks.filter(({ type }) => types.includes(type)).map(({ whole }) => whole),
  ]);
}

const line = (width: number, bits: number): number => 1 + Math.ceil((width * bits) / 8);

function interlaced(width: number, height: number, bytes: number): number {
  const pass = ([left, top, right, down]: number[]): number => {
    const across = Math.ceil((width - left) / right);
    const lines = Math.ceil((height - top) / down);
    return across > 0 && lines > 0 ? lines * line(across, 8 * bytes) : 0;
  };
  return PASSES.map(pass).reduce((a, b) => a + b, 0);
}
