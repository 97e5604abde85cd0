import type { Bytes } from './bytes.js';

/** How one number is stored. */
export type ElementType =
  | 'uint8'
  | 'int8'
  | 'uint16'
  | 'int16'
  | 'uint32'
  | 'int32'
  | 'uint64'
  | 'int64'
  | 'float32'
  | 'float64';

/** Numbers stored one after the other. */
export interface Elements {
  readonly type: ElementType;
  readonly littleEndian: boolean;
  readonly length: number;
}

export const BYTES: Readonly<Record<ElementType, number>> = {
  uint8: 1,
  int8: 1,
  uint16: 2,
  int16: 2,
  uint32: 4,
  int32: 4,
  uint64: 8,
  int64: 8,
  float32: 4,
  float64: 8,
};

/**
 * The next numbers of a file in blocks of at most 65,536, each valid until the next is asked for. Integers
 * beyond 2^53 are rounded to the nearest double.
 *
 * @throws DataError where the file is cut short
 */
export async function* numbers(bytes: Bytes, { type, littleEndian, length }: Elements) {
  const width = BYTES[type];
  const out = new Float64Array(Math.min(length, 1 << 16));
  for await (const piece of bytes.pieces(width, length * width)) {
    for (let start = 0; start < piece.length; start += out.length * width) {
      const count = Math.min(out.length, (piece.length - start) / width);
      const view = new DataView(piece.buffer, piece.byteOffset + start, count * width);
      decode(type, view, littleEndian, out, count);
      yield out.subarray(0, count);
    }
  }
}

// One loop a type: a call for every number would cost more than the number.
function decode(type: ElementType, view: DataView, little: boolean, out: Float64Array, count: number): void {
  switch (type) {
    case 'uint8':
      for (let i = 0; i < count; i++) out[i] = view.getUint8(i);
      return;
    case 'int8':
      for (let i = 0; i < count; i++) out[i] = view.getInt8(i);
      return;
    case 'uint16':
      for (let i = 0; i < count; i++) out[i] = view.getUint16(2 * i, little);
      return;
    case 'int16':
      for (let i = 0; i < count; i++) out[i] = view.getInt16(2 * i, little);
      return;
    case 'uint32':
      for (let i = 0; i < count; i++) out[i] = view.getUint32(4 * i, little);
      return;
    case 'int32':
      for (let i = 0; i < count; i++) out[i] = view.getInt32(4 * i, little);
      return;
    case 'uint64':
      for (let i = 0; i < count; i++) out[i] = Number(view.getBigUint64(8 * i, little));
      return;
    case 'int64':
      for (let i = 0; i < count; i++) out[i] = Number(view.getBigInt64(8 * i, little));
      return;
    case 'float32':
      for (let i = 0; i < count; i++) out[i] = view.getFloat32(4 * i, little);
      return;
    case 'float64':
      for (let i = 0; i < count; i++) out[i] = view.getFloat64(8 * i, little);
      return;
  }
}
